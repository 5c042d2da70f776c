package chorale.workload.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trace that is far larger than the memory its reading may take. */
class ConstantMemoryTest {
  private static final long MIB = 1 << 20;
  private static final int TOKENS = 1_000_000;
  private static final int LINES = 1000;

  @TempDir Path folder;

  /** {@link #LINES} rows again and again: what is compressed, and how fast, is not the point. */
  private Path trace(String name, boolean json) throws IOException {
    var random = new Random(1);
    var block = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      int first = random.nextInt(30);
      block.append(
          json
              ? "{\"token\": %d, \"layer\": 3, \"experts\": [%d, %d, %d, %d], \"source\": \"%0160d\"}\n"
                  .formatted(i, first, first + 10, first + 20, first + 33, i)
              : "3,%d,%d,%d,%d,%d,%0160d\n"
                  .formatted(i, first, first + 10, first + 20, first + 33, i));
    }
    Path file = folder.resolve(name);
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file), 1 << 16),
                StandardCharsets.UTF_8))) {
      out.write(json ? "" : "layer,token,e0,e1,e2,e3,source\n");
      for (int i = 0; i < TOKENS / LINES; i++) {
        out.append(block);
      }
    }
    return file;
  }

  /** What is alive after a collection, in bytes. */
  private static long alive() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void holds(Path file, long textBytes) throws IOException {
    assertTrue(textBytes > 150 * MIB, "the trace is too small to show anything: " + textBytes);
    long before = alive();
    try (var stream = TraceStream.open(file)) {
      long[] most = {0};
      int[] reports = {0};
      var samples =
          TraceSamples.of(
              stream,
              _ -> {
                if (++reports[0] % 3 == 0) {
                  most[0] = Math.max(most[0], alive() - before);
                }
              });
      assertEquals(TOKENS, samples.layers().getFirst().tokens());
      assertEquals(4L * TOKENS, sum(samples.layers().getFirst()));
      assertTrue(most[0] > 0 && most[0] < 8 * MIB, "held " + most[0] + " bytes");
    }
  }

  private static long sum(LayerSample layer) {
    long sum = 0;
    for (int e = 0; e < layer.experts(); e++) {
      sum += layer.load(e);
    }
    return sum;
  }

  @Test
  void csvOfHundredsOfMebibytesIsReadInAFewOfThem() throws IOException {
    holds(trace("t.csv.gz", false), TOKENS * 175L);
  }

  @Test
  void jsonLinesOfHundredsOfMebibytesAreReadInAFewOfThem() throws IOException {
    holds(trace("t.jsonl.gz", true), TOKENS * 230L);
  }
}

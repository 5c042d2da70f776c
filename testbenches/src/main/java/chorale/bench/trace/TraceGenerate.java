package chorale.bench.trace;

import chorale.bench.Progress;
import chorale.workload.catalogue.Catalogue;
import chorale.workload.trace.SyntheticRouting;
import chorale.workload.trace.SyntheticRouting.Knobs;
import chorale.workload.trace.TraceRow;
import chorale.workload.trace.TraceWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chorale trace generate}. */
@Command(
    name = "generate",
    description =
        "Write a random trace: each token picks one of the hidden blocks of experts; each of its"
            + " choices comes from it with probability --locality, else from all experts.",
    footer = {
      "",
      "Equal options give equal bytes. Example, like Qwen3-30B-A3B in Mozart's paper:",
      "  chorale trace generate out/qwen.csv.gz --model Qwen3-30B-A3B --locality 0.32"
    })
public final class TraceGenerate implements Callable<Integer> {
  private static final int TOKENS_BETWEEN_REPORTS = 1000;

  @Parameters(paramLabel = "FILE", description = "trace to write: .csv or .csv.gz")
  private Path file;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "take experts, top-k and layers from the catalogue")
  private String model;

  @Option(names = "--experts", paramLabel = "N", description = "experts of a layer (default: 64)")
  private Integer experts;

  @Option(names = "--top-k", paramLabel = "N", description = "experts of a token (default: 8)")
  private Integer topK;

  @Option(names = "--layers", paramLabel = "N", description = "layers, from 0 (default: 1)")
  private Integer layers;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "8192",
      description = "tokens (default: ${DEFAULT-VALUE})")
  private long tokens;

  @Option(
      names = "--blocks",
      paramLabel = "N",
      defaultValue = "16",
      description = "hidden blocks of experts (default: ${DEFAULT-VALUE})")
  private int blocks;

  @Option(
      names = "--locality",
      paramLabel = "P",
      defaultValue = "0.4",
      description = "probability of a choice from the token's block (default: ${DEFAULT-VALUE})")
  private double locality;

  @Option(
      names = "--skew",
      paramLabel = "S",
      defaultValue = "0.2",
      description =
          "standard deviation of the logarithm of the experts' weights (default: ${DEFAULT-VALUE})")
  private double skew;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "of all random numbers (default: ${DEFAULT-VALUE})")
  private long seed;

  @Override
  public Integer call() throws IOException {
    TraceOutput.check(file);
    int e = 64;
    int k = 8;
    int l = 1;
    if (model != null) {
      var shape = Catalogue.find(model).experts();
      if (shape.count() == 0) {
        throw new IOException("--model " + model + " has no experts: name one that has");
      }
      e = shape.count();
      k = shape.topK();
      l = shape.layers();
    }
    e = experts == null ? e : experts;
    k = topK == null ? k : topK;
    int count = layers == null ? l : layers;
    if (count < 1 || count > 1000 || tokens < 1) {
      throw new IOException(
          "--layers %d, --tokens %d: write 1 to 1000, and at least 1".formatted(count, tokens));
    }
    Knobs knobs;
    try {
      knobs = new Knobs(e, k, blocks, locality, skew);
    } catch (IllegalArgumentException bad) {
      throw new IOException(bad.getMessage(), bad);
    }
    try (var progress = Progress.onStandardError()) {
      progress.begin("Writing " + file, " rows", count * tokens);
      TraceOutput.write(
          file,
          out -> {
            var writer = new TraceWriter(out, knobs.topK(), false);
            for (int layer = 0; layer < count; layer++) {
              layer(layer, new SyntheticRouting(knobs, seed * 1000 + layer), writer, progress);
            }
          });
    }
    System.out.printf(
        "%s: %d layers, %d tokens, top-%d of %d experts%n", file, count, tokens, k, e);
    return 0;
  }

  private void layer(int layer, SyntheticRouting routing, TraceWriter writer, Progress progress)
      throws IOException {
    for (long t = 0; t < tokens; t++) {
      writer.write(new TraceRow(layer, t, routing.next(), new float[0]));
      if (t % TOKENS_BETWEEN_REPORTS == 0) {
        progress.at(layer * tokens + t, "");
      }
    }
  }
}

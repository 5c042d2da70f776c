package chorale.bench.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.Datapath;
import chorale.workload.train.AttentionData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AttentionTest {
  private static final Path CACHE = Path.of("target/models");

  private static TrainingParameters parameters(Datapath datapath) {
    return ExpertStudy.parameters(2, 4, 2, datapath);
  }

  private static AttentionData data(int tokens, int hidden, int headSize) {
    return AttentionData.random(tokens, hidden, 2, 1, headSize, false, 1);
  }

  /** Two query heads with the same keys; and two times two with others, causal. */
  @Test
  void isDoneBitByBitInTheSameCyclesWithoutValues(@TempDir Path folder) throws IOException {
    var sequences = List.of(data(8, 8, 4), AttentionData.random(12, 16, 4, 2, 8, true, 2));
    var shown = AttentionStudy.run(parameters(Datapath.VALUES), sequences, "values", folder, CACHE);
    var result = shown.step();
    assertEquals("", result.first());
    assertEquals(0, result.mismatches());
    assertEquals(0, result.beyond());
    // Intervals forget that a row of P adds up to 1, so the bound is a wide one.
    assertTrue(result.largest() > 0.02, "the bound is far from anything that happens");
    // Output and gradient of the states; gradients of the matrices of queries, output, keys,
    // values.
    int first = 2 * 8 * 8 + 2 * 8 * 8 + 2 * 8 * 4 + 2 * 8 * 4;
    int second = 2 * 12 * 16 + 2 * 16 * 32 + 2 * 16 * 16 + 2 * 12 * 16;
    assertEquals(first + second, result.numbers());
    double done = shown.array() * result.cycles() * 2 * 4 * 4;
    assertEquals(sequences.stream().mapToLong(AttentionTest::products).sum(), done, 1e-3);
    assertEquals(
        result.cycles(),
        AttentionStudy.cycles(parameters(Datapath.TIMING), sequences, "timing", folder, CACHE));
  }

  /** Each matrix three times: forward, by operand and by weight; and six products of each head. */
  private static long products(AttentionData data) {
    long matrices = 0;
    for (float[][] w : data.weight()) {
      matrices += 3L * data.tokens() * w.length * w[0].length;
    }
    return matrices + 6L * data.heads() * data.tokens() * data.tokens() * data.headSize();
  }

  @Test
  void saysWhatDoesNotFit() {
    refuses("1 sequences for 2 chiplets: one for each", data(8, 8, 4));
    refuses(
        "6 tokens, hidden size 8 and heads of 4 numbers in words of 4 lanes: multiples of the lanes",
        data(6, 8, 4),
        data(8, 8, 4));
    refuses(
        "8 tokens, hidden size 8 and heads of 2 numbers in words of 4 lanes: multiples of the lanes",
        data(8, 8, 4),
        data(8, 8, 2));
    refuses(
        "chiplet 1 needs 1836288 bytes of operands, its memory has 524288",
        data(8, 8, 4),
        data(8, 1 << 14, 4));
  }

  private static void refuses(String message, AttentionData... sequences) {
    var p = parameters(Datapath.TIMING);
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class, () -> new AttentionProgram(p, List.of(sequences)))
            .getMessage());
  }
}

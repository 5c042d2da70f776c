package chorale.workload.uniep;

import chorale.workload.Routing;
import chorale.workload.trace.SyntheticRouting;
import java.util.List;

/**
 * A layer of UniEP's table 4 (arXiv 2604.19241), and how it is scaled to a package that is
 * simulated: an eighth of the experts, and of the experts' inner size a 20th in whole words, at
 * least one. The states of tokens are as large as a packet. What a link and an array take for a
 * token depends on the inner size alone, not on that of the state, so their ratio is kept but for
 * the rounding.
 *
 * @param hidden H
 * @param inner size between an expert's matrices
 */
public record ScaledLayer(String model, int hidden, int inner, int experts, int topK) {
  private static final int EXPERTS = 8;
  private static final int INNER = 20;

  /** The twelve. */
  public static final List<ScaledLayer> ALL =
      List.of(
          new ScaledLayer("DeepSeek-MoE-16B", 2048, 1408, 64, 6),
          new ScaledLayer("DeepSeek-OCR-2", 1280, 896, 64, 6),
          new ScaledLayer("DeepSeek-V2-Lite", 2048, 1408, 64, 6),
          new ScaledLayer("DeepSeek-V2-Chat", 5120, 1536, 160, 6),
          new ScaledLayer("DeepSeek-R1", 7168, 2048, 256, 8),
          new ScaledLayer("Qwen3-30B", 2048, 768, 128, 8),
          new ScaledLayer("Qwen3-235B", 4096, 1536, 128, 8),
          new ScaledLayer("Qwen3-Coder-480B", 6144, 2560, 160, 8),
          new ScaledLayer("Qwen3-Next-80B", 2048, 512, 512, 10),
          new ScaledLayer("Qwen3-Omni-30B", 1024, 384, 128, 6),
          new ScaledLayer("Kimi-K2", 7168, 2048, 384, 8),
          new ScaledLayer("Kimi-Linear-48B", 2304, 1024, 256, 8));

  /** The experts that are simulated. */
  public int scaledExperts() {
    return experts / EXPERTS;
  }

  /** Their inner size in words of {@code lanes} numbers. */
  public int scaledInner(int lanes) {
    return Math.max(1, Math.round((float) inner / INNER / lanes)) * lanes;
  }

  /** Tokens that choose experts alike. */
  public Routing routing(int tokens, long seed) {
    var knobs = new SyntheticRouting.Knobs(scaledExperts(), topK, 1, 0, 0);
    return new SyntheticRouting(knobs, seed).next(tokens);
  }
}

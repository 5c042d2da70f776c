package chorale.workload.step;

import chorale.workload.vector.AdamW;
import chorale.workload.vector.Kernel;
import chorale.workload.vector.Kernels;

/** What the vector engine does in a step of experts. */
public enum VectorTask {
  /** {@code h = silu(g) u} of an expert's tokens. */
  ACTIVATE,
  /** Gradients of g and u from that of h. */
  ACTIVATE_BACKWARD,
  /** Outputs of an expert to bf16. */
  ROUND_OUTPUT,
  /** {@code w o} of an expert's tokens to bf16, where switches add up what goes home. */
  WEIGH_OUTPUT,
  /** Gradients of an expert's inputs to bf16. */
  ROUND_GRADIENT,
  /** {@code do = w dy} of an expert's tokens, where the gradients of outputs came unscaled. */
  SCALE_EXPERT,
  /** {@code do = w dy} of all home tokens for one rank. */
  SCALE_RANK,
  /** Outputs of the home tokens: weighted sums of their contributions in top-k order. */
  OUTPUT,
  /** {@code dy = y - target} of the home tokens. */
  DIFFERENCE,
  /** Gradients of the home tokens: sums of their contributions in top-k order. */
  INPUT_GRADIENT,
  /** AdamW of one matrix. */
  UPDATE;

  /** What is run for each row of so many words, of tokens with {@code topK} experts. */
  public Kernel kernel(int topK, int words) {
    return switch (this) {
      case ACTIVATE -> Kernels.swiglu();
      case ACTIVATE_BACKWARD -> Kernels.swigluBackward();
      case ROUND_OUTPUT, ROUND_GRADIENT -> Kernels.toBf16();
      case WEIGH_OUTPUT -> Kernels.scaled();
      case SCALE_EXPERT, SCALE_RANK -> Kernels.combine(1, words);
      case OUTPUT, INPUT_GRADIENT -> Kernels.combine(topK, words);
      case DIFFERENCE -> Kernels.difference();
      case UPDATE -> AdamW.kernel();
    };
  }
}

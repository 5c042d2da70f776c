package chorale.workload.step;

import chorale.workload.vector.AdamW;
import chorale.workload.vector.Kernel;
import chorale.workload.vector.Kernels;
import chorale.workload.vector.Softmax;

/** What the vector engine does in a step of experts and of attention before them. */
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
  UPDATE,

  /** {@code q = bf16(c (x Wq))} of a sequence. */
  SCALE_QUERY,
  /** Keys of a sequence to bf16. */
  ROUND_KEY,
  /** Values of a sequence to bf16. */
  ROUND_VALUE,
  /** {@code P = softmax(S)} of a head. */
  SOFTMAX,
  /** What the heads have made of the values, to bf16. */
  ROUND_CONTEXT,
  /** Outputs of attention to bf16. */
  ROUND_ATTENDED,
  /** Gradients of what the heads have made, to bf16. */
  ROUND_CONTEXT_GRADIENT,
  /** {@code dS = P (dP - sum of P dP)} of a head. */
  SOFTMAX_BACKWARD,
  /** Gradients of values to bf16. */
  ROUND_VALUE_GRADIENT,
  /** {@code dq = bf16(c (dS k))}. */
  SCALE_QUERY_GRADIENT,
  /** Gradients of keys to bf16. */
  ROUND_KEY_GRADIENT,
  /** Gradients of attention's inputs to bf16. */
  ROUND_STATE_GRADIENT;

  /** Whether it is one of attention. */
  public boolean isAttention() {
    return compareTo(SCALE_QUERY) >= 0;
  }

  /**
   * What is run for each row of so many words of {@code lanes}, of tokens with {@code topK}
   * experts.
   */
  public Kernel kernel(int topK, int words, int lanes) {
    return switch (this) {
      case ACTIVATE -> Kernels.swiglu();
      case ACTIVATE_BACKWARD -> Kernels.swigluBackward();
      case ROUND_OUTPUT,
          ROUND_GRADIENT,
          ROUND_KEY,
          ROUND_VALUE,
          ROUND_CONTEXT,
          ROUND_ATTENDED,
          ROUND_CONTEXT_GRADIENT,
          ROUND_VALUE_GRADIENT,
          ROUND_KEY_GRADIENT,
          ROUND_STATE_GRADIENT ->
          Kernels.toBf16();
      case WEIGH_OUTPUT, SCALE_QUERY, SCALE_QUERY_GRADIENT -> Kernels.scaled();
      case SCALE_EXPERT, SCALE_RANK -> Kernels.combine(1, words);
      case OUTPUT, INPUT_GRADIENT -> Kernels.combine(topK, words);
      case DIFFERENCE -> Kernels.difference();
      case UPDATE -> AdamW.kernel();
      case SOFTMAX -> Softmax.forward(lanes);
      case SOFTMAX_BACKWARD -> Softmax.backward(lanes);
    };
  }
}

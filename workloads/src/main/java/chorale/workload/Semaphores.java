package chorale.workload;

/**
 * The counters of one chiplet, from zero and never falling. On an MoE chiplet with {@code experts}
 * local experts, semaphore l below {@code experts} counts the tokens that have completely arrived
 * for local expert l (hardware counts them); three more follow. The attention chiplet has none.
 *
 * @param experts local experts, 0 on the attention chiplet
 */
public record Semaphores(int experts) {
  /** Tokens arrived for local expert {@code local}. */
  public int tokens(int local) {
    return local;
  }

  /** Matrices loaded. */
  public int weights() {
    return experts;
  }

  /** Gemms done. */
  public int gemms() {
    return experts + 1;
  }

  /** Combine commands done. */
  public int combined() {
    return experts + 2;
  }

  /** Number of semaphores. */
  public int count() {
    return experts == 0 ? 0 : experts + 3;
  }
}

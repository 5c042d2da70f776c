package chorale.workload.step.rate;

/**
 * How much goes at once.
 *
 * @param packets of a run, longer ones where a command has very many
 * @param bytes of a memory's piece
 */
public record Runs(int packets, long bytes) {
  /** Those of models of full size. */
  public static final Runs COARSE = new Runs(64, 1 << 19);

  /** Checks the numbers. */
  public Runs {
    if (packets < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "runs of %d packets and pieces of %d bytes: 1 of each at least"
              .formatted(packets, bytes));
    }
  }
}

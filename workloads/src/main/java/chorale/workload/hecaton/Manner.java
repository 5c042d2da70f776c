package chorale.workload.hecaton;

/**
 * How a scheme is carried out.
 *
 * @param scheme where things are
 * @param directions 1 or 2, in which rings of rows and of columns pass; that of all dies, which
 *     needs no bypass, always passes in both
 * @param chunks parts of a block that follow each other around a ring
 * @param partial bytes of a partial sum on a link: 4 for binary32
 * @param regathers whether the backward pass gathers a layer's inputs again, not having kept them
 * @param recomputes whether it does the forward pass again
 */
public record Manner(
    Scheme scheme, int directions, int chunks, int partial, boolean regathers, boolean recomputes) {
  /** Checks the counts. */
  public Manner {
    if (directions < 1 || directions > 2 || chunks < 1) {
      throw new IllegalArgumentException(
          "%d directions and %d chunks: 1 or 2, and at least 1".formatted(directions, chunks));
    }
  }

  /** As the paper's closed forms count: inputs are kept. */
  public static Manner plain(Scheme scheme) {
    return new Manner(scheme, 1, 1, 4, false, false);
  }
}

package chorale.bench.train;

/**
 * Two layers H to F to H, and how they are done.
 *
 * @param tokens T
 * @param hidden H
 * @param inner F
 * @param chunks of a block of a collective
 * @param skewed whether token slices lie along diagonals
 * @param backward whether the backward pass follows
 */
public record PairShape(
    int tokens, int hidden, int inner, int chunks, boolean skewed, boolean backward) {}

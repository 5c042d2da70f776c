package chorale.bench.train;

/**
 * A matrix in the memory of a group.
 *
 * @param block of it that is the first
 * @param blocks how many
 * @param rows of the matrix
 * @param bytes of a row
 */
record Stored(long block, int blocks, int rows, int bytes) {}

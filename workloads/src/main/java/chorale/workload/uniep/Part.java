package chorale.workload.uniep;

/**
 * Rows of an expert that are multiplied as one.
 *
 * @param number of it in the layer
 * @param expert whose
 * @param first its first row; rows are the expert's tokens, ascending
 * @param rows how many
 * @param chunk with whose tokens it begins, counted from the chunk that its chiplet does first
 * @param isLast whether no later part is of the same expert
 */
public record Part(int number, int expert, int first, int rows, int chunk, boolean isLast) {}

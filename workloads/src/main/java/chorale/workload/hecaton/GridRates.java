package chorale.workload.hecaton;

/**
 * A grid by its rates, all per cycle.
 *
 * @param macs products of two numbers and their sums, of a die
 * @param vectorNumbers numbers of kernels, of a die
 * @param link bytes over a link to a neighbour, in each direction
 * @param hopCycles of a link, with what is at its ends
 * @param memory bytes of a memory; there is one at either end of each row and each column
 * @param memoryLatency cycles to its first data
 */
public record GridRates(
    double macs,
    double vectorNumbers,
    double link,
    double hopCycles,
    double memory,
    double memoryLatency) {}

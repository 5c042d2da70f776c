package chorale.workload;

/**
 * Latencies of the RTL, in cycles, that the bounds add to the work of links, memories and arrays.
 * Link and DRAM latency are not here: they belong to the configuration.
 *
 * @param commandIssue from a command's last condition to the start of its engine
 * @param dispatchStart from the start of a dispatch to its first flit at the root's router
 * @param router from a head flit at a router to the same flit on the outgoing link
 * @param receive from the last flit of a packet off its last link to its effect (semaphore counted,
 *     contribution stored)
 * @param packetGap most cycles a link idles between two packets that are ready; upper bound only
 * @param dmaStart from the start of a load to its first request on the leaf link
 * @param memory spent in the memory node besides the DRAM latency and the transfer
 * @param arrayStart from the start of a Gemm to its first weight row, and from its last result to
 *     its signal
 * @param combineStart from the start of a combine to its first flit on the leaf link
 * @param reduceStart from a token's turn to the first cycle of its addition
 */
public record Timing(
    int commandIssue,
    int dispatchStart,
    int router,
    int receive,
    int packetGap,
    int dmaStart,
    int memory,
    int arrayStart,
    int combineStart,
    int reduceStart) {

  /** The latencies of the shipped RTL. */
  public static final Timing SHIPPED = new Timing(1, 1, 2, 1, 2, 1, 1, 1, 1, 1);
}

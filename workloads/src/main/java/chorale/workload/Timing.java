package chorale.workload;

/**
 * Latencies of the RTL, in cycles, that the bounds add to the work of links, memories and arrays.
 * Link and DRAM latency are not here: they belong to the configuration.
 *
 * <p>An event is a cycle in which something is done (last flit stored, last result written); a flit
 * is "on a link" in the cycle in which the link's sender shows it.
 *
 * @param commandIssue from the last event a command waits for to its issue; a command that waits
 *     for nothing is issued in cycle 0
 * @param dispatchStart from the issue of a dispatch to its first flit at the root's router
 * @param router from a flit at a router's input to the same flit on the outgoing link
 * @param receive from the last flit of a packet off its last link to the event
 * @param creditTurn a credit's way from the use of a place to its reuse, besides both link
 *     latencies
 * @param dmaStart from the issue of a load, or the event that ends a burst, to the request on the
 *     leaf link
 * @param memory from a request at the memory node to the first flit of the reply on the link,
 *     besides the DRAM latency and the reading of the burst
 * @param arrayStart from the issue of a Gemm to its first row of weights
 * @param fence from the last result of a Gemm to the first row of a Gemm that reads it
 * @param combineStart from the issue of a combine to its first flit on the leaf link
 * @param reduceStart from the event of a token's last contribution to the cycle before its addition
 */
public record Timing(
    int commandIssue,
    int dispatchStart,
    int router,
    int receive,
    int creditTurn,
    int dmaStart,
    int memory,
    int arrayStart,
    int fence,
    int combineStart,
    int reduceStart) {

  /**
   * The latencies of the shipped RTL, each documented with the class it comes from (packages {@code
   * chorale.chiplet} and {@code chorale.nop}):
   *
   * <ul>
   *   <li>commandIssue 1: SemaphoreFile, a signal counts one cycle later
   *   <li>dispatchStart 3: DispatchEngine 2, Injector 1
   *   <li>router 2: VcRouter, buffer 1 and output register 1
   *   <li>receive 1: Ingress
   *   <li>creditTurn 4: RouterParameters, {@code creditLoop(L)} is {@code 4 + 2 L}
   *   <li>dmaStart 2: DmaEngine 1, Injector 1
   *   <li>memory 4: MemoryNode: Ingress 1, queue of requests 1, buffer of replies 1, Injector 1
   *   <li>arrayStart 1, fence 2: ArrayEngine
   *   <li>combineStart 3: CombineEngine 1, its SkidBuffer 1, Injector 1
   *   <li>reduceStart 1: ReduceEngine, queue of completions 1; that of ready tokens is the cycle
   *       before the addition
   * </ul>
   */
  public static final Timing SHIPPED = new Timing(1, 3, 2, 1, 4, 2, 4, 1, 2, 3, 1);
}

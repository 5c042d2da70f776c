package chorale.workload;

/**
 * Latencies of the tree's paths at zero load, in cycles, from the documented latencies of the RTL
 * and the configured link and DRAM latency.
 *
 * @param timing the documented latencies
 * @param link cycles on a link
 * @param dram cycles of the DRAM
 */
record Paths(Timing timing, int link, int dram) {
  Paths(RunConfig.Package pack, Timing timing, int dram) {
    this(timing, pack.nop().linkLatencyCycles(), dram);
  }

  int hop() {
    return timing.router() + link;
  }

  /** Root's router, trunk, switch, leaf link, chiplet. */
  int rootToLeaf() {
    return 2 * hop() + timing.receive();
  }

  /** Request on the leaf link to its first data on the memory's link. */
  int requestToData() {
    return link + hop() + timing.memory() + dram;
  }

  /** Data on the memory's link to its effect in the chiplet. */
  int dataToLeaf() {
    return link + hop() + timing.receive();
  }

  /** Result on the leaf link to its effect at the home: leaf link, switch, trunk, root, home. */
  int leafToRoot() {
    return link + hop() + timing.router() + timing.receive();
  }
}

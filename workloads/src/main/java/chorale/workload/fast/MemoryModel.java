package chorale.workload.fast;

import chorale.workload.RunConfig;

/** What a group's memory is made of, in cycles; its bandwidth is in the configuration. */
public sealed interface MemoryModel permits FixedMemory, BankedMemory, PagedMemory {
  /** A memory that has done nothing yet. */
  Device device(Clock clock, RunConfig config);

  /**
   * The latency that the memory node covers with requests under way; {@code
   * PackageParameters.dramLatency}.
   */
  int coveredLatency();

  /** The bandwidth that this is reckoned with: what the link takes, or what the memory has. */
  default int bytesPerCycle(RunConfig config) {
    return config.pack().deliveredBytesPerCycle();
  }

  /** A memory at work. */
  interface Device {
    /**
     * Reads a burst of the network, asked for in this cycle.
     *
     * @param address first flit
     * @param flits length
     * @param whole to be run in the cycle in which the whole burst is seen to be there
     */
    void read(long address, int flits, Runnable whole);
  }
}

package chorale.bench.memory;

import chorale.bench.memory.DramDevice.Count;

/**
 * What a run of requests showed, in cycles from the one in which the first was taken, that cycle
 * included: what a controller does after reset before it takes requests is not counted.
 *
 * @param bursts requests
 * @param lastAccept cycles until the last request was taken: what the reference simulators measure
 * @param lastData cycles until the last burst had been on the data bus
 * @param burstCycles cycles of a burst on the data bus
 * @param latencies of the reads, from the cycle in which they were taken to that of the answer
 * @param device with its counts
 */
public record MemoryRun(
    long bursts,
    long lastAccept,
    long lastData,
    int burstCycles,
    Latencies latencies,
    DramDevice device) {
  /** The share of the data bus's peak, by the cycle in which the last request was taken. */
  public double ofPeakByAccept() {
    return (double) bursts * burstCycles / lastAccept;
  }

  /** The share of the data bus's peak, by the end of the last burst on it. */
  public double ofPeakByData() {
    return (double) bursts * burstCycles / lastData;
  }

  /** Reads and writes of an open row, of all that the device has done. */
  public double hitRate() {
    long columns = count(Count.READS) + count(Count.WRITES);
    return columns == 0 ? 0 : (double) count(Count.ROW_HITS) / columns;
  }

  /** How often the device did something. */
  public long count(Count what) {
    return device.count(what);
  }
}

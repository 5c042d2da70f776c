package chorale.workload.fast;

import chorale.workload.RunConfig;

/**
 * The stand-in of fixed latency and bandwidth, DramStandIn: bytes come at the rate of the memory
 * from the end of the latency on, or behind the burst before; a flit moves when its bytes are
 * there.
 *
 * @param latency cycles from a request to its first byte
 */
public record FixedMemory(int latency) implements MemoryModel {
  @Override
  public int coveredLatency() {
    return latency;
  }

  @Override
  public Device device(Clock clock, RunConfig config) {
    long rate = config.pack().deliveredBytesPerCycle();
    long flitBytes = config.pack().nop().flitBytes();
    return new Device() {
      private long free; // first cycle in which bytes of the next burst may come
      private long over; // bytes that came with the flit before

      @Override
      public void read(long address, int flits, Runnable whole) {
        long begin = Math.max(clock.now() + latency, free);
        long cycles = Math.ceilDiv(flits * flitBytes - over, rate);
        over += cycles * rate - flits * flitBytes;
        free = begin + cycles;
        clock.at(free, whole);
      }
    };
  }
}

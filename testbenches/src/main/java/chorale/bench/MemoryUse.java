package chorale.bench;

import chorale.chiplet.PackageParameters;
import chorale.chiplet.memory.HbmCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a group's HBM stack did in a run, and where the cycles went in which it moved no data.
 *
 * @param group the group
 * @param data cycles with a burst on a data bus of the stack
 * @param refresh cycles of refreshes, from the last command before to the first one behind, at
 *     least: tRP + tRFC for each
 * @param rows the other cycles with requests under way but no data: rows that open and close, the
 *     latency of a request that finds the stack empty, replies that wait for their link
 * @param idle cycles without a request
 * @param reads bursts that were read
 * @param writes bursts that were written
 * @param rowHits those of both that found their row open
 * @param conflicts rows that were closed because another one of the bank was asked for
 * @param refreshes of all banks of a pseudo-channel
 */
record MemoryUse(
    int group,
    long data,
    long refresh,
    long rows,
    long idle,
    long reads,
    long writes,
    long rowHits,
    long conflicts,
    long refreshes) {
  /** The stacks of a run, in the order of the groups; none if they are stand-ins. */
  static List<MemoryUse> of(RunResult result) {
    var config = result.program().config();
    var timing = Hardware.hbm(config);
    var uses = new ArrayList<MemoryUse>();
    if (timing.isEmpty()) {
      return uses;
    }
    Measurement m = result.measurement();
    var dram = timing.get();
    int channels =
        config.pack().dram().bytesPerCycle() / PackageParameters.channelBytesPerCycle(dram);
    for (int g = 0; g < config.pack().nop().groups(); g++) {
      var node = "memory_" + g;
      if (!m.has(node)) {
        continue; // it is left out
      }
      long data = m.count(node, "dram_busy");
      long blocked = m.count(node, "dram_blocked");
      long refreshes = count(m, node, HbmCounter.REFRESHES);
      long refresh = Math.min(blocked, refreshes / channels * (dram.rfc() + dram.rp()));
      uses.add(
          new MemoryUse(
              g,
              data,
              refresh,
              blocked - refresh,
              m.cycles() - data - blocked,
              count(m, node, HbmCounter.READS),
              count(m, node, HbmCounter.WRITES),
              count(m, node, HbmCounter.ROW_HITS),
              count(m, node, HbmCounter.CONFLICTS),
              refreshes));
    }
    return uses;
  }

  private static long count(Measurement m, String node, HbmCounter counter) {
    return m.count(node, "hbm_" + counter.name().toLowerCase(Locale.ROOT));
  }
}

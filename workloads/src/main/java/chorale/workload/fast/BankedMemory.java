package chorale.workload.fast;

import chorale.workload.RunConfig;
import java.util.Arrays;

/**
 * A stack of pseudo-channels with banks, rows and refreshes: MemoryStack, whose burst i is in
 * channel i mod n, at the place of BurstMap.SWIZZLED. Names are JEDEC's, as in DramTiming; all in
 * cycles of the command clock, which is the NoP's.
 *
 * <p>Each channel is a {@link BankedChannel}.
 *
 * @param channels pseudo-channels, a power of two
 * @param bankGroups bank groups, a power of two
 * @param banksPerGroup banks of a group, a power of two
 * @param columns bursts of a row, a power of two
 * @param burstBytes bytes of a burst of the memory
 * @param bl cycles of a burst on the data bus
 * @param together bank groups that are read in turn, tCCD_L / tCCD_S, a power of two
 * @param cl from a read to its first data
 * @param rcd from an activate to a read
 * @param rp from a precharge to an activate or refresh
 * @param ras from an activate to a precharge
 * @param rtp from a read to a precharge
 * @param rrd from an activate to the next one
 * @param faw in which four activates fit
 * @param rfc from a refresh to an activate
 * @param refi from a refresh to the next one
 */
public record BankedMemory(
    int channels,
    int bankGroups,
    int banksPerGroup,
    int columns,
    int burstBytes,
    int bl,
    int together,
    int cl,
    int rcd,
    int rp,
    int ras,
    int rtp,
    int rrd,
    int faw,
    int rfc,
    int refi)
    implements MemoryModel {
  /** From a request to its read's command: the queue of the channel and that of the controller. */
  private static final int TO_COMMAND = 2;

  /** From the end of a burst to the count of its transfer: the answer's register and the count. */
  private static final int TO_COUNT = 2;

  @Override
  public int coveredLatency() {
    return cl + TO_COMMAND + TO_COUNT + ras + rp + rcd;
  }

  @Override
  public int bytesPerCycle(RunConfig config) {
    return config.pack().dram().bytesPerCycle();
  }

  @Override
  public Device device(Clock clock, RunConfig config) {
    int ofFlit = config.pack().nop().flitBytes() / burstBytes;
    boolean even = even(config);
    var all = new BankedChannel[even ? 1 : channels]; // equal ones need one only
    Arrays.setAll(all, _ -> new BankedChannel(clock, this));
    return (address, flits, whole) -> {
      long first = address * ofFlit;
      long behind = first + (long) flits * ofFlit;
      var transfer = new BankedChannel.Transfer(clock, whole);
      clock.at(
          clock.now() + TO_COMMAND,
          () -> {
            for (int c = 0; c < all.length; c++) {
              long from = Math.ceilDiv(first - c, channels);
              all[c].read(from, Math.ceilDiv(behind - c, channels), transfer);
            }
            transfer.begun();
          });
    };
  }

  /** Whether every transfer has equally many bursts of each channel, so that all do the same. */
  private boolean even(RunConfig config) {
    long all = (long) channels * burstBytes;
    long matrix = config.pack().nop().bodyFlits(config.model().matrixBytes());
    return config.pack().dram().burstBytes() % all == 0
        && matrix * config.pack().nop().flitBytes() % all == 0;
  }

  /** From a read's command to the count of its transfer. */
  int toCount() {
    return cl + bl + TO_COUNT;
  }
}

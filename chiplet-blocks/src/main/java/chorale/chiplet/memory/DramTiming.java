package chorale.chiplet.memory;

import java.util.List;

/**
 * The timing of one pseudo-channel (PC), in cycles of its command clock tCK. Names are JEDEC's;
 * {@code S} is between different bank groups, {@code L} within one.
 *
 * @param name what it is
 * @param source where the figures are from
 * @param tCkPs the command clock, in ps
 * @param bl cycles that a burst takes on the data bus
 * @param cl from a read to the first beat of its burst
 * @param cwl from a write to the first beat of its burst
 * @param rcdRead from an activate to a read of its row
 * @param rcdWrite from an activate to a write to its row
 * @param rp from a precharge to the bank's next activate
 * @param ras from an activate to the bank's precharge
 * @param ccdS from a read to a read, or a write to a write, of another bank group
 * @param ccdL the same of one bank group
 * @param rrdS from an activate to an activate in another bank group
 * @param rrdL the same in one bank group
 * @param faw a window in which at most four activates begin
 * @param rtp from a read to its bank's precharge
 * @param wr from the end of a write's burst to its bank's precharge
 * @param wtrS from the end of a write's burst to a read of another bank group
 * @param wtrL the same of one bank group
 * @param rtw from a read to a write, of any bank
 * @param rfc from a refresh of all banks to the next activate
 * @param refi mean time between refreshes of all banks
 * @param rfcPb from the refresh of one bank to that bank's next activate
 * @param refiPb mean time between refreshes of one bank, each time another
 * @param rrefd from the refresh of a bank to the refresh or an activate of another bank
 */
public record DramTiming(
    String name,
    String source,
    int tCkPs,
    int bl,
    int cl,
    int cwl,
    int rcdRead,
    int rcdWrite,
    int rp,
    int ras,
    int ccdS,
    int ccdL,
    int rrdS,
    int rrdL,
    int faw,
    int rtp,
    int wr,
    int wtrS,
    int wtrL,
    int rtw,
    int rfc,
    int refi,
    int rfcPb,
    int refiPb,
    int rrefd) {

  /** One pseudo-channel of HBM2 at 2.0 Gb/s per pin: 64 bits, 32 B in 2 ns, 16 GB/s. */
  public static final DramTiming HBM2 =
      new DramTiming(
          "hbm2",
          "Ramulator 2.1 (c5b1c3a), presets HBM2_2000Mbps and HBM2_8Gb, after JESD235",
          1000,
          2,
          14,
          5,
          14,
          12,
          14,
          34,
          2,
          4,
          4,
          4,
          15,
          5,
          16,
          6,
          8,
          13,
          350,
          3900,
          160,
          122,
          8);

  /** One pseudo-channel of HBM3 at 6.4 Gb/s per pin: 32 bits, 32 B in 1.25 ns, 25.6 GB/s. */
  public static final DramTiming HBM3 =
      new DramTiming(
          "hbm3",
          "Ramulator 2.1 (c5b1c3a), presets HBM3_6400Mbps and HBM3_16Gb_8hi, after JESD238",
          625,
          2,
          20,
          10,
          31,
          15,
          26,
          45,
          2,
          4,
          4,
          5,
          24,
          9,
          33,
          7,
          10,
          20,
          560,
          6240,
          320,
          390,
          8);

  /** The presets. */
  public static final List<DramTiming> PRESETS = List.of(HBM2, HBM3);

  public DramTiming {
    if (rfc >= refi || bl < 1 || ccdS > ccdL || rrdS > rrdL || wtrS > wtrL) {
      throw new IllegalArgumentException(
          "timing %s: S at most L, bl at least 1, and a refresh shorter than its interval"
              .formatted(name));
    }
  }

  /** From an activate of a bank to the bank's next one. */
  public int rc() {
    return ras + rp;
  }

  /** From a read to the end of its burst. */
  public int readLatency() {
    return cl + bl;
  }

  /** From a write to the bank's precharge. */
  public int writeToPrecharge() {
    return cwl + bl + wr;
  }

  /** From a write to a read of another bank group. */
  public int writeToReadS() {
    return cwl + bl + wtrS;
  }

  /** From a write to a read of its bank group. */
  public int writeToReadL() {
    return cwl + bl + wtrL;
  }

  /** The least mean time between activates: tRRD_S, or a quarter of tFAW. */
  public int activateInterval() {
    return Math.max(rrdS, Math.ceilDiv(faw, 4));
  }
}

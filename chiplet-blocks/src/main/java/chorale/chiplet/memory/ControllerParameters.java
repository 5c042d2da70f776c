package chorale.chiplet.memory;

import chorale.chiplet.array.Datapath;

/**
 * A controller of one pseudo-channel.
 *
 * @param timing of the device
 * @param shape of the device
 * @param datapath with values, or timing only
 * @param reads reads that wait or are under way, at most; a power of two
 * @param writes writes that wait, at most; a power of two
 * @param rowsPerBank rows of a bank with reads, and rows with writes, that may wait; a power of two
 * @param tagBits width of a read's tag
 * @param ageCap cycles after which other rows of a bank, or the other direction, get their turn
 * @param closedPage whether a row is closed when nobody waits for it
 * @param perBankRefresh whether banks are refreshed one by one instead of all at once
 */
public record ControllerParameters(
    DramTiming timing,
    DramShape shape,
    Datapath datapath,
    int reads,
    int writes,
    int rowsPerBank,
    int tagBits,
    int ageCap,
    boolean closedPage,
    boolean perBankRefresh) {

  /** Check bits of each 64 bits of data: SECDED (72, 64). */
  static final int CHECK_BITS = 8;

  /** Bits of the time stamps of rows: their order is right while 2^15 younger ones have come. */
  static final int STAMP_BITS = 16;

  public ControllerParameters {
    powerOfTwo("reads", reads);
    powerOfTwo("writes", writes);
    powerOfTwo("rowsPerBank", rowsPerBank);
    if (ageCap < 16 || tagBits < 1) {
      throw new IllegalArgumentException(
          "a controller with ageCap %d, tagBits %d: at least 16 and 1".formatted(ageCap, tagBits));
    }
  }

  private static void powerOfTwo(String what, int value) {
    if (value < 2 || Integer.bitCount(value) != 1) {
      throw new IllegalArgumentException(
          "%d %s of a controller: a power of two, at least 2".formatted(value, what));
    }
  }

  /** 128 reads, 64 writes, open page, refresh of all banks at once. */
  public static ControllerParameters of(DramTiming timing, Datapath datapath) {
    return new ControllerParameters(
        timing, DramShape.HBM, datapath, 128, 64, 16, 16, 2000, false, false);
  }

  /** Cycles that a refresh takes, of all banks or of one. */
  int refreshCycles() {
    return perBankRefresh ? timing.rfcPb() : timing.rfc();
  }

  /** Mean time between refreshes, of all banks or of one. */
  int refreshInterval() {
    return perBankRefresh ? timing.refiPb() : timing.refi();
  }

  /**
   * Cycles in which a direction sends at least the oldest request that waits for it: a row
   * conflict, a refresh at the worst time, which undoes it, and the same conflict again.
   */
  public int fairCycles() {
    int closes = Math.max(timing.ras(), timing.writeToPrecharge()) + timing.rp();
    int opens = timing.faw() + timing.rrefd() + Math.max(timing.rcdRead(), timing.rcdWrite());
    return 2 * (closes + opens) + refreshCycles();
  }

  /** Bits of a request's or an answer's data. */
  int dataBits() {
    return datapath == Datapath.VALUES ? 8 * shape.burstBytes() : 1;
  }

  /** Bits of a burst on the bus, with check bits. */
  public int busBits() {
    return datapath == Datapath.VALUES ? shape.burstBytes() / 8 * (64 + CHECK_BITS) : 1;
  }
}

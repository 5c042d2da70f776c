package chorale.workload.step.run;

/**
 * A pseudo-channel of HBM with its controller, all in cycles of the command clock, which is the
 * network's: what DramTiming, DramShape and ControllerParameters say, whose names and meanings
 * these are.
 *
 * @param bl cycles that a burst takes on the data bus
 * @param cl from a read to its first data
 * @param cwl from a write to its first data
 * @param rcdRead from an activate to a read
 * @param rcdWrite from an activate to a write
 * @param rp from a precharge to an activate or refresh
 * @param ras from an activate to a precharge
 * @param ccdS between reads, or writes, of different bank groups
 * @param ccdL the same of one bank group
 * @param rrdS between activates of different bank groups
 * @param rrdL the same of one bank group
 * @param faw a window in which four activates fit
 * @param rtp from a read to a precharge
 * @param wr from the end of a write's data to a precharge
 * @param wtrS from the end of a write's data to a read of another bank group
 * @param wtrL the same of one bank group
 * @param rtw from a read to a write
 * @param rrefd from the refresh of a bank to an activate of another one
 * @param rfc from a refresh to an activate
 * @param refi from a refresh to the next one
 * @param shape of the device
 * @param control the controller's sizes
 */
public record HbmTimes(
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
    int rrefd,
    int rfc,
    int refi,
    Shape shape,
    Control control) {
  /**
   * The banks.
   *
   * @param bankGroups bank groups, a power of two
   * @param banksPerGroup banks of a group, a power of two
   * @param columns bursts of a row, a power of two
   * @param burstBytes bytes of a burst
   */
  public record Shape(int bankGroups, int banksPerGroup, int columns, int burstBytes) {
    /** All banks. */
    public int banks() {
      return bankGroups * banksPerGroup;
    }
  }

  /**
   * The controller.
   *
   * @param reads that it holds
   * @param writes that it holds
   * @param rowsPerBank rows of a bank that may wait, of each direction
   * @param ageCap cycles after which others get their turn
   */
  public record Control(int reads, int writes, int rowsPerBank, int ageCap) {}

  /** From a write to its bank's precharge. */
  int writeToPrecharge() {
    return cwl + bl + wr;
  }

  /** From a write to a read of another bank group. */
  int writeToReadS() {
    return cwl + bl + wtrS;
  }

  /** From a write to a read of its bank group. */
  int writeToReadL() {
    return cwl + bl + wtrL;
  }

  /**
   * Cycles of the data bus that a refresh costs at least: from the end of the last data before it,
   * or from when it is due, to the first data behind it.
   */
  int refreshLeast() {
    int behind = rfc + Math.min(rcdRead + cl, rcdWrite + cwl);
    return behind + Math.min(0, Math.min(rtp + rp - cl - bl, wr + rp));
  }
}

package chorale.nop.d2d;

import chorale.hdl.Module;
import chorale.hdl.lib.CrcCode;

/**
 * A die-to-die link, the same in both directions. Cycles are cycles of the link's clock, in which
 * one phit of {@code lanes * laneBits} bits moves; a frame of {@code group} flits takes {@link
 * #phits} cycles.
 *
 * @param vcs virtual channels, at least 1
 * @param flitWidth bits of a flit
 * @param places credits of a virtual channel: places in the buffer behind the link, at least 1
 * @param group flits of a frame: one sequence number and one check value for all of them. At most
 *     as many as a frame takes cycles, or the {@link chorale.nop.Channel} behind the link could not
 *     take them
 * @param lanes wires that carry data, 2 or more; one more is the spare
 * @param laneBits bits that one wire carries in a cycle: its rate divided by that of the clock
 * @param latency cycles of the wires and their drivers, 0 or more
 * @param window frames that may wait for an answer, which is the size of the replay buffer
 * @param crc the check of a frame; it has to be reflected, so that it takes the bits in the order
 *     in which the wires carry them, and fit into a phit
 */
public record D2dParameters(
    int vcs,
    int flitWidth,
    int places,
    int group,
    int lanes,
    int laneBits,
    int latency,
    int window,
    CrcCode crc) {
  /**
   * CRC-16/IBM-SDLC of G. Cook's catalogue. It shows all errors of up to 3 bits in frames of up to
   * 32,767 bits (its generator is x + 1 times a primitive polynomial of degree 15), every burst of
   * up to 16 bits, and all but 2^-16 of other random patterns.
   */
  public static final CrcCode CRC_16 = new CrcCode(16, 0x1021, 0xFFFF, true, true, 0xFFFF);

  /**
   * {@link CrcCode#CRC_32C}: all errors of up to 5 bits in up to 5,243 bits of data and of up to 3
   * in far more (P. Koopman, 32-Bit Cyclic Redundancy Codes for Internet Applications, DSN 2002),
   * every burst of up to 32 bits, and all but 2^-32 of other random patterns.
   */
  public static final CrcCode CRC_32 = CrcCode.CRC_32C;

  /** Frames above this size get {@link #CRC_32} by {@link #checkFor}. */
  private static final int LARGE = 256;

  /**
   * Cycles of a frame's way beside its phits and wires: a register after the lane map, one before
   * it on the other side, one after the check, one that holds the answer.
   */
  private static final int STAGES = 4;

  /** Cycles of the link clock per nanosecond in the presets. */
  private static final int GHZ = 1;

  /** Nanoseconds: "about 2 ns" for transmitter and receiver of UCIe, as {@link #ucieStandard}. */
  private static final int UCIE_LATENCY = 2;

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is out of range, or they do not go together
   */
  public D2dParameters {
    require(vcs >= 1, "%d virtual channels: at least 1", vcs);
    require(flitWidth >= 1, "flits of %d bits: at least 1", flitWidth);
    require(places >= 1, "%d places for a virtual channel: at least 1", places);
    require(group >= 1, "a group of %d flits: at least 1", group);
    require(lanes >= 2, "%d lanes: at least 2, or a dead one is not found", lanes);
    require(laneBits >= 1, "%d bits of a lane in a cycle: at least 1", laneBits);
    require(latency >= 0, "a latency of %d cycles: at least 0", latency);
    require(window >= 1, "a window of %d frames: at least 1", window);
    require(
        crc.reflectIn() && crc.reflectOut(), "a CRC of %d bits: must be reflected", crc.width());
    require(
        crc.width() <= lanes * laneBits,
        "a phit of %d bits: at least the CRC's " + crc.width(),
        lanes * laneBits);
    int cycles =
        Math.ceilDiv(
            bodyBits(vcs, flitWidth, places, group, window) + crc.width(), lanes * laneBits);
    require(
        group <= cycles,
        "a group of %d flits in a frame of " + cycles + " cycles: no more flits than cycles",
        group);
  }

  private static void require(boolean condition, String message, int value) {
    if (!condition) {
      throw new IllegalArgumentException(message.formatted(value));
    }
  }

  private static int bodyBits(int vcs, int flitWidth, int places, int group, int window) {
    int header = Frame.MARK_BITS + 3 + 2 * Module.log2(window + 1);
    return header + vcs * Module.log2(places + 1) + group * (vcs + flitWidth);
  }

  /**
   * A UCIe link for a standard (organic) package: 16 lanes each way. The figures are those of UCIe
   * 1.0: 4, 8, 12, 16, 24 or 32 GT/s per lane, and "about 2 ns" for transmitter plus receiver (D.
   * Das Sharma, Hot Interconnects 2025, as reported by Converge Digest). A real standard package
   * has no spare lane but narrows the link; here both kinds have one.
   *
   * @param places credits of a virtual channel
   * @param gigatransfers per second and lane; the clock of the link is 1 GHz
   */
  public static D2dParameters ucieStandard(int vcs, int flitWidth, int places, int gigatransfers) {
    return ucie(16, vcs, flitWidth, places, gigatransfers);
  }

  /** The same for an advanced package (interposer or bridge): 64 lanes each way. */
  public static D2dParameters ucieAdvanced(int vcs, int flitWidth, int places, int gigatransfers) {
    return ucie(64, vcs, flitWidth, places, gigatransfers);
  }

  private static D2dParameters ucie(
      int lanes, int vcs, int flitWidth, int places, int gigatransfers) {
    boolean known =
        switch (gigatransfers) {
          case 4, 8, 12, 16, 24, 32 -> true;
          default -> false;
        };
    require(known, "%d GT/s: UCIe has 4, 8, 12, 16, 24 and 32", gigatransfers);
    return of(vcs, flitWidth, places, lanes, gigatransfers / GHZ, UCIE_LATENCY * GHZ);
  }

  /**
   * A link whose frames are as large as useful, up to 4 flits, and whose window does not slow it
   * down: the replay buffer holds a round trip.
   */
  public static D2dParameters of(
      int vcs, int flitWidth, int places, int lanes, int laneBits, int latency) {
    D2dParameters best = null;
    for (int group = 1; group <= 4; group++) {
      int window = 1;
      D2dParameters p = null;
      do {
        window = p == null ? window : p.roundTrip() + 1;
        CrcCode crc = checkFor(bodyBits(vcs, flitWidth, places, group, window));
        int phits =
            Math.ceilDiv(
                bodyBits(vcs, flitWidth, places, group, window) + crc.width(), lanes * laneBits);
        if (phits < group) {
          return best;
        }
        p = new D2dParameters(vcs, flitWidth, places, group, lanes, laneBits, latency, window, crc);
      } while (p.window < p.roundTrip() + 1);
      best = p;
    }
    return best;
  }

  /** The check for a frame of that many bits: 16 bits up to 256, else 32. */
  public static CrcCode checkFor(int bits) {
    return bits <= LARGE ? CRC_16 : CRC_32;
  }

  /** The same link with another window. */
  public D2dParameters withWindow(int other) {
    return new D2dParameters(vcs, flitWidth, places, group, lanes, laneBits, latency, other, crc);
  }

  /** Bits that a cycle moves. */
  public int phitBits() {
    return lanes * laneBits;
  }

  /** Bits of a sequence number. */
  public int numberBits() {
    return Module.log2(window + 1);
  }

  /** Bits of the credit count of one virtual channel. */
  public int countBits() {
    return Module.log2(places + 1);
  }

  /** Bits of a flit with its virtual channel, one-hot; all 0 if there is no flit. */
  public int slotBits() {
    return vcs + flitWidth;
  }

  /** Bits of a frame's flits. */
  public int payloadBits() {
    return group * slotBits();
  }

  /** Bits of a frame without its check value and padding. */
  public int bodyBits() {
    return bodyBits(vcs, flitWidth, places, group, window);
  }

  /** Cycles of a frame. */
  public int phits() {
    return Math.ceilDiv(bodyBits() + crc.width(), phitBits());
  }

  /** Cycles from the launch of a frame until the other side can launch an answer to it. */
  public int oneWay() {
    return phits() + latency + STAGES;
  }

  /** Frames from one launch to the first that knows the answer to it; both sides count together. */
  public int roundTrip() {
    return 2 * Math.ceilDiv(oneWay(), phits());
  }

  /**
   * The same for a launch that waits for room in the window: the new payload enters the replay
   * buffer a cycle after the answer.
   */
  public int windowTrip() {
    return Math.ceilDiv(oneWay(), phits()) + Math.ceilDiv(oneWay() + 1, phits());
  }

  /**
   * Cycles in which a credit goes round at most, while no frame is damaged: a flit with its waits
   * for company and for the launch, its way, the way back. The cycles that the flit stays in the
   * buffer behind the link come on top. A virtual channel alone keeps {@link #peak} with {@code
   * peak * creditLoop} places.
   */
  public int creditLoop() {
    return 2 * oneWay() + 3 * phits() + group + 3;
  }

  /** The highest rate without errors, in flits per cycle: frames full of flits, back to back. */
  public double peak() {
    return Math.min(1.0, (double) group / phits());
  }
}

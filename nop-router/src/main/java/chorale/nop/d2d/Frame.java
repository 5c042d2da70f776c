package chorale.nop.d2d;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.UInt;

/**
 * What a frame says, from the lowest bit on: the mark, the fields in this order, the payload. The
 * check value stands in the highest bits of the last phit; what is between is 0.
 *
 * @param data whether there is a payload
 * @param round the replay round of the payload
 * @param number of the payload, or of the next one
 * @param wantedRound the round in which the sender of the frame takes payloads
 * @param wanted number of the payload that the sender of the frame takes next
 * @param counts the credit counts of all virtual channels, the lowest channel lowest
 * @param payload flits with their virtual channels, the first one lowest
 */
record Frame(
    Bool data, Bool round, UInt number, Bool wantedRound, UInt wanted, UInt counts, UInt payload) {
  /**
   * The two lowest bits are 1 and 0. All wires are alike while lanes are trained, so no such cycle
   * is taken for a frame, whatever its check value.
   */
  static final int MARK_BITS = 2;

  private static final int MARK = 0b01;

  /** Whether {@code body} begins like a frame. */
  static Bool isMarked(UInt body) {
    return body.slice(MARK_BITS - 1, 0).eq(MARK);
  }

  /** The frame as bits, without its check value. */
  UInt toBits() {
    return Bits.cat(
        payload, counts, wanted, wantedRound, number, round, data, UInt.lit(MARK, MARK_BITS));
  }

  /** The frame of {@code body}. */
  static Frame of(UInt body, D2dParameters p) {
    var field =
        new Object() {
          int at = MARK_BITS;

          UInt next(int width) {
            at += width;
            return body.slice(at - 1, at - width);
          }
        };
    return new Frame(
        field.next(1).bit(0),
        field.next(1).bit(0),
        field.next(p.numberBits()),
        field.next(1).bit(0),
        field.next(p.numberBits()),
        field.next(p.vcs() * p.countBits()),
        field.next(p.payloadBits()));
  }
}

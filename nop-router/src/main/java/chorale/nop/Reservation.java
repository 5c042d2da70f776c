package chorale.nop;

import chorale.hdl.Bits;
import chorale.hdl.UInt;

/**
 * What a switch must know of a combine before its contributions may come.
 *
 * @param tag token and segment
 * @param expected the children that will send one contribution each, child i in bit i
 * @param length body flits of every contribution
 */
public record Reservation(UInt tag, UInt expected, UInt length) {
  /** As it travels: {@code {length, expected, tag}}. */
  public UInt toBits() {
    return Bits.cat(length, expected, tag);
  }

  /** From what travels. */
  static Reservation of(ReducerParameters p, UInt bits) {
    int children = p.tagBits() + p.children();
    return new Reservation(
        bits.truncate(p.tagBits()),
        bits.slice(children - 1, p.tagBits()),
        bits.slice(p.reservationBits() - 1, children));
  }
}

package chorale.hdl.lib;

import chorale.hdl.UInt;

/**
 * The binary-reflected Gray code (F. Gray, US patent 2,632,058, 1953): codes of neighbouring
 * numbers, the last and the first included, differ in one bit. All of it is combinational.
 *
 * <pre>{@code
 * var count = reg(4);
 * when(enable, () -> count.set(count.plus(1)));
 * out(4).named("code").set(delayed(Gray.encode(count)));
 * }</pre>
 */
public final class Gray {
  private Gray() {}

  /** The code of {@code number}, of the same width: g = n xor n / 2. */
  public static UInt encode(UInt number) {
    return number.xor(number.shr(1));
  }

  /** The number of {@code code}: its bit i is the parity of bits i and above of the code. */
  public static UInt decode(UInt code) {
    UInt number = code;
    for (int distance = 1; distance < code.width(); distance *= 2) {
      number = number.xor(number.shr(distance));
    }
    return number;
  }
}

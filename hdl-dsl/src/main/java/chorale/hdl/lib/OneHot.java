package chorale.hdl.lib;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.math.BigInteger;

/**
 * Logic between one-hot and binary numbers, and counts of ones. All of it is combinational.
 *
 * <pre>{@code
 * var first = OneHot.priorityEncode(requests); // 2 bits
 * value.set(first);
 * grant.set(OneHot.decode(first, 4).mask(requests.any()));
 * fault.set(OneHot.popCount(requests).gt(1));
 * }</pre>
 */
public final class OneHot {
  private OneHot() {}

  /**
   * The place of the only 1 of {@code oneHot}, in {@link Module#log2} of its width bits. Of several
   * ones, the bitwise or of their places; 0 if there is none.
   */
  public static UInt encode(UInt oneHot) {
    int bits = Module.log2(oneHot.width());
    var index = new Bits[bits];
    for (int b = 0; b < bits; b++) {
      var places = BigInteger.ZERO; // those whose number has bit b
      for (int i = 0; i < oneHot.width(); i++) {
        places = (i >> b & 1) == 1 ? places.setBit(i) : places;
      }
      index[bits - 1 - b] = oneHot.and(UInt.lit(places, oneHot.width())).any();
    }
    return Bits.cat(index);
  }

  /** A 1 in place {@code index} of {@code width} bits; 0 if the index lies beyond them. */
  public static UInt decode(UInt index, int width) {
    return UInt.lit(1, width).shl(index);
  }

  /** The place of the lowest 1 of {@code requests}, or 0 if there is none. */
  public static UInt priorityEncode(UInt requests) {
    return encode(RoundRobin.lowest(requests));
  }

  /** Whether exactly one bit of {@code x} is 1. */
  public static Bool isOneHot(UInt x) {
    // x & (x - 1) is x without its lowest 1.
    return x.any().andNot(x.and(x.minus(1)).any());
  }

  /** The number of ones of {@code x}, by a balanced tree of adders. */
  public static UInt popCount(UInt x) {
    int n = x.width();
    if (n == 1) {
      return x;
    }
    int half = n / 2;
    return popCount(x.slice(half - 1, 0))
        .zext(Module.log2(n + 1))
        .plus(popCount(x.slice(n - 1, half)));
  }
}

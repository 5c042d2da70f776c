package chorale.hdl.lib;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.UInt;
import java.math.BigInteger;

/**
 * A cyclic redundancy check in the parameters of R. Williams, A Painless Guide to CRC Error
 * Detection Algorithms, 1993; presets are named and valued as in G. Cook, Catalogue of parametrised
 * CRC algorithms. The hardware works on any number of bits at a time; all of it is combinational.
 *
 * <p>Bits of a data word go in from the highest to the lowest, or with {@code reflectIn} from the
 * lowest to the highest. A word of several bytes therefore holds its first byte in the highest
 * place, or with {@code reflectIn} in the lowest.
 *
 * <pre>{@code
 * var code = new CrcCode(8, 0x31, 0xFF, false, false, 0); // CRC-8/NRSC-5
 * value.set(code.finish(code.next(code.start(), data)));
 * }</pre>
 *
 * @param width bits of the check value, 1 to 64
 * @param polynomial its generator without the leading term: bit i is the coefficient of x^i
 * @param init the remainder before the first bit
 * @param reflectIn whether the lowest bit of the data goes first
 * @param reflectOut whether the remainder is turned round before it becomes the check value
 * @param xorOut what is then added to the check value
 */
public record CrcCode(
    int width, long polynomial, long init, boolean reflectIn, boolean reflectOut, long xorOut) {
  /** CRC-32 of Ethernet and zip: check value CBF43926. */
  public static final CrcCode CRC_32 =
      new CrcCode(32, 0x04C11DB7L, 0xFFFFFFFFL, true, true, 0xFFFFFFFFL);

  /** CRC-32C (Castagnoli), of iSCSI: check value E3069283. */
  public static final CrcCode CRC_32C =
      new CrcCode(32, 0x1EDC6F41L, 0xFFFFFFFFL, true, true, 0xFFFFFFFFL);

  /** CRC-16/CCITT-FALSE, in the catalogue CRC-16/IBM-3740: check value 29B1. */
  public static final CrcCode CRC_16_CCITT_FALSE = new CrcCode(16, 0x1021, 0xFFFF, false, false, 0);

  /** CRC-8, in the catalogue CRC-8/SMBUS: check value F4. */
  public static final CrcCode CRC_8 = new CrcCode(8, 0x07, 0, false, false, 0);

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public CrcCode {
    if (width < 1 || width > Long.SIZE) {
      throw new IllegalArgumentException("a CRC of %d bits: 1 to 64".formatted(width));
    }
    long above = width == Long.SIZE ? 0 : -1L << width;
    if (((polynomial | init | xorOut) & above) != 0) {
      throw new IllegalArgumentException(
          "%x, %x or %x does not fit a CRC of %d bits".formatted(polynomial, init, xorOut, width));
    }
    if ((polynomial & 1) == 0) {
      throw new IllegalArgumentException(
          "the polynomial %x lacks its term 1".formatted(polynomial));
    }
  }

  /** The remainder before the first bit, as a constant. */
  public UInt start() {
    return constant(init);
  }

  /** The remainder after {@code data}, a word of any width, has followed {@code remainder}. */
  public UInt next(UInt remainder, UInt data) {
    // Each bit of the new remainder is the parity of some bits of the old one and of the data:
    // run the shift register once on these sets of bits instead of on bits.
    int n = data.width();
    var old = new BigInteger[width]; // per bit of the register
    var fresh = new BigInteger[width];
    for (int i = 0; i < width; i++) {
      old[i] = BigInteger.ZERO.setBit(i);
      fresh[i] = BigInteger.ZERO;
    }
    for (int k = 0; k < n; k++) {
      var oldFeedback = old[width - 1];
      var freshFeedback = fresh[width - 1].flipBit(reflectIn ? k : n - 1 - k);
      for (int i = width - 1; i >= 0; i--) {
        boolean tap = (polynomial >>> i & 1) == 1;
        var oldBelow = i == 0 ? BigInteger.ZERO : old[i - 1];
        var freshBelow = i == 0 ? BigInteger.ZERO : fresh[i - 1];
        old[i] = tap ? oldBelow.xor(oldFeedback) : oldBelow;
        fresh[i] = tap ? freshBelow.xor(freshFeedback) : freshBelow;
      }
    }
    var bits = new Bits[width];
    for (int i = 0; i < width; i++) {
      bits[width - 1 - i] = bit(remainder, old[i], data, fresh[i]).named("next_" + i);
    }
    return Bits.cat(bits);
  }

  /** The check value of what has led to {@code remainder}. */
  public UInt finish(UInt remainder) {
    UInt value = remainder;
    if (reflectOut) {
      var bits = new Bits[width];
      for (int i = 0; i < width; i++) {
        bits[i] = remainder.bit(i);
      }
      value = Bits.cat(bits);
    }
    return xorOut == 0 ? value : value.xor(constant(xorOut));
  }

  /** The parity of some bits of the remainder and some of the data, maybe none. */
  private static Bool bit(UInt remainder, BigInteger old, UInt data, BigInteger fresh) {
    return fresh.signum() == 0
        ? parity(remainder, old)
        : parity(remainder, old).xor(parity(data, fresh));
  }

  private static Bool parity(UInt x, BigInteger members) {
    return members.bitCount() == 1
        ? x.bit(members.getLowestSetBit())
        : x.and(UInt.lit(members, x.width())).parity();
  }

  private UInt constant(long bits) {
    return UInt.lit(new BigInteger(Long.toUnsignedString(bits)), width);
  }
}

package chorale.chiplet;

import chorale.hdl.UInt;
import java.math.BigInteger;

/** Fields packed into a word, the first in the lowest bits; hardware and software share it. */
public final class Layout {
  private int width;

  /** The next field, of {@code bits} bits. */
  public Field field(int bits) {
    var f = new Field(width, bits);
    width += bits;
    return f;
  }

  /** Bits of all fields so far. */
  public int width() {
    return width;
  }

  /** Bits {@code lo} to {@code lo + width - 1} of a word. */
  public record Field(int lo, int width) {
    /** The field in hardware. */
    public UInt of(UInt word) {
      return word.slice(lo + width - 1, lo);
    }

    /** The field set to {@code value} in a word in which it is 0; throws if it does not fit. */
    public BigInteger put(long value) {
      return put(BigInteger.valueOf(value));
    }

    /** The same of a number of any size. */
    BigInteger put(BigInteger value) {
      if (value.signum() < 0 || value.bitLength() > width) {
        throw new IllegalArgumentException(
            "%d does not fit a field of %d bits".formatted(value, width));
      }
      return value.shiftLeft(lo);
    }
  }
}

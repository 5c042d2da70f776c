package chorale.hdl.lib;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.UInt;
import java.math.BigInteger;

/**
 * The extended Hamming code (R. W. Hamming, Error Detecting and Error Correcting Codes, Bell System
 * Technical Journal 29, 1950): corrects any one wrong bit of a code word and detects any two. Three
 * or more may pass for one. All of it is combinational.
 *
 * <pre>
 *  code word:   parity | check bits r-1 .. 0 | data bits d-1 .. 0        2^r >= d + r + 1
 *  column:      0      | 2^(r-1) .. 2, 1     | .. 9, 7, 6, 5, 3
 * </pre>
 *
 * <p>Every bit has a column, a number of its own: check bits the powers of two, data bits the
 * others in order. The columns of all ones of a code word add up to 0 without carry, so one wrong
 * bit leaves its column, the syndrome; the parity of the whole word tells one wrong bit from two.
 *
 * <pre>{@code
 * var code = new Secded(32);
 * var ram = mem(1024, code.codeBits()); // 39
 * when(store, () -> ram.write(address, code.encode(data)));
 * var found = code.decode(ram.syncRead(address));
 * value.set(found.data());
 * fault.set(found.multiple());
 * }</pre>
 *
 * @param dataBits bits of a data word, 4 to 256
 */
public record Secded(int dataBits) {
  /**
   * What a code word holds.
   *
   * @param data the data, corrected if {@code single}
   * @param single one bit was wrong, if only of the check bits or the parity
   * @param multiple two bits were wrong, or more: {@code data} is not to be trusted
   * @param syndrome the column of the wrong bit if {@code single}; 0 if no bit or the parity is
   */
  public record Decoded(UInt data, Bool single, Bool multiple, UInt syndrome) implements Bundle {}

  /**
   * Checks the parameter.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public Secded {
    if (dataBits < 4 || dataBits > 256) {
      throw new IllegalArgumentException("Secded of %d data bits: 4 to 256".formatted(dataBits));
    }
  }

  /** Bits that are added to a data word, the parity of all included. */
  public int checkBits() {
    return columnBits() + 1;
  }

  /** Bits of a code word. */
  public int codeBits() {
    return dataBits + checkBits();
  }

  /** The code word of {@code data}. */
  public UInt encode(UInt data) {
    var word = Bits.cat(checks(data), data);
    return Bits.cat(word.parity(), word);
  }

  /** What {@code code}, a code word that may have been damaged, holds. */
  public Decoded decode(UInt code) {
    var received = code.truncate(dataBits);
    int top = codeBits() - 1;
    var column = checks(received).xor(code.slice(top - 1, dataBits));
    var odd = code.parity();
    // A syndrome above the last column is left by three wrong bits or more.
    boolean allUsed = top == (1 << column.width()) - 1;
    var oneWrong = allUsed ? odd : odd.and(column.le(top));
    var moreWrong = column.any().andNot(oneWrong);
    var hits = new Bits[dataBits];
    for (int i = 0; i < dataBits; i++) {
      hits[dataBits - 1 - i] = column.eq(column(i));
    }
    var corrected = received.xor(Bits.cat(hits).mask(odd));
    return new Decoded(corrected, oneWrong, moreWrong, column);
  }

  /** The check bits that belong to {@code data}. */
  private UInt checks(UInt data) {
    var checks = new Bits[columnBits()];
    for (int b = 0; b < checks.length; b++) {
      var members = BigInteger.ZERO; // data bits whose column has bit b
      for (int i = 0; i < dataBits; i++) {
        members = (column(i) >> b & 1) == 1 ? members.setBit(i) : members;
      }
      checks[checks.length - 1 - b] = data.and(UInt.lit(members, dataBits)).parity();
    }
    return Bits.cat(checks);
  }

  private int columnBits() {
    int r = 2;
    while (1 << r < dataBits + r + 1) {
      r++;
    }
    return r;
  }

  /** The i-th number from 3 on that is no power of two. */
  private static int column(int i) {
    // Among the numbers up to i + k + 1 there are k powers of two if 2^(k-1) <= i + k + 1 < 2^k.
    int powers = 2;
    while (1 << powers <= i + powers + 1) {
      powers++;
    }
    return i + powers + 1;
  }
}

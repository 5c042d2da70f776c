package chorale.chiplet.memory;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.UInt;
import chorale.hdl.lib.Secded;

/**
 * {@link Secded} over each 64 bits of a burst: {@code {check bits of the words, data}}. All of it
 * is combinational.
 *
 * @param bytes of data, a multiple of 8
 */
record BurstEcc(int bytes) {
  private static final int WORD = 64;
  private static final Secded CODE = new Secded(WORD);

  /**
   * A burst as it was read.
   *
   * @param data mended where {@code corrected}, wrong where {@code broken}
   * @param corrected a word has one wrong bit
   * @param broken a word has two
   */
  record Decoded(UInt data, Bool corrected, Bool broken) {}

  private int words() {
    return 8 * bytes / WORD;
  }

  UInt encode(UInt data) {
    var checks = new Bits[words()];
    for (int w = 0; w < words(); w++) {
      var code = CODE.encode(data.slice(WORD * w + WORD - 1, WORD * w));
      checks[words() - 1 - w] = code.slice(CODE.codeBits() - 1, WORD);
    }
    return Bits.cat(Bits.cat(checks), data);
  }

  /** The data as they are. */
  UInt data(UInt burst) {
    return burst.truncate(8 * bytes);
  }

  Decoded decode(UInt burst) {
    var parts = new Bits[words()];
    Bool corrected = Bool.lit(false);
    Bool broken = Bool.lit(false);
    for (int w = 0; w < words(); w++) {
      int check = 8 * bytes + CODE.checkBits() * w;
      var word = burst.slice(WORD * w + WORD - 1, WORD * w);
      var found = CODE.decode(Bits.cat(burst.slice(check + CODE.checkBits() - 1, check), word));
      parts[words() - 1 - w] = found.data();
      corrected = corrected.or(found.single());
      broken = broken.or(found.multiple());
    }
    return new Decoded(Bits.cat(parts), corrected, broken);
  }
}

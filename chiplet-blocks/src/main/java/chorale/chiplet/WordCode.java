package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.UInt;
import chorale.hdl.lib.Secded;
import java.util.ArrayList;
import java.util.List;

/**
 * Protects a word of a memory with a {@link Secded} for each 64 bits of it, the last for what is
 * left: any one wrong bit of each is mended, any two are found. All of it is combinational.
 *
 * <pre>
 * {code of bits width-1 .., .., code of bits 127 .. 64, code of bits 63 .. 0}
 * </pre>
 *
 * @param width bits of a word, at least 4, and at least 4 in its last part
 */
public record WordCode(int width) {
  private static final int PART = 64;

  /**
   * What a stored word holds.
   *
   * @param data the word, mended
   * @param mended a bit of one part or more was wrong
   * @param broken two bits of a part are wrong, and with them {@code data}
   */
  public record Decoded(UInt data, Bool mended, Bool broken) {}

  public WordCode {
    if (width < 4 || width % PART != 0 && width % PART < 4) {
      throw new IllegalArgumentException(
          "a code for words of %d bits: 4 at least, and 4 beyond a multiple of 64"
              .formatted(width));
    }
  }

  private List<Secded> parts() {
    var parts = new ArrayList<Secded>();
    for (int at = 0; at < width; at += PART) {
      parts.add(new Secded(Math.min(PART, width - at)));
    }
    return parts;
  }

  /** Bits of a stored word. */
  public int codeBits() {
    return parts().stream().mapToInt(Secded::codeBits).sum();
  }

  /** A word as it is stored. */
  public UInt encode(UInt word) {
    var codes = new ArrayList<Bits>();
    int at = 0;
    for (Secded part : parts()) {
      codes.addFirst(part.encode(word.slice(at + part.dataBits() - 1, at)));
      at += part.dataBits();
    }
    return Bits.cat(codes.toArray(Bits[]::new));
  }

  /** What was stored, after whatever happened to it. */
  public Decoded decode(UInt stored) {
    var data = new ArrayList<Bits>();
    Bool mended = Bool.lit(false);
    Bool broken = Bool.lit(false);
    int at = 0;
    for (Secded part : parts()) {
      var found = part.decode(stored.slice(at + part.codeBits() - 1, at));
      data.addFirst(found.data());
      mended = mended.or(found.single());
      broken = broken.or(found.multiple());
      at += part.codeBits();
    }
    return new Decoded(Bits.cat(data.toArray(Bits[]::new)), mended, broken);
  }
}

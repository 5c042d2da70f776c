package chorale.nop.d2d;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * The word that every lane carries while a link starts, one bit a cycle, the highest first: a
 * pattern to find its beginning by, a report, and the complement of the report. It is followed by
 * zeros until the next frame would begin, so that words and frames keep step.
 *
 * @param heard whether the sender of the word knows the report of the other side
 * @param known whether the sender of the word knows which lane is dead on the way to it
 * @param dead that lane; the number of the spare if none is
 */
record Training(Bool heard, Bool known, UInt dead) {
  /**
   * The frame pattern of 16 bits of IRIG 106. Together with the complement it occurs at no other
   * place of a stream of equal words, and it has as many ones as zeros, so that a lane that is
   * stuck differs in at least 8 of its bits.
   */
  private static final int PATTERN = 0xEB90;

  private static final int PATTERN_BITS = 16;

  /** A lane that differs so often in one word is dead; noise does not do that. */
  static final int TOLERATED = 8;

  /** Bits of a lane's number, the spare's included. */
  static int laneBits(D2dParameters p) {
    return Module.log2(p.lanes() + 1);
  }

  private static int reportBits(D2dParameters p) {
    return laneBits(p) + 2;
  }

  /** Bits of the word. */
  static int bits(D2dParameters p) {
    return PATTERN_BITS + 2 * reportBits(p);
  }

  /** Cycles from one word to the next. */
  static int period(D2dParameters p) {
    return p.phits() * Math.ceilDiv(bits(p), p.phits());
  }

  UInt toBits() {
    UInt report = Bits.cat(heard, known, dead);
    return Bits.cat(UInt.lit(PATTERN, PATTERN_BITS), report, report.not());
  }

  /** Whether {@code word} is one. */
  static Bool isWord(UInt word, D2dParameters p) {
    int n = reportBits(p);
    return word.slice(word.width() - 1, 2 * n)
        .eq(PATTERN)
        .and(word.slice(2 * n - 1, n).eq(word.truncate(n).not()));
  }

  /** What {@code word} reports. */
  static Training of(UInt word, D2dParameters p) {
    int n = reportBits(p);
    return new Training(word.bit(2 * n - 1), word.bit(2 * n - 2), word.slice(2 * n - 3, n));
  }
}

package chorale.hdl.lib.fp;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Operands for tests of arithmetic, as bits. */
final class Numbers {
  private static final int[] BORDERS = {
    0, 0x00400000, 0x00800000, 0x01000000, 0x0c000000, 0x33800000, 0x34000000, 0x3f000000,
    0x3f800000, 0x40000000, 0x4b000000, 0x4b800000, 0x7f000000, 0x7f800000, 0x7fc00000, 0x3fc00001,
    0x3faaaaab, 0x40490fdb
  };
  private static final int[] HALF_BORDERS = {
    0, 0x0040, 0x0080, 0x0100, 0x2000, 0x3f00, 0x3f80, 0x4000, 0x5f80, 0x7f00, 0x7f80, 0x7fc0
  };

  private Numbers() {}

  /** Both signs of what is at a border of binary32, and its neighbours. */
  static List<Integer> specials() {
    var all = around(BORDERS, 1 << 31);
    for (int m : List.of(0x7fffffff, 0x7fa00000)) {
      all.add(m);
      all.add(m | 1 << 31);
    }
    return all;
  }

  /** The same of bfloat16. */
  static List<Integer> halfSpecials() {
    return around(HALF_BORDERS, 1 << 15);
  }

  private static List<Integer> around(int[] borders, int sign) {
    var all = new ArrayList<Integer>();
    for (int border : borders) {
      for (int d = -2; d <= 2; d++) {
        if (border + d >= 0) {
          all.add(border + d);
          all.add(border + d | sign);
        }
      }
    }
    return all;
  }

  /**
   * An operand to go with {@code x}, of which nothing is known: of eight in a row one is of any
   * exponent, the others of close ones; some are at the ends of the range.
   */
  static int near(Random random, int x, int i) {
    int y = random.nextInt();
    return switch (i % 8) {
      case 0 -> y;
      case 1 -> x ^ 1 << 31 ^ random.nextInt(16);
      case 2 -> y & 0x807fffff | x & 0x7f800000;
      case 3 -> y & 0x807fffff | exponent(random, x, 30);
      case 4 -> y & 0x807fffff & -1 << random.nextInt(24) | exponent(random, x, 3);
      case 5 -> x ^ 1 << 31 ^ 1 << random.nextInt(24);
      case 6 -> y & 0x81ffffff;
      default -> x & 1 << 31 | x & 0x7f800000 | y & 0x007fffff;
    };
  }

  /** An exponent at most {@code range} from that of {@code x}. */
  private static int exponent(Random random, int x, int range) {
    return Math.clamp((x >>> 23 & 255) + random.nextInt(-range, range + 1), 0, 255) << 23;
  }

  /** The canonical bits: {@code floatToIntBits} makes every NaN 0x7fc00000. */
  static int bits(float x) {
    return Float.floatToIntBits(x);
  }

  static float number(int bits) {
    return Float.intBitsToFloat(bits);
  }
}

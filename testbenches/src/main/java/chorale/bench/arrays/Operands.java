package chorale.bench.arrays;

/** The operands of {@link ArithmeticDesign}, cycle by cycle, in Java's own arithmetic. */
final class Operands {
  private long random = 1;
  private int factors;
  private int count;

  /** Operands of this cycle. */
  int x;

  int y;
  short a;
  short b;
  int c;

  /** Makes the operands of the next cycle; the first call those of the first. */
  void next() {
    x = (int) random;
    y = partner(x, (int) (random >>> 32), count);
    a = (short) factors;
    b = (short) (factors >>> 16);
    int near = exponent(a << 16) + exponent(b << 16) - 127 + (exponent(x) & 31) - 16;
    c = (count & 1) == 1 ? x & 0x807fffff | (near & 255) << 23 : x;

    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    factors += 0x9e3779b9;
    count = count + 1 & 7;
  }

  private static int exponent(int bits) {
    return bits >>> 23 & 255;
  }

  private static int partner(int x, int y, int kind) {
    int delta = exponent(y) & 31;
    return switch (kind) {
      case 4 -> y & 0x807fffff | (exponent(x) + delta - 16 & 255) << 23;
      case 5 -> (x ^ 1 << 31) & 0xfffff000 | y & 0xfff;
      case 6 -> y & 0x807fffff | (110 - exponent(x) + delta & 255) << 23;
      case 7 -> y & 0x83ffffff;
      default -> y;
    };
  }
}

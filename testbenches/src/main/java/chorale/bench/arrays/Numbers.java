package chorale.bench.arrays;

import chorale.chiplet.array.Element;
import java.util.Random;

/** The arithmetic of PEs in Java: numbers as bits, operands in the low ones. */
final class Numbers {
  private static final int CANONICAL_NAN = 0x7fc0_0000;

  private Numbers() {}

  /** {@code sum + a b}. */
  static int multiplyAdd(Element element, int sum, int a, int b) {
    return switch (element) {
      case INT8 -> sum + (byte) a * (byte) b;
      case BF16 -> {
        float product = Float.intBitsToFloat(a << 16) * Float.intBitsToFloat(b << 16);
        yield bits(Float.intBitsToFloat(sum) + product);
      }
    };
  }

  /** {@code a + b} of two sums. */
  static int add(Element element, int a, int b) {
    return switch (element) {
      case INT8 -> a + b;
      case BF16 -> bits(Float.intBitsToFloat(a) + Float.intBitsToFloat(b));
    };
  }

  private static int bits(float x) {
    return Float.isNaN(x) ? CANONICAL_NAN : Float.floatToRawIntBits(x);
  }

  static int operand(Element element, Random random) {
    return switch (element) {
      case INT8 -> random.nextInt(256);
      case BF16 -> Float.floatToRawIntBits((float) random.nextGaussian()) >>> 16;
    };
  }

  static int sum(Element element, Random random) {
    return switch (element) {
      case INT8 -> random.nextInt();
      case BF16 -> Float.floatToRawIntBits((float) random.nextGaussian());
    };
  }
}

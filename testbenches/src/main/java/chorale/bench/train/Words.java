package chorale.bench.train;

import chorale.workload.num.Bf16;
import java.math.BigInteger;
import java.util.Arrays;

/** Numbers in the words of memories, lane 0 in the lowest bits. */
final class Words {
  private static final int BF16 = 16;
  private static final int FP32 = 32;

  private Words() {}

  /** Lanes {@code at}.. of a row of bf16 numbers; 0 beyond its end. */
  static BigInteger bf16(float[] row, int at, int lanes) {
    var word = BigInteger.ZERO;
    for (int l = Math.min(lanes, row.length - at) - 1; l >= 0; l--) {
      word = word.shiftLeft(BF16).or(BigInteger.valueOf(Bf16.of(row[at + l]) & 0xffffL));
    }
    return word;
  }

  /** Lanes {@code at}.. of a row of binary32 numbers; 0 beyond its end. */
  static BigInteger fp32(float[] row, int at, int lanes) {
    var word = BigInteger.ZERO;
    for (int l = Math.min(lanes, row.length - at) - 1; l >= 0; l--) {
      long bits = Float.floatToRawIntBits(row[at + l]) & 0xffff_ffffL;
      word = word.shiftLeft(FP32).or(BigInteger.valueOf(bits));
    }
    return word;
  }

  /** A number in all lanes. */
  static BigInteger all(float x, int lanes) {
    var row = new float[lanes];
    Arrays.fill(row, x);
    return fp32(row, 0, lanes);
  }

  static float bf16(BigInteger word, int lane) {
    return Bf16.value(word.shiftRight(BF16 * lane).shortValue());
  }

  static float fp32(BigInteger word, int lane) {
    return Float.intBitsToFloat(word.shiftRight(FP32 * lane).intValue());
  }
}

package chorale.nop;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * What a switch's sum has to be, from the description of the order: neighbours in pairs, an odd one
 * at the end as it is, absent ones left out. Java adds the numbers; a NaN is 0x7fc00000.
 */
final class ReductionModel {
  private ReductionModel() {}

  /** The sum of {@code numbers}, binary32 bit patterns, null where a child is absent. */
  static int sum(List<Integer> numbers) {
    List<Integer> level = numbers;
    while (level.size() > 1) {
      var next = new ArrayList<Integer>();
      for (int i = 0; i < level.size(); i += 2) {
        Integer a = level.get(i);
        Integer b = i + 1 < level.size() ? level.get(i + 1) : null;
        next.add(a == null || b == null ? (a == null ? b : a) : add(a, b));
      }
      level = next;
    }
    return Float.floatToIntBits(Float.intBitsToFloat(level.getFirst()));
  }

  private static Integer add(int a, int b) {
    return Float.floatToRawIntBits(Float.intBitsToFloat(a) + Float.intBitsToFloat(b));
  }

  /** Each number of the sum of vectors, null where a child is absent. */
  static int[] sums(List<int[]> vectors, int length) {
    var sums = new int[length];
    for (int k = 0; k < length; k++) {
      var numbers = new ArrayList<Integer>();
      for (int[] v : vectors) {
        numbers.add(v == null ? null : Integer.valueOf(v[k]));
      }
      sums[k] = sum(numbers);
    }
    return sums;
  }

  /** Numbers side by side in flits of {@code payloadBits}, each in {@code bits}, first lowest. */
  static List<BigInteger> pack(int[] numbers, int bits, int payloadBits) {
    int lanes = payloadBits / bits;
    var flits = new ArrayList<BigInteger>();
    for (int from = 0; from < numbers.length; from += lanes) {
      var flit = BigInteger.ZERO;
      for (int lane = 0; lane < lanes; lane++) {
        int number = bits == 16 ? numbers[from + lane] >>> 16 : numbers[from + lane];
        flit = flit.or(BigInteger.valueOf(Integer.toUnsignedLong(number)).shiftLeft(bits * lane));
      }
      flits.add(flit);
    }
    return flits;
  }
}

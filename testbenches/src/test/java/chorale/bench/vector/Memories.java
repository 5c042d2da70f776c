package chorale.bench.vector;

import chorale.chiplet.vector.VectorCommand;
import chorale.workload.num.Bf16;
import chorale.workload.vector.Operand;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** The two memories beside a vector engine; what was not written is random, and stays as it was. */
final class Memories {
  private final int lanes;
  private final float[][] half;
  private final float[][] full;

  /** Memories of {@code words} words each, of numbers with the bits that {@code bits} gives. */
  Memories(int lanes, int words, IntUnaryOperator bits) {
    this.lanes = lanes;
    half = new float[words][lanes];
    full = new float[words][lanes];
    for (int w = 0; w < words; w++) {
      for (int i = 0; i < lanes; i++) {
        half[w][i] = Bf16.value((short) (bits.applyAsInt(2 * (w * lanes + i)) >>> 16));
        full[w][i] = canonical(Float.intBitsToFloat(bits.applyAsInt(2 * (w * lanes + i) + 1)));
      }
    }
  }

  private Memories(Memories other) {
    lanes = other.lanes;
    half = copy(other.half);
    full = copy(other.full);
  }

  /** Numbers near 1 of both signs. */
  static Memories ofNumbers(int lanes, int words, Random random) {
    return new Memories(lanes, words, _ -> Float.floatToIntBits((float) random.nextGaussian()));
  }

  /** Any bits; every third number is one that something is special about. */
  static Memories ofAnything(int lanes, int words, Random random) {
    int[] special = {
      0,
      1,
      0x007f_ffff,
      0x0080_0000,
      0x3f80_0000,
      0x3f7f_ffff,
      0x4000_0000,
      0x42b1_7218,
      0x7f7f_ffff,
      0x7f80_0000,
      0x7fc0_0000,
      0x3f80_8000,
      0x4b00_0001,
      0x1f80_0000,
      0x0001_0000
    };
    return new Memories(
        lanes,
        words,
        _ ->
            random.nextInt(3) > 0
                ? random.nextInt()
                : special[random.nextInt(special.length)] | random.nextInt(2) << 31);
  }

  Memories copy() {
    return new Memories(this);
  }

  float[] half(long address) {
    return half[(int) address];
  }

  float[] full(long address) {
    return full[(int) address];
  }

  void setHalf(long address, float[] word) {
    half[(int) address] = word.clone();
  }

  void setFull(long address, float[] word) {
    full[(int) address] = word.clone();
  }

  /** A number in all lanes of a word of binary32. */
  void splat(long address, float value) {
    java.util.Arrays.fill(full[(int) address], value);
  }

  /** What a stream leads to, in the memory of bf16 or of binary32. */
  Operand operand(VectorCommand.Stream stream, boolean isHalf) {
    float[][] memory = isHalf ? half : full;
    return new Operand() {
      private int at(int row, int word, int offset) {
        return (int)
            (stream.address() + row * stream.rowStride() + word * stream.wordStride() + offset);
      }

      @Override
      public float[] read(int row, int word, int offset) {
        return memory[at(row, word, offset)].clone();
      }

      @Override
      public void write(int row, int word, int offset, float[] value) {
        memory[at(row, word, offset)] = value.clone();
      }
    };
  }

  /** Where the two differ, bit for bit. */
  List<String> differences(Memories other) {
    var found = new ArrayList<String>();
    compare("half", half, other.half, found);
    compare("full", full, other.full, found);
    return found;
  }

  private void compare(String what, float[][] a, float[][] b, List<String> found) {
    for (int w = 0; w < a.length; w++) {
      for (int i = 0; i < lanes; i++) {
        int x = Float.floatToIntBits(a[w][i]);
        int y = Float.floatToIntBits(b[w][i]);
        if (x != y && found.size() < 5) {
          found.add("%s word %d lane %d: %08x, not %08x".formatted(what, w, i, x, y));
        }
      }
    }
  }

  /** The lanes of a word, the first in the lowest bits. */
  static float[] lanes(BigInteger word, int bits, int lanes) {
    var value = new float[lanes];
    for (int i = 0; i < lanes; i++) {
      int lane = word.shiftRight(i * bits).intValue();
      value[i] = bits == 16 ? Bf16.value((short) lane) : Float.intBitsToFloat(lane);
    }
    return value;
  }

  /** The word of some lanes. */
  static BigInteger word(float[] lanes, int bits) {
    var word = BigInteger.ZERO;
    for (int i = lanes.length - 1; i >= 0; i--) {
      int lane = Float.floatToIntBits(lanes[i]);
      long unsigned = bits == 16 ? lane >>> 16 : lane & 0xffff_ffffL;
      word = word.shiftLeft(bits).or(BigInteger.valueOf(unsigned));
    }
    return word;
  }

  private static float canonical(float x) {
    return Float.isNaN(x) ? Float.NaN : x;
  }

  private static float[][] copy(float[][] from) {
    var to = new float[from.length][];
    for (int i = 0; i < from.length; i++) {
      to[i] = from[i].clone();
    }
    return to;
  }
}

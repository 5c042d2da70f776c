package chorale.hdl.lib.fp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.hdl.Elaboration;
import chorale.hdl.HdlException;
import chorale.sim.Model;
import chorale.sim.Port;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The adder against Java's own addition, which is IEEE 754 binary32 (JLS 15.18.2). */
final class FloatAdderTest {
  private static final int RANDOM_PAIRS = 2_000_000;
  private static final List<RtlHarness> ADDERS =
      IntStream.rangeClosed(1, FloatAdder.MAX_STAGES)
          .mapToObj(n -> RtlHarness.of("float_adder_" + n, () -> new FloatAdder(null, n)))
          .toList();

  private static final class Feed implements AutoCloseable {
    private final Model model;
    private final Port a;
    private final Port b;
    private final Port sum;
    private final int stages;
    private final ArrayDeque<int[]> under = new ArrayDeque<>();
    private long checked;

    Feed(int stages) {
      this.stages = stages;
      model = ADDERS.get(stages - 1).library().open(); // it has no reset
      a = model.port("a");
      b = model.port("b");
      sum = model.port("sum");
    }

    /** One pair goes in; the sum of the pair of {@code stages} cycles before comes out. */
    void add(int x, int y) {
      a.set(Integer.toUnsignedLong(x));
      b.set(Integer.toUnsignedLong(y));
      under.add(new int[] {x, y});
      model.step();
      if (under.size() == stages) {
        check(under.remove());
      }
    }

    private void check(int[] pair) {
      int expected = golden(pair[0], pair[1]);
      int got = (int) sum.get();
      if (expected != got) {
        assertEquals(
            Integer.toHexString(expected),
            Integer.toHexString(got),
            "%08x + %08x in %d stages".formatted(pair[0], pair[1], stages));
      }
      checked++;
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /** {@code floatToIntBits} makes every NaN 0x7fc00000. */
  private static int golden(int x, int y) {
    return Float.floatToIntBits(Float.intBitsToFloat(x) + Float.intBitsToFloat(y));
  }

  /** Both signs of what is at a border, and its neighbours. */
  private static List<Integer> specials() {
    var magnitudes = new ArrayList<Integer>();
    int[] borders = {
      0, 0x00400000, 0x00800000, 0x01000000, 0x0c000000, 0x33800000, 0x34000000, 0x3f000000,
      0x3f800000, 0x40000000, 0x4b000000, 0x4b800000, 0x7f000000, 0x7f800000, 0x7fc00000,
          0x3fc00001,
      0x3faaaaab, 0x40490fdb
    };
    for (int border : borders) {
      for (int d = -2; d <= 2; d++) {
        if (border + d >= 0) {
          magnitudes.add(border + d);
        }
      }
    }
    magnitudes.addAll(List.of(0x7fffffff, 0x7fa00000));
    var all = new ArrayList<Integer>();
    for (int m : magnitudes) {
      all.add(m);
      all.add(m | 1 << 31);
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void all_pairs_of_special_numbers_add_up_as_in_java(int stages) {
    try (var feed = new Feed(stages)) {
      var specials = specials();
      for (int x : specials) {
        for (int y : specials) {
          feed.add(x, y);
        }
      }
      assertTrue(feed.checked > 20_000);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void random_pairs_add_up_as_in_java(int stages) {
    long seed = 20_261_121 + stages;
    var random = new Random(seed);
    int cancelled = 0;
    int subnormal = 0;
    int overflown = 0;
    try (var feed = new Feed(stages)) {
      for (int i = 0; i < RANDOM_PAIRS; i++) {
        int x = random.nextInt();
        int y = near(random, x, i);
        float sum = Float.intBitsToFloat(x) + Float.intBitsToFloat(y);
        cancelled += Math.getExponent(sum) < Math.getExponent(Float.intBitsToFloat(x)) - 4 ? 1 : 0;
        subnormal += sum != 0 && Math.abs(sum) < Float.MIN_NORMAL ? 1 : 0;
        overflown += Float.isInfinite(sum) ? 1 : 0;
        feed.add(x, y);
      }
      assertEquals(RANDOM_PAIRS - stages + 1, feed.checked, "seed " + seed);
    }
    assertTrue(Math.min(Math.min(cancelled, subnormal), overflown) > 1000, "a case is missing");
  }

  /** Of eight pairs one is of any exponents, the others of close ones; some are at the ends. */
  private static int near(Random random, int x, int i) {
    int y = random.nextInt();
    return switch (i % 8) {
      case 0 -> y;
      case 1 -> x ^ 1 << 31 ^ random.nextInt(16);
      case 2 -> y & 0x807fffff | x & 0x7f800000;
      case 3 -> {
        int e = Math.clamp((x >>> 23 & 255) + random.nextInt(-30, 31), 0, 255);
        yield y & 0x807fffff | e << 23;
      }
      case 4 -> {
        int e = Math.clamp((x >>> 23 & 255) + random.nextInt(-3, 4), 0, 255);
        yield y & 0x807fffff & -1 << random.nextInt(24) | e << 23;
      }
      case 5 -> x ^ 1 << 31 ^ 1 << random.nextInt(24);
      case 6 -> y & 0x81ffffff;
      default -> x & 1 << 31 | x & 0x7f800000 | y & 0x007fffff;
    };
  }

  @Test
  void subnormal_operands_of_one_exponent_and_sums_at_the_ends_are_among_the_pairs() {
    try (var feed = new Feed(4)) {
      var random = new Random(5);
      for (int i = 0; i < 200_000; i++) {
        feed.add(random.nextInt() & 0x81ffffff, random.nextInt() & 0x81ffffff);
        feed.add(random.nextInt() & 0x80ffffff | 0x7e000000, random.nextInt() | 0x7e000000);
      }
      assertEquals(400_000 - 3, feed.checked);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void stages_out_of_range_are_an_error(int stages) {
    var e =
        assertThrows(HdlException.class, () -> Elaboration.of(() -> new FloatAdder(null, stages)));
    assertTrue(e.getMessage().contains("a FloatAdder of %d stages: 1 to 4".formatted(stages)));
  }
}

package chorale.hdl.lib.fp;

import static chorale.hdl.lib.fp.Numbers.bits;
import static chorale.hdl.lib.fp.Numbers.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Bits;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.workload.num.Bf16;
import chorale.workload.num.Fp32;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversions and comparisons against Java's. */
final class ConversionTest {
  private static final int RANDOM = 1_000_000;

  /** A conversion with ports. */
  private static final class Converter extends Module {
    final UInt in;
    final UInt out;
    private final String kind;

    Converter(String kind, int width, Function<UInt, UInt> conversion) {
      super(null);
      this.kind = kind;
      in = in(width);
      UInt converted = conversion.apply(in);
      out = out(converted.width());
      out.set(converted);
    }

    @Override
    protected String kind() {
      return "Converter_" + kind;
    }
  }

  private static final class Comparator extends Module {
    final UInt a = in(32);
    final UInt b = in(32);
    final UInt order = out(3);
    final UInt max = out(32);
    private final boolean flush;

    Comparator(boolean flush) {
      super(null);
      this.flush = flush;
      var c = Comparison.of(a, b, flush);
      order.set(Bits.cat(c.unordered(), c.equal(), c.less()));
      max.set(c.max());
    }

    @Override
    protected String kind() {
      return "Comparator" + (flush ? "_flush" : "");
    }
  }

  private static UnitBench bench(
      String name, int width, Function<UInt, UInt> hardware, UnitBench.Golden golden) {
    var unit = UnitBench.Unit.of(name, 0, () -> new Converter(name, width, hardware), "out", "in");
    return new UnitBench(unit, golden);
  }

  private static void feedAll(UnitBench bench) {
    var random = new Random(20_261_126);
    Numbers.specials().forEach(bench::feed);
    for (int i = 0; i < RANDOM; i++) {
      int x = random.nextInt();
      bench.feed(
          switch (i % 4) {
            case 0 -> x & 0xffff0000 | 0x7fff + random.nextInt(3); // near ties
            case 1 -> x & 0x807fffff | 120 + random.nextInt(40) << 23;
            case 2 -> x & -1 << random.nextInt(24);
            default -> x;
          });
    }
    assertTrue(bench.checked() > RANDOM);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void numbers_are_rounded_to_bf16(boolean flush) {
    var numbers = new Fp32(flush);
    try (var bench =
        bench(
            "to_bf16_" + flush,
            32,
            x -> Conversion.toBf16(x, flush),
            x -> numbers.toBf16(number(x[0])))) {
      feedAll(bench);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void every_bf16_number_becomes_the_same_number(boolean flush) {
    var numbers = new Fp32(flush);
    try (var bench =
        bench(
            "from_bf16_" + flush,
            16,
            x -> Conversion.fromBf16(x, flush),
            x -> bits(numbers.fromBf16((short) x[0])))) {
      for (int x = 0; x < 1 << 16; x++) {
        bench.feed(x);
      }
    }
  }

  @Test
  void whole_numbers_are_rounded_to_floats() {
    try (var bench =
        bench("from_int", 32, x -> Conversion.fromInt(x.asSInt()), x -> bits(Fp32.fromInt(x[0])))) {
      feedAll(bench);
      for (int shift = 0; shift < 32; shift++) {
        for (int d = -2; d <= 2; d++) {
          bench.feed((1 << shift) + d);
        }
      }
    }
  }

  @Test
  void floats_are_rounded_to_whole_numbers() {
    try (var bench =
        bench("to_int", 32, x -> Conversion.toInt(x).asUInt(), x -> Fp32.toInt(number(x[0])))) {
      feedAll(bench);
      for (float x = -20; x <= 20; x += 0.25f) {
        bench.feed(bits(x));
      }
    }
  }

  /** What the golden model of the rounding is worth: against the nearest of all bf16 numbers. */
  @Test
  void the_golden_rounding_takes_the_nearest_number() {
    for (int x = 0; x < 0x7f80; x++) {
      float low = Bf16.value((short) x);
      double high = x == 0x7f7f ? 0x1p128 : Bf16.value((short) (x + 1));
      double middle = (low + high) / 2;
      float tie = (float) middle;
      assertEquals(middle, tie);
      assertEquals((short) (x + (x & 1)), Bf16.of(tie));
      assertEquals((short) x, Bf16.of(Math.nextDown(tie)));
      assertEquals((short) (x + 1), Bf16.of(Math.nextUp(tie)));
      assertEquals((short) (x | 0x8000), Bf16.of(-low));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void numbers_compare_as_in_java(boolean flush) {
    var numbers = new Fp32(flush);
    var unit =
        UnitBench.Unit.of("comparator_" + flush, 0, () -> new Comparator(flush), "order", "a", "b");
    var greater =
        UnitBench.Unit.of("comparator_" + flush, 0, () -> new Comparator(flush), "max", "a", "b");
    var random = new Random(20_261_127);
    try (var order = new UnitBench(unit, x -> order(numbers, number(x[0]), number(x[1])));
        var max = new UnitBench(greater, x -> bits(numbers.max(number(x[0]), number(x[1]))))) {
      for (int x : Numbers.specials()) {
        for (int y : Numbers.specials()) {
          order.feed(x, y);
          max.feed(x, y);
        }
      }
      for (int i = 0; i < RANDOM / 4; i++) {
        int x = random.nextInt();
        int y = Numbers.near(random, x, i);
        order.feed(x, y);
        max.feed(x, y);
      }
      assertTrue(order.checked() + max.checked() > RANDOM / 2);
    }
  }

  /** 1 for less, 2 for equal, 4 for unordered; three bits with a sign. */
  private static int order(Fp32 numbers, float a, float b) {
    float x = numbers.add(a, -0f);
    float y = numbers.add(b, -0f);
    return x < y ? 1 : x == y ? 2 : Float.isNaN(x) || Float.isNaN(y) ? -4 : 0;
  }
}

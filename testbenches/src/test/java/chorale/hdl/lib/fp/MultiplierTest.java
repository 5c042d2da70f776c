package chorale.hdl.lib.fp;

import static chorale.hdl.lib.fp.Numbers.bits;
import static chorale.hdl.lib.fp.Numbers.number;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Elaboration;
import chorale.hdl.HdlException;
import chorale.workload.num.Fp32;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The multipliers against Java's multiplication, which is IEEE 754 binary32 (JLS 15.17.1). */
final class MultiplierTest {
  private static final int RANDOM_PAIRS = 1_000_000;
  private static final String MULTIPLIERS =
      """
      0, false
      1, false
      2, false
      3, false
      0, true
      1, true
      3, true
      """;

  private static UnitBench half(int stages, boolean flush) {
    var numbers = new Fp32(flush);
    return new UnitBench(
        UnitBench.Unit.of(
            "bf16_multiplier_%d_%s".formatted(stages, flush),
            stages,
            () -> new Bf16Multiplier(null, stages, flush),
            "product",
            "a",
            "b"),
        x -> bits(numbers.times((short) x[0], (short) x[1])));
  }

  private static UnitBench whole(int stages, boolean flush) {
    var numbers = new Fp32(flush);
    return new UnitBench(
        UnitBench.Unit.of(
            "float_multiplier_%d_%s".formatted(stages, flush),
            stages,
            () -> new FloatMultiplier(null, stages, flush),
            "product",
            "a",
            "b"),
        x -> bits(numbers.times(number(x[0]), number(x[1]))));
  }

  @ParameterizedTest
  @CsvSource(textBlock = MULTIPLIERS)
  void bf16_products_are_those_of_java(int stages, boolean flush) {
    var random = new Random(20_261_122 + stages);
    try (var bench = half(stages, flush)) {
      for (int x : Numbers.halfSpecials()) {
        for (int y : Numbers.halfSpecials()) {
          bench.feed(x, y);
        }
      }
      for (int i = 0; i < RANDOM_PAIRS; i++) {
        int x = random.nextInt(1 << 16);
        // Of two products one is near the end of the range where numbers are subnormal.
        int y = random.nextInt(1 << 16);
        int e = 120 - (x >>> 7 & 255) + random.nextInt(20);
        boolean isSmall = i % 2 == 0 && e > 0 && e < 255;
        bench.feed(x, isSmall ? y & 0x807f | e << 7 : y);
      }
      assertTrue(bench.checked() > RANDOM_PAIRS);
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = MULTIPLIERS)
  void binary32_products_are_those_of_java(int stages, boolean flush) {
    var random = new Random(20_261_123 + stages);
    int subnormal = 0;
    try (var bench = whole(stages, flush)) {
      for (int x : Numbers.specials()) {
        for (int y : Numbers.specials()) {
          bench.feed(x, y);
        }
      }
      for (int i = 0; i < RANDOM_PAIRS; i++) {
        int x = random.nextInt();
        int y = random.nextInt();
        int e = 100 - (x >>> 23 & 255) + random.nextInt(40);
        if (i % 2 == 0 && e > 0 && e < 255) {
          y = y & 0x807fffff | e << 23;
        }
        if (i % 4 < 2) {
          x &= -1 << random.nextInt(24); // ties
          y &= -1 << random.nextInt(24);
        }
        float product = number(x) * number(y);
        subnormal += product != 0 && Math.abs(product) < Float.MIN_NORMAL ? 1 : 0;
        bench.feed(x, y);
      }
      assertTrue(bench.checked() > RANDOM_PAIRS && subnormal > 10_000);
    }
  }

  @Test
  void their_sizes_are_checked() {
    var e =
        assertThrows(
            HdlException.class, () -> Elaboration.of(() -> new Bf16Multiplier(null, 4, true)));
    assertTrue(
        e.getMessage().contains("a Bf16Multiplier of 4 stages: 0 to 3 [P001]"), e.getMessage());
    e =
        assertThrows(
            HdlException.class, () -> Elaboration.of(() -> new FloatMultiplier(null, -1, true)));
    assertTrue(
        e.getMessage().contains("a FloatMultiplier of -1 stages: 0 to 3 [P001]"), e.getMessage());
  }
}

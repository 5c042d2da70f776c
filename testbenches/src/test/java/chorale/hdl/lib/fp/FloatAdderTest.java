package chorale.hdl.lib.fp;

import static chorale.hdl.lib.fp.Numbers.bits;
import static chorale.hdl.lib.fp.Numbers.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Elaboration;
import chorale.hdl.HdlException;
import chorale.workload.num.Fp32;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The adder against Java's own addition, which is IEEE 754 binary32 (JLS 15.18.2). */
final class FloatAdderTest {
  private static final int RANDOM_PAIRS = 1_000_000;
  private static final String ADDERS =
      """
      0, false
      1, false
      2, false
      3, false
      4, false
      0, true
      4, true
      """;

  private static UnitBench bench(int stages, boolean flush) {
    var numbers = new Fp32(flush);
    return new UnitBench(
        UnitBench.Unit.of(
            "float_adder_%d_%s".formatted(stages, flush),
            stages,
            () -> new FloatAdder(null, stages, flush),
            "sum",
            "a",
            "b"),
        x -> bits(numbers.add(number(x[0]), number(x[1]))));
  }

  @ParameterizedTest
  @CsvSource(textBlock = ADDERS)
  void all_pairs_of_special_numbers_add_up_as_in_java(int stages, boolean flush) {
    try (var bench = bench(stages, flush)) {
      var specials = Numbers.specials();
      for (int x : specials) {
        for (int y : specials) {
          bench.feed(x, y);
        }
      }
      assertTrue(bench.checked() > 20_000);
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = ADDERS)
  void random_pairs_add_up_as_in_java(int stages, boolean flush) {
    long seed = 20_261_121 + stages;
    var random = new Random(seed);
    int cancelled = 0;
    int subnormal = 0;
    int overflown = 0;
    try (var bench = bench(stages, flush)) {
      for (int i = 0; i < RANDOM_PAIRS; i++) {
        int x = random.nextInt();
        int y = Numbers.near(random, x, i);
        float sum = number(x) + number(y);
        cancelled += Math.getExponent(sum) < Math.getExponent(number(x)) - 4 ? 1 : 0;
        subnormal += sum != 0 && Math.abs(sum) < Float.MIN_NORMAL ? 1 : 0;
        overflown += Float.isInfinite(sum) ? 1 : 0;
        bench.feed(x, y);
      }
      assertEquals(RANDOM_PAIRS - Math.max(1, stages) + 1, bench.checked(), "seed " + seed);
    }
    assertTrue(Math.min(Math.min(cancelled, subnormal), overflown) > 400, "a case is missing");
  }

  @Test
  void its_size_is_checked() {
    for (int stages : new int[] {-1, 5}) {
      var e =
          assertThrows(
              HdlException.class, () -> Elaboration.of(() -> new FloatAdder(null, stages)));
      assertTrue(
          e.getMessage().contains("a FloatAdder of %d stages: 0 to 4 [P001]".formatted(stages)),
          e.getMessage());
    }
  }
}

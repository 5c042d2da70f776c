package chorale.hdl.lib.fp;

import static chorale.hdl.lib.fp.Numbers.bits;
import static chorale.hdl.lib.fp.Numbers.number;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Elaboration;
import chorale.hdl.HdlException;
import chorale.hdl.lib.fp.Bf16Mac.Rounding;
import chorale.workload.num.Bf16;
import chorale.workload.num.Fp32;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Multiplication with addition, against Java's {@code Math.fma}, and its {@code *} and {@code +}.
 */
final class MacTest {
  private static final int RANDOM = 1_000_000;

  private static UnitBench bench(Rounding rounding, boolean flush, int stages) {
    var numbers = new Fp32(flush);
    boolean once = rounding == Rounding.FUSED;
    var unit =
        UnitBench.Unit.of(
            "bf16_mac_%s_%s_%d".formatted(rounding, flush, stages),
            stages,
            () -> new Bf16Mac(null, rounding, flush, stages),
            "sum",
            "a",
            "b",
            "c");
    return new UnitBench(
        unit.lastLater(once ? 0 : stages / 2),
        x -> {
          short a = (short) x[0];
          short b = (short) x[1];
          float c = number(x[2]);
          return bits(once ? numbers.fma(a, b, c) : numbers.mac(a, b, c));
        });
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          FUSED, false, 0
          FUSED, false, 1
          FUSED, false, 2
          FUSED, false, 3
          FUSED, false, 4
          FUSED, true, 0
          FUSED, true, 4
          SEPARATE, false, 0
          SEPARATE, false, 3
          SEPARATE, false, 7
          SEPARATE, true, 1
          SEPARATE, true, 2
          """)
  void bf16_products_add_up_as_in_java(Rounding rounding, boolean flush, int stages) {
    var random = new Random(20_261_124 + stages);
    int cancelled = 0;
    try (var bench = bench(rounding, flush, stages)) {
      var specials = Numbers.halfSpecials();
      var addends = Numbers.specials();
      for (int i = 0; i < specials.size(); i++) {
        for (int y : specials) {
          for (int k = i % 3; k < addends.size(); k += 3) {
            bench.feed(specials.get(i), y, addends.get(k));
          }
        }
      }
      for (int i = 0; i < RANDOM; i++) {
        int x = random.nextInt(1 << 16);
        int y = random.nextInt(1 << 16);
        if (i % 3 == 0) { // products about the least normal number
          int e = Math.clamp(110 - (x >>> 7 & 255) + random.nextInt(40), 0, 254);
          y = y & 0x807f | e << 7;
        }
        float product = Bf16.value((short) x) * Bf16.value((short) y);
        int z = Numbers.near(random, bits(product), i);
        float sum = product + number(z);
        cancelled += Math.abs(sum) < Math.abs(product) / 1000 ? 1 : 0;
        bench.feed(x, y, z);
      }
      assertTrue(bench.checked() > RANDOM && cancelled > 10_000);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void int8_products_add_up_modulo_2_to_32(int stages) {
    var random = new Random(20_261_125 + stages);
    var unit =
        UnitBench.Unit.of(
            "int8_mac_" + stages, stages, () -> new Int8Mac(null, stages), "sum", "a", "b", "c");
    try (var bench =
        new UnitBench(
            unit.lastLater(Math.max(0, stages - 1)), x -> (byte) x[0] * (byte) x[1] + x[2])) {
      for (int pair = 0; pair < 1 << 16; pair++) {
        bench.feed(pair & 255, pair >> 8, random.nextInt());
      }
      for (int c : new int[] {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
        bench.feed(-128, -128, c);
        bench.feed(-128, 127, c);
      }
      assertTrue(bench.checked() > 1 << 16);
    }
  }

  @Test
  void their_sizes_are_checked() {
    var e =
        assertThrows(
            HdlException.class,
            () -> Elaboration.of(() -> new Bf16Mac(null, Rounding.FUSED, true, 5)));
    assertTrue(
        e.getMessage().contains("a fused Bf16Mac of 5 stages: 0 to 4 [P001]"), e.getMessage());
    e = assertThrows(HdlException.class, () -> Elaboration.of(() -> new Int8Mac(null, 3)));
    assertTrue(e.getMessage().contains("an Int8Mac of 3 stages: 0 to 2 [P001]"), e.getMessage());
  }
}

package chorale.hdl.lib.fp;

import static chorale.hdl.lib.fp.Numbers.bits;
import static chorale.hdl.lib.fp.Numbers.number;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Elaboration;
import chorale.hdl.HdlException;
import chorale.hdl.Module;
import chorale.hdl.lib.fp.Exponential.Base;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The functions of the vector engine, bit for bit, against the same algorithms in plain Java; how
 * far those lie from the truth is tested where they are.
 */
final class FunctionsTest {
  private static final int RANDOM = 1_000_000;

  private static void holds(
      String name, int latency, Supplier<Module> unit, UnaryOperator<Float> of) {
    var random = new Random(20_261_128 + latency);
    var bench = UnitBench.Unit.of(name + "_" + latency, latency, unit, "result", "x");
    try (var feed = new UnitBench(bench, x -> bits(of.apply(number(x[0]))))) {
      Numbers.specials().forEach(feed::feed);
      for (int exponent = 0; exponent < 256; exponent++) {
        for (int fraction : new int[] {0, 1, 0x3fffff, 0x400000, 0x7fffff}) {
          feed.feed(exponent << 23 | fraction);
          feed.feed(exponent << 23 | fraction | 1 << 31);
        }
      }
      for (int i = 0; i < RANDOM; i++) {
        int x = random.nextInt();
        feed.feed(i % 4 == 0 ? x : x & 0x807fffff | 115 + random.nextInt(20) << 23);
      }
      assertTrue(feed.checked() > RANDOM);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void reciprocals_are_those_of_the_reference(int stages) {
    holds(
        "reciprocal",
        stages,
        () -> new Reciprocal(null, stages),
        chorale.workload.num.Reciprocal::of);
  }

  @Test
  void reciprocals_of_all_significands_are_those_of_the_reference() {
    var unit = UnitBench.Unit.of("reciprocal_0", 0, () -> new Reciprocal(null, 0), "result", "x");
    try (var feed =
        new UnitBench(unit, x -> bits(chorale.workload.num.Reciprocal.of(number(x[0]))))) {
      for (int m = 0; m < 1 << 23; m++) {
        feed.feed(127 << 23 | m);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4})
  void reciprocal_roots_are_those_of_the_reference(int stages) {
    holds(
        "reciprocal_root",
        stages,
        () -> new ReciprocalRoot(null, stages),
        chorale.workload.num.ReciprocalRoot::of);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void exponentials_are_those_of_the_reference(int stages) {
    holds(
        "exponential",
        stages,
        () -> new Exponential(null, Base.E, stages),
        chorale.workload.num.Exponential::e);
  }

  @Test
  void powers_of_2_are_those_of_the_reference() {
    holds(
        "power_of_2",
        3,
        () -> new Exponential(null, Base.TWO, 3),
        chorale.workload.num.Exponential::two);
  }

  @Test
  void sigmoids_are_those_of_the_reference() {
    holds("sigmoid", 9, () -> new Sigmoid(null, 4, 2, 3), chorale.workload.num.Sigmoid::of);
  }

  @Test
  void their_sizes_are_checked() {
    var e = assertThrows(HdlException.class, () -> Elaboration.of(() -> new Reciprocal(null, 5)));
    assertTrue(e.getMessage().contains("a Reciprocal of 5 stages: 0 to 4 [P001]"), e.getMessage());
    e =
        assertThrows(
            HdlException.class, () -> Elaboration.of(() -> new Exponential(null, Base.E, 7)));
    assertTrue(e.getMessage().contains("a Exponential of 7 stages: 0 to 6"), e.getMessage());
  }
}

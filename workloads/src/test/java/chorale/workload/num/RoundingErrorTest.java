package chorale.workload.num;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Measured errors against their bounds. */
final class RoundingErrorTest {
  /** What was computed, exactly, and the sum of the magnitudes. */
  private record Dot(float sum, double exact, double magnitude) {
    double bound(int k) {
      return RoundingError.dot(k, magnitude);
    }
  }

  private static Dot dot(short[] a, short[] b) {
    float sum = 0;
    double exact = 0; // products are exact, and the double sum loses 2^-29 of what the float loses
    double magnitude = 0;
    for (int i = 0; i < a.length; i++) {
      sum = Fp32.IEEE.mac(a[i], b[i], sum);
      double product = (double) Bf16.value(a[i]) * Bf16.value(b[i]);
      exact += product;
      magnitude += Math.abs(product);
    }
    return new Dot(sum, exact, magnitude);
  }

  private static short[] numbers(Random random, int k, double scale) {
    var x = new short[k];
    for (int i = 0; i < k; i++) {
      x[i] = Bf16.of((float) (scale * random.nextGaussian()));
    }
    return x;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 256, 4096})
  void a_dot_product_lies_within_its_bound(int k) {
    var random = new Random(k);
    double worst = 0;
    for (int i = 0; i < 400_000 / k; i++) {
      Dot d = dot(numbers(random, k, 1), numbers(random, k, 0.02));
      worst = Math.max(worst, Math.abs(d.sum - d.exact) / d.bound(k));
    }
    assertTrue(worst <= 1 && (k == 1 ? worst == 0 : worst > 0), "worst " + worst);
  }

  /** With fewer additions on the way of each product the bound is smaller, and still holds. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 16})
  void a_dot_product_on_a_tile_lies_within_its_bound(int arrays) {
    int k = 1000;
    var order = new SumOrder(arrays, 8);
    var random = new Random(arrays);
    double worst = 0;
    for (int i = 0; i < 400; i++) {
      var a = numbers(random, k, 1);
      var b = numbers(random, k, 0.02);
      float sum = order.sum(0f, 0f, k, (s, j) -> Fp32.IEEE.mac(a[j], b[j], s), Fp32.IEEE::add);
      Dot d = dot(a, b);
      worst = Math.max(worst, Math.abs(sum - d.exact) / RoundingError.dot(k, d.magnitude, order));
    }
    assertTrue(worst <= 1 && worst > 0, "worst " + worst);
  }

  /** The bound of a tile is not one of a single array. */
  @Test
  void a_sum_in_sequence_may_miss_the_bound_of_a_tile() {
    int k = 1 << 17;
    var ones = new short[k];
    var thirds = new short[k];
    Arrays.fill(ones, Bf16.of(1));
    Arrays.fill(thirds, Bf16.of(1 / 3f));
    var order = new SumOrder(1 << 10, 8);
    Dot d = dot(ones, thirds);
    float sum =
        order.sum(0f, 0f, k, (s, j) -> Fp32.IEEE.mac(ones[j], thirds[j], s), Fp32.IEEE::add);
    double bound = RoundingError.dot(k, d.magnitude, order);
    assertTrue(Math.abs(sum - d.exact) <= bound && Math.abs(d.sum - d.exact) > bound);
  }

  /** Products of 2^-100 times 2^-40 are subnormal: half an ulp of theirs each, at most. */
  @Test
  void subnormal_products_lie_within_the_bound() {
    var random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      Dot d = dot(numbers(random, 16, 0x1p-100), numbers(random, 16, 0x1p-40));
      assertTrue(Math.abs(d.sum - d.exact) <= d.bound(16));
    }
  }

  /** Without the growth of the bound with k it would be wrong. */
  @Test
  void a_sum_of_equal_numbers_comes_near_the_bound() {
    int k = 1 << 17;
    var ones = new short[k];
    var thirds = new short[k];
    Arrays.fill(ones, Bf16.of(1));
    Arrays.fill(thirds, Bf16.of(1 / 3f));
    Dot d = dot(ones, thirds);
    double error = Math.abs(d.sum - d.exact);
    assertTrue(error <= d.bound(k) && error > d.bound(k) / 1000, error + " of " + d.bound(k));
  }

  @Test
  void a_rounding_to_bf16_lies_within_its_bound_and_reaches_it() {
    var random = new Random(6);
    double worst = 0;
    for (int i = 0; i < 1_000_000; i++) {
      float x = Float.intBitsToFloat(random.nextInt() & 0x7eff_ffff);
      worst = Math.max(worst, Math.abs(Bf16.round(x) - (double) x) / RoundingError.toBf16(x, 0));
    }
    assertTrue(worst <= 1 && worst > 0.99, "worst " + worst);
  }

  @Test
  void gamma_is_for_fewer_than_2_to_24_roundings() {
    assertEquals(0, RoundingError.gamma(0));
    assertEquals(1, RoundingError.gamma(1 << 23));
    var e = assertThrows(IllegalArgumentException.class, () -> RoundingError.gamma(1 << 24));
    assertEquals("gamma of 16777216 roundings: 0 to 2^24 - 1", e.getMessage());
  }
}

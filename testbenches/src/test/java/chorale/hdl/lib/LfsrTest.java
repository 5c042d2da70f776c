package chorale.hdl.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chorale.bench.RtlHarness;
import chorale.hdl.Bool;
import chorale.hdl.Elaboration;
import chorale.hdl.HdlException;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.math.BigInteger;
import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Shift registers by simulation, and the table of polynomials by algebra. */
final class LfsrTest {
  private static final int WIDEST = 16;
  private static final RtlHarness HARNESS = RtlHarness.of("lfsr", Registers::new);

  private static final class Registers extends Module {
    final Bool enable = inBool();
    final UInt[] fibonacci = new UInt[LfsrPolynomial.GREATEST_DEGREE + 1];
    final UInt[] galois = new UInt[LfsrPolynomial.GREATEST_DEGREE + 1];

    Registers() {
      super(null);
      IntStream.concat(IntStream.rangeClosed(2, WIDEST), IntStream.of(40, 64))
          .forEach(
              width -> {
                fibonacci[width] = register(width, Lfsr.Form.FIBONACCI);
                galois[width] = register(width, Lfsr.Form.GALOIS);
              });
    }

    private UInt register(int width, Lfsr.Form form) {
      var lfsr = new Lfsr(this, width, form, 1);
      lfsr.enable.set(enable);
      var state = out(width);
      state.set(lfsr.state);
      return state;
    }
  }

  private static String port(Lfsr.Form form, int width) {
    return (form == Lfsr.Form.GALOIS ? "galois_" : "fibonacci_") + width;
  }

  @ParameterizedTest
  @EnumSource
  void up_to_16_bits_every_state_but_0_is_visited_once_in_a_period(Lfsr.Form form) {
    try (var model = HARNESS.open()) {
      model.port("enable").set(1);
      var ports =
          IntStream.rangeClosed(2, WIDEST).mapToObj(w -> model.port(port(form, w))).toList();
      var seen = ports.stream().map(_ -> new BitSet()).toList();
      for (long t = 0; t < 1L << WIDEST; t++) {
        for (int i = 0; i < ports.size(); i++) {
          int width = i + 2;
          long state = ports.get(i).get();
          if (t == (1L << width) - 1) {
            assertEquals(1, state, "width " + width + " after its period");
            assertEquals((1 << width) - 1, seen.get(i).cardinality(), "width " + width);
          }
          seen.get(i).set((int) state);
          assertNotEquals(0, state, "width " + width + ", cycle " + t);
        }
        model.step();
      }
    }
  }

  @Test
  void a_galois_register_multiplies_by_x_modulo_its_polynomial() {
    try (var model = HARNESS.open()) {
      model.port("enable").set(1);
      for (int width : new int[] {40, 64}) {
        var port = model.port(port(Lfsr.Form.GALOIS, width));
        var modulus = polynomial(width);
        for (int t = 0; t < 500; t++) {
          var before = new BigInteger(Long.toUnsignedString(port.get()));
          model.step();
          var after = new BigInteger(Long.toUnsignedString(port.get()));
          assertEquals(times(before, BigInteger.TWO, modulus), after, width + " bits, step " + t);
        }
      }
    }
  }

  @Test
  void a_fibonacci_register_shifts_in_the_recurrence_of_its_polynomial() {
    try (var model = HARNESS.open()) {
      model.port("enable").set(1);
      for (int width : new int[] {40, 64}) {
        var port = model.port(port(Lfsr.Form.FIBONACCI, width));
        for (int t = 0; t < 500; t++) {
          long before = port.get();
          model.step();
          int entered = 0;
          for (int k = 1; k <= width; k++) {
            entered ^= polynomial(width).testBit(k) ? (int) (before >>> (k - 1) & 1) : 0;
          }
          long mask = -1L >>> (Long.SIZE - width);
          assertEquals(before << 1 & mask | entered, port.get(), width + " bits, step " + t);
        }
      }
    }
  }

  @Test
  void a_register_that_is_not_enabled_stays() {
    try (var model = HARNESS.open()) {
      for (int t = 0; t < 10; t++) {
        model.step();
        assertEquals(1, model.port("galois_8").get());
      }
    }
  }

  @Test
  void a_seed_of_0_is_refused() {
    assertThrows(
        HdlException.class, () -> Elaboration.of(() -> new Lfsr(null, 8, Lfsr.Form.GALOIS, 0)));
  }

  @Test
  void a_seed_beyond_the_width_is_refused() {
    assertThrows(
        HdlException.class, () -> Elaboration.of(() -> new Lfsr(null, 8, Lfsr.Form.GALOIS, 256)));
  }

  static IntStream degrees() {
    return IntStream.rangeClosed(LfsrPolynomial.LEAST_DEGREE, LfsrPolynomial.GREATEST_DEGREE);
  }

  /** The order of x is 2^n - 1 if no power of it by a proper divisor of that is 1. */
  @ParameterizedTest
  @MethodSource("degrees")
  void every_polynomial_of_the_table_is_primitive(int degree) {
    var modulus = polynomial(degree);
    var period = BigInteger.ONE.shiftLeft(degree).subtract(BigInteger.ONE);
    assertEquals(BigInteger.ONE, power(period, modulus));
    for (BigInteger factor : primeFactors(degree)) {
      assertNotEquals(BigInteger.ONE, power(period.divide(factor), modulus), "factor " + factor);
    }
  }

  private static BigInteger polynomial(int degree) {
    return new BigInteger(Long.toUnsignedString(LfsrPolynomial.primitive(degree))).setBit(degree);
  }

  /** x to the {@code exponent} over GF(2) modulo {@code modulus}. */
  private static BigInteger power(BigInteger exponent, BigInteger modulus) {
    var result = BigInteger.ONE;
    for (int i = exponent.bitLength() - 1; i >= 0; i--) {
      result = times(result, result, modulus);
      result = exponent.testBit(i) ? times(result, BigInteger.TWO, modulus) : result;
    }
    return result;
  }

  private static BigInteger times(BigInteger a, BigInteger b, BigInteger modulus) {
    var product = BigInteger.ZERO;
    for (int i = 0; i < b.bitLength(); i++) {
      product = b.testBit(i) ? product.xor(a.shiftLeft(i)) : product;
    }
    while (product.bitLength() >= modulus.bitLength()) {
      product = product.xor(modulus.shiftLeft(product.bitLength() - modulus.bitLength()));
    }
    return product;
  }

  /** The prime factors of 2^n - 1, which for even n is (2^(n/2) - 1) (2^(n/2) + 1). */
  private static Set<BigInteger> primeFactors(int n) {
    var factors = new TreeSet<BigInteger>();
    int half = n;
    while (half % 2 == 0) {
      half /= 2;
      addPrimeFactors(BigInteger.ONE.shiftLeft(half).add(BigInteger.ONE), factors);
    }
    addPrimeFactors(BigInteger.ONE.shiftLeft(half).subtract(BigInteger.ONE), factors);
    return factors;
  }

  private static void addPrimeFactors(BigInteger number, Set<BigInteger> factors) {
    long rest = number.longValueExact();
    boolean prime = number.isProbablePrime(60);
    for (long p = 2; !prime && p * p <= rest; p++) {
      while (rest % p == 0) {
        factors.add(BigInteger.valueOf(p));
        rest /= p;
        prime = BigInteger.valueOf(rest).isProbablePrime(60);
      }
    }
    if (rest > 1) {
      factors.add(BigInteger.valueOf(rest));
    }
  }
}

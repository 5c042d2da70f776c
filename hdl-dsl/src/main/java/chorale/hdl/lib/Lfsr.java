package chorale.hdl.lib;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.math.BigInteger;

/**
 * A linear feedback shift register of maximal period: 2^width - 1 steps through all states but 0. A
 * step made in cycle t shows in t + 1; it may step in every cycle. Neighbouring states are one
 * shift apart and so strongly correlated: take one bit of each state, or a state every width steps.
 *
 * <pre>{@code
 * var noise = new Lfsr(this, 16, Lfsr.Form.GALOIS, 0xACE1);
 * noise.enable.set(enable);
 * done.set(noise.state.bit(0));
 * }</pre>
 */
public final class Lfsr extends Module {
  /** Where the feedback goes. */
  public enum Form {
    /** The parity of the taps enters at bit 0; bit i is bit 0 of i steps ago. */
    FIBONACCI,
    /** The bit that leaves is added into the taps: one gate of two inputs between any registers. */
    GALOIS
  }

  /** Whether to make a step. */
  public final Bool enable;

  /** The state, never 0. */
  public final UInt state;

  /**
   * A register of 2 to 64 bits.
   *
   * @param seed the state after reset, above 0 and below 2^width
   */
  public Lfsr(Module parent, int width, Form form, long seed) {
    require(
        width >= LfsrPolynomial.LEAST_DEGREE && width <= LfsrPolynomial.GREATEST_DEGREE,
        "an Lfsr of %d bits: 2 to 64".formatted(width));
    require(
        seed > 0 && Long.SIZE - Long.numberOfLeadingZeros(seed) <= width,
        "an Lfsr of %d bits with seed %d: above 0 and within the width".formatted(width, seed));
    super(parent);
    enable = inBool();
    state = out(width);
    var current = reg(width, seed);
    when(enable, () -> current.set(step(form, current)));
    state.set(current);
  }

  /**
   * The state after {@code state}, of its 2 to 64 bits: multiplied by x modulo the primitive
   * polynomial p (Galois), or the next window of the sequence with the recurrence p (Fibonacci).
   */
  public static UInt step(Form form, UInt state) {
    int width = state.width();
    long polynomial = LfsrPolynomial.primitive(width);
    UInt kept = state.truncate(width - 1);
    return switch (form) {
      case FIBONACCI -> {
        // Tap k of the usual numbering is bit k - 1; x^0 stands for the bit that enters.
        long taps = polynomial >>> 1 | 1L << (width - 1);
        yield Bits.cat(kept, state.and(constant(taps, width)).parity());
      }
      case GALOIS -> kept.shl(1).xor(constant(polynomial, width).mask(state.bit(width - 1)));
    };
  }

  private static UInt constant(long bits, int width) {
    return UInt.lit(new BigInteger(Long.toUnsignedString(bits)), width);
  }
}

package chorale.hdl;

/**
 * A record of signals that belong together. What a bundle's own methods make counts as made by
 * their caller: it bears the caller's line.
 *
 * <pre>{@code
 * record Complex(SInt re, SInt im) implements Bundle {
 *   Complex plus(Complex other) {
 *     return new Complex(re.plus(other.re), im.plus(other.im));
 *   }
 * }
 * }</pre>
 */
public interface Bundle {}

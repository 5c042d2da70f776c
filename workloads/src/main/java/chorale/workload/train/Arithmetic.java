package chorale.workload.train;

/**
 * The operations of a training step, on numbers of some kind: binary32 with its roundings, or exact
 * numbers with a bound of what the roundings can have done.
 *
 * @param <N> the numbers
 */
public interface Arithmetic<N> {
  /** A given number. */
  N of(float x);

  /** {@code a + b}. */
  N add(N a, N b);

  /** {@code a b}. */
  N times(N a, N b);

  /** The larger one. */
  N max(N a, N b);

  /** {@code e^x}. */
  N exp(N x);

  /** {@code 1 / (1 + e^-x)}. */
  N sigmoid(N x);

  /** {@code 1 / x}. */
  N reciprocal(N x);

  /** {@code x / sqrt(max(x, 2^-126))}, for the root of x. */
  N root(N x);

  /** {@code x} rounded to bfloat16. */
  N toBf16(N x);

  /** {@code a - b}. */
  default N minus(N a, N b) {
    return add(a, times(of(-1), b));
  }
}

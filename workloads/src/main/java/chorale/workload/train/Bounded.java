package chorale.workload.train;

/**
 * A number in double precision, and where the hardware's may lie.
 *
 * @param value the number
 * @param low the least that the hardware's can be
 * @param high the most
 */
public record Bounded(double value, double low, double high) {
  /** Whether {@code x} lies there, between finite ends. */
  public boolean holds(float x) {
    return low <= x && x <= high && high - low < Double.POSITIVE_INFINITY;
  }

  /** How far {@code x} is from the number, in parts of what is allowed on that side. */
  public double distance(float x) {
    double room = x < value ? value - low : high - value;
    return x == value ? 0 : Math.abs(x - value) / room;
  }
}

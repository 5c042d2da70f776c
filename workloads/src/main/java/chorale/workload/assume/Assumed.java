package chorale.workload.assume;

/** Something that a result depends on and that is not known for sure: a constant of an enum. */
public interface Assumed {
  /**
   * A value and where it is from.
   *
   * @param value what it is taken as
   * @param low the least that it may be
   * @param high the most
   * @param unit empty for counts, shares and switches
   * @param source of value and range
   */
  record Quantity(double value, double low, double high, String unit, String source) {}

  /** All that is said of it. */
  Quantity quantity();

  /** What it is taken as. */
  default double value() {
    return quantity().value();
  }

  /** The least that it may be. */
  default double low() {
    return quantity().low();
  }

  /** The most. */
  default double high() {
    return quantity().high();
  }

  /** Its unit; empty for counts, shares and switches. */
  default String unit() {
    return quantity().unit();
  }

  /** Where value and range are from. */
  default String source() {
    return quantity().source();
  }
}

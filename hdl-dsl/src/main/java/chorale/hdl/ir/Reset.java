package chorale.hdl.ir;

/**
 * How a domain's registers are reset: at the clock edge or at once, by a 1 or by a 0.
 *
 * <pre>{@code
 * Domain slow = clockDomain(Reset.ASYNC_LOW); // inputs slow_clock and slow_reset_n
 * value.set(within(slow, () -> delayed(data)));
 * }</pre>
 */
public enum Reset {
  /** At the clock edge, by a 1. */
  SYNC,
  /** At once, by a 1. */
  ASYNC,
  /** At the clock edge, by a 0. */
  SYNC_LOW,
  /** At once, by a 0. */
  ASYNC_LOW;

  /** Whether the reset acts without a clock. */
  public boolean isAsync() {
    return this == ASYNC || this == ASYNC_LOW;
  }

  /** Whether a 0 resets. */
  public boolean isLow() {
    return this == SYNC_LOW || this == ASYNC_LOW;
  }

  /** Name of the reset port that goes with {@code base}: {@code base} or {@code base_n}. */
  public String portName(String base) {
    return isLow() ? base + "_n" : base;
  }
}

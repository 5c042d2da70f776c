package chorale.hdl;

import chorale.hdl.ir.Reset;

/**
 * A clock and the reset that goes with it. Registers, memory writes and children made inside {@link
 * Module#within} belong to it; everything else belongs to the domain that the module's parent made
 * it in.
 *
 * <pre>{@code
 * final Domain write = clockDomain();  // inputs write_clock and write_reset
 * ...
 * var tail = within(write, () -> reg(4));
 * }</pre>
 */
public final class Domain {
  final Module module;
  final Bool clock;
  final Bool reset;
  final Reset kind;

  Domain(Module module, Bool clock, Bool reset, Reset kind) {
    this.module = module;
    this.clock = clock;
    this.reset = reset;
    this.kind = kind;
  }

  /** The clock; registers take their values at its rising edge. */
  public Bool clock() {
    return clock;
  }

  /** The reset. */
  public Bool reset() {
    return reset;
  }

  /** How the reset acts. */
  public Reset kind() {
    return kind;
  }

  /** Drives the ports of this domain of a child with the clock and reset of another domain. */
  public void from(Domain other) {
    if (kind.isLow() != other.kind.isLow()) {
      module
          .design()
          .report(
              Rule.X002,
              Site.here().place(),
              "reset of %s is active %s, that of %s active %s: give both domains the same kind"
                  .formatted(
                      clock.node.describe(),
                      kind.isLow() ? "low" : "high",
                      other.clock.node.describe(),
                      other.kind.isLow() ? "low" : "high"));
      return;
    }
    clock.set(other.clock);
    reset.set(other.reset);
  }
}

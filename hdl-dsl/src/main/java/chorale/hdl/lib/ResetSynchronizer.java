package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Domain;
import chorale.hdl.Module;
import chorale.hdl.ir.Reset;

/**
 * A reset that begins at once and ends at an edge of the clock it is for, two cycles after the one
 * that came from outside, so that all registers of the domain leave it in the same cycle.
 *
 * <pre>{@code
 * var clean = new ResetSynchronizer(this, clock, button);
 * var core = clockDomain(clock, clean.reset, Reset.ASYNC);
 * value.set(within(core, () -> delayed(data)));
 * }</pre>
 */
public final class ResetSynchronizer extends Module {
  private final Domain raw;

  /** The reset for the domain, active high. */
  public final Bool reset;

  /** The reset of {@code clock} made from {@code asynchronous}, both active high. */
  public ResetSynchronizer(Module parent, Bool clock, Bool asynchronous) {
    super(parent);
    raw = clockDomain(Reset.ASYNC);
    reset = outBool().named("synchronised");
    raw.clock().set(clock);
    raw.reset().set(asynchronous);
    within(
        raw,
        () -> {
          var first = regBool(true);
          var second = regBool(true);
          first.acrossDomains();
          first.set(false);
          second.set(first);
          reset.set(second);
        });
  }
}

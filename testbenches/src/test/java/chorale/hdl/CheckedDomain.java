package chorale.hdl;

import chorale.hdl.ir.Reset;
import chorale.hdl.lib.ResetSynchronizer;

/** A counter that must stay below a limit, in a domain with a reset made for it. */
final class CheckedDomain extends Module {
  static final int LIMIT = 5;

  final Bool button = inBool();
  final Bool step = inBool();
  final UInt count = out(4);
  final UInt steps = out(4);

  CheckedDomain(Reset kind) {
    super(null, kind);
    var own = reg(4);
    when(step, () -> own.set(own.plus(1)));
    assertThat(own.lt(LIMIT), "fewer than 5 steps");
    cover(own.eq(3), "three steps");
    when(step, () -> printf("step %0d of %h, %b %%", own, own, step));
    steps.set(own);

    var clean = new ResetSynchronizer(this, clock(), button);
    var pressed = clockDomain(clock(), clean.reset, Reset.ASYNC);
    var since = within(pressed, () -> reg(4));
    since.set(since.plus(1));
    count.set(since);
  }
}

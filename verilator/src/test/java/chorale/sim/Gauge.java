package chorale.sim;

import chorale.hdl.Bool;
import chorale.hdl.Choice;
import chorale.hdl.Module;
import chorale.hdl.SInt;
import chorale.hdl.UInt;

/** A counter with a port of each type, for the tests of the harness. */
public final class Gauge extends Module {
  /** Three constants, so that a code is left over. */
  public enum Level {
    LOW,
    MIDDLE,
    HIGH
  }

  public final Bool enable = inBool();
  public final UInt step = in(4);
  public final SInt offset = inS(8);
  public final UInt wide = in(100);
  public final UInt word = in(64);
  public final UInt value = out(8);
  public final Bool full = outBool();
  public final SInt shifted = outS(10);
  public final UInt wideAgain = out(100);
  public final UInt wordAgain = out(64);
  public final Choice<Level> level = out(Level.class);
  public final UInt hidden = wire(8);

  /** Counts up to {@code limit}. */
  public Gauge(int limit) {
    super(null);
    var count = reg(8);
    var state = reg(Level.LOW);
    when(enable.and(count.lt(limit)), () -> count.set(count.plus(step)));
    when(
        count.ge(limit / 2),
        () -> when(full, () -> state.set(Level.HIGH)).otherwise(() -> state.set(Level.MIDDLE)));
    hidden.set(count);
    value.set(hidden);
    full.set(count.ge(limit));
    shifted.set(offset.plus(SInt.lit(1, 10)));
    wideAgain.set(wide);
    wordAgain.set(word);
    level.set(state);
  }
}

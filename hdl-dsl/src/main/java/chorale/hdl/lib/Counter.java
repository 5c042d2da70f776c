package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * A counter over the values 0 to {@code limit - 1}, up or down, that wraps at both ends.
 *
 * <p>A step made in cycle t shows in {@link #value} in t + 1; {@link #wraps} is 1 in the cycle in
 * which the step that wraps is made. It may step in every cycle and turn in any cycle.
 *
 * <pre>{@code
 * var seconds = new Counter(this, 60);
 * seconds.enable.set(enable);
 * seconds.down.set(false);
 * value.set(seconds.value);
 * done.set(seconds.wraps);
 * }</pre>
 */
public final class Counter extends Module {
  /** Whether to make a step. */
  public final Bool enable;

  /** Direction of the step: 0 up, 1 down. */
  public final Bool down;

  /** The count; 0 after reset. */
  public final UInt value;

  /** Whether this step leads from one end of the range to the other. */
  public final Bool wraps;

  /** A counter of {@code limit} values, at least 1. */
  public Counter(Module parent, int limit) {
    require(limit >= 1, "a Counter of %d values: at least 1".formatted(limit));
    super(parent);
    enable = inBool();
    down = inBool();
    value = out(log2(limit));
    wraps = outBool();
    int width = log2(limit);
    var count = reg(width);
    var first = UInt.lit(0, width);
    var last = UInt.lit(limit - 1L, width);

    var atEnd = down.mux(count.eq(first), count.eq(last));
    var otherEnd = down.mux(last, first);
    var neighbour = down.mux(count.minus(1), count.plus(1));
    when(enable, () -> count.set(atEnd.mux(otherEnd, neighbour)));
    value.set(count);
    wraps.set(enable.and(atEnd));
  }
}

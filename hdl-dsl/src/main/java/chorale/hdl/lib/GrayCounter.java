package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * A counter whose code is in a register of its own, so that no more than one of its bits changes at
 * a clock edge and none of them glitches: for pointers that another clock samples.
 *
 * <p>A step made in cycle t shows in t + 1; it may step in every cycle. It wraps after 2^width
 * steps.
 *
 * <pre>{@code
 * var pointer = new GrayCounter(this, 5);
 * pointer.enable.set(push);
 * value.set(pointer.binary);
 * word.set(pointer.code);
 * }</pre>
 */
public final class GrayCounter extends Module {
  /** Whether to count up by one. */
  public final Bool enable;

  /** The count in Gray code; 0 after reset. */
  public final UInt code;

  /** The count in binary; 0 after reset. */
  public final UInt binary;

  /** A counter of {@code width} bits, at least 1. */
  public GrayCounter(Module parent, int width) {
    super(parent);
    enable = inBool();
    code = out(width);
    binary = out(width);
    var count = reg(width);
    var coded = reg(width);
    var next = count.plus(1);
    when(
        enable,
        () -> {
          count.set(next);
          coded.set(Gray.encode(next));
        });
    code.set(coded);
    binary.set(count);
  }
}

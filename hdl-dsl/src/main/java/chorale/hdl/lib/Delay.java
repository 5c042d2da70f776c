package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.SInt;
import chorale.hdl.UInt;

/**
 * Values of some cycles ago, from a chain of registers in a given module: one value enters and one
 * leaves per cycle. Before the first value has come through, 0. To be called outside of {@code
 * when}, or the chain moves only where the condition holds.
 *
 * <pre>{@code
 * value.set(Delay.by(this, data, 3));
 * done.set(Delay.by(this, enable, 3));
 * }</pre>
 */
public final class Delay {
  private Delay() {}

  /** {@code value} as it was {@code cycles} cycles ago; itself if that is 0. */
  public static UInt by(Module module, UInt value, int cycles) {
    UInt stage = value;
    for (int i = 0; i < cycles; i++) {
      stage = module.delayed(stage);
    }
    return stage;
  }

  /** {@code value} as it was {@code cycles} cycles ago; itself if that is 0. */
  public static SInt by(Module module, SInt value, int cycles) {
    return cycles == 0 ? value : by(module, value.asUInt(), cycles).asSInt();
  }

  /** {@code value} as it was {@code cycles} cycles ago; itself if that is 0. */
  public static Bool by(Module module, Bool value, int cycles) {
    Bool stage = value;
    for (int i = 0; i < cycles; i++) {
      stage = module.delayed(stage);
    }
    return stage;
  }
}

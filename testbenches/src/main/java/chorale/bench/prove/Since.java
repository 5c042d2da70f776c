package chorale.bench.prove;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * A rule of a DRAM between two commands: a time that has to pass after the first one. Each rule has
 * a counter of its own.
 *
 * @param left cycles until it has
 */
record Since(UInt left) {
  /** {@code event}: the first command goes out in this cycle. */
  static Since of(Module m, String name, Bool event, int cycles) {
    var left = m.reg(Module.log2(cycles + 1)).named("left_of_" + name);
    m.when(event, () -> left.set(cycles - 1)).elseWhen(left.any(), () -> left.set(left.minus(1)));
    return new Since(left);
  }

  /** The same, as whether it has passed. */
  static Bool atLeast(Module m, String name, Bool event, int cycles) {
    return of(m, name, event, cycles).left.eq(0);
  }

  /** The longest of some. */
  static UInt longest(int width, Since... rules) {
    UInt longest = UInt.lit(0, width);
    for (Since rule : rules) {
      UInt left = rule.left.zext(width);
      longest = left.gt(longest).mux(left, longest);
    }
    return longest;
  }
}

import chorale.hdl.*;
import chorale.hdl.Module;

/** Counts 0 to {@code limit - 1} and begins again; one step for each cycle with enable. */
final class Counter extends Module {
  final Bool enable = inBool();
  final UInt value;
  final Bool wraps = outBool();

  Counter(Module parent, int limit) {
    super(parent);
    value = out(log2(limit));
    var count = reg(log2(limit));
    var last = count.eq(limit - 1);
    when(enable, () -> count.set(last.mux(UInt.lit(0, count.width()), count.plus(1))));
    value.set(count);
    wraps.set(enable.and(last));
  }
}

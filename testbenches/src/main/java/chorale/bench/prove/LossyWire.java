package chorale.bench.prove;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * One direction of a link between two units under proof: frames arrive in order, some cycles after
 * they left, but the proof may choose to lose any of them, and to repeat the last one that arrived,
 * which is what a receiver makes of wires that stand still. Errors that the check value of a frame
 * does not show are beyond this model.
 */
final class LossyWire extends Module {
  final Bool leaves;
  final UInt frame;

  /** The choices of the proof: what comes out in this cycle is lost; the last frame comes again. */
  final Bool lose;

  final Bool repeat;
  final Bool arrives;
  final UInt arrived;

  LossyWire(Module parent, int width, int cycles) {
    super(parent);
    leaves = inBool();
    frame = in(width);
    lose = inBool();
    repeat = inBool();
    arrives = outBool();
    arrived = out(width);
    Bool valid = leaves;
    UInt bits = frame;
    for (int i = 0; i < cycles; i++) {
      valid = delayed(valid).named("valid_" + i);
      bits = delayed(bits).named("bits_" + i);
    }
    var any = regBool().named("any");
    var last = reg(width).named("last");
    var fresh = valid.andNot(lose);
    UInt shown = fresh.mux(bits, last);
    arrives.set(fresh.or(repeat.and(any)));
    arrived.set(shown);
    when(
        fresh,
        () -> {
          any.set(true);
          last.set(shown);
        });
  }
}

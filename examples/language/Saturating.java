import chorale.hdl.*;
import chorale.hdl.Module;

/** Counts up and down between 0 and 15 and stays at the ends. */
final class Saturating extends Module {
  final Bool up = inBool();
  final Bool down = inBool();
  final Bool clear = inBool();
  final UInt level = out(4);

  Saturating(Module parent) {
    super(parent);
    var held = reg(4); // 0 after reset; reg(4, 7) would be 7
    when(clear, () -> held.set(0))
        .elseWhen(up.andNot(down).and(held.ne(15)), () -> held.set(held.plus(1)))
        .elseWhen(down.andNot(up).and(held.ne(0)), () -> held.set(held.minus(1)));
    level.set(held);
  }
}

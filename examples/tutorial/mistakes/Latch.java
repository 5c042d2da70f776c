import chorale.hdl.*;
import chorale.hdl.Module;

final class Latch extends Module {
  final Bool enable = inBool();
  final UInt a = in(8);
  final UInt y = out(8);
  final Bool spare = outBool();

  Latch(Module parent) {
    super(parent);
    when(enable, () -> y.set(a));
  }

  static void main() {
    Elaboration.of(() -> new Latch(null));
  }
}

import chorale.hdl.*;
import chorale.hdl.Module;

final class Sum extends Module {
  final UInt a = in(8);
  final UInt b = in(8);
  final UInt total = out(8);
  final Bool large = outBool();

  Sum(Module parent) {
    super(parent);
    var wide = a.plusCarry(b);
    total.set(wide);
    large.set(wide.gt(600));
  }

  static void main() {
    Elaboration.of(() -> new Sum(null));
  }
}

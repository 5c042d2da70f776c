import chorale.hdl.*;
import chorale.hdl.Module;

final class Types extends Module {
  final UInt a = in(8);
  final UInt y = out(8);

  Types(Module parent) {
    super(parent);
    y.set(0);
    when(a, () -> y.set(a));
  }
}

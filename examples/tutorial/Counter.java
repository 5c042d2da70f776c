import chorale.hdl.*;
import chorale.hdl.Module;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.nio.file.Path;

/** Counts the cycles with enable, modulo 256. */
final class Counter extends Module {
  final Bool enable = inBool();
  final UInt value = out(8);

  Counter(Module parent) {
    super(parent);
    var count = reg(8);
    when(enable, () -> count.set(count.plus(1)));
    value.set(count);
  }

  static void main() throws IOException {
    Verilog.emit(Elaboration.of(() -> new Counter(null)), Path.of("out/tutorial/counter"));
  }
}

import chorale.hdl.*;
import chorale.hdl.Module;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.nio.file.Path;

/** Two counters in a row: the second steps when the first wraps. */
final class Pair extends Module {
  final UInt value = out(8);

  Pair(Module parent) {
    super(parent);
    var low = new Saturating(this);
    var high = new Saturating(this);
    low.up.set(true);
    low.down.set(false);
    low.clear.set(low.level.eq(15));
    high.up.set(low.level.eq(15));
    high.down.set(false);
    high.clear.set(false);
    value.set(Bits.cat(high.level, low.level));
  }

  static void main() throws IOException {
    Verilog.emit(Elaboration.of(() -> new Pair(null)), Path.of("out/verilog"));
  }
}

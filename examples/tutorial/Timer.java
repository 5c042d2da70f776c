import chorale.hdl.*;
import chorale.hdl.Module;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.nio.file.Path;

/** Is done in every {@code period}-th cycle with enable. */
final class Timer extends Module {
  final Bool enable = inBool();
  final Bool done = outBool();

  Timer(Module parent, int period) {
    require(period >= 2, "a Timer of %d cycles: at least 2".formatted(period));
    super(parent);
    var left = reg(log2(period), period - 1);
    var last = left.eq(0);
    when(enable, () -> {
      left.set(left.minus(1));
      when(last, () -> left.set(period - 1));
    });
    done.set(enable.and(last));
  }

  static void main(String[] args) throws IOException {
    int period = Integer.parseInt(args[0]);
    Verilog.emit(Elaboration.of(() -> new Timer(null, period)), Path.of("out/tutorial/timer"));
  }
}

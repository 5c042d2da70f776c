import chorale.hdl.Elaboration;
import chorale.rtl.Verilog;
import chorale.sim.*;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/** Sends numbered words through a router of four ports and checks what comes out where. */
final class RouterBench {
  private static final int PORTS = 4;

  static void main() throws IOException {
    var circuit = Elaboration.of(() -> new Router(null, 8, PORTS));
    var files = Verilog.emit(circuit, Path.of("out/tutorial/router"));
    var ports = circuit.top().ports().stream()
        .map(p -> new PortInfo(p.name(), p.width(), p.input())).toList();
    var spec = new ModelSpec("Router", files, ports, "clock");
    var library = ModelBuilder.build(
        spec, BuildOptions.defaults(), Path.of("out/tutorial/models"), BuildListener.SILENT);
    try (var model = library.open()) {
      model.reset(2, "reset");
      run(model);
    }
  }

  /** A word is {@code number of the input * 64 + count * 4 + output}, so none passes another. */
  private static void run(Model model) {
    var random = new Random(1);
    var sent = new int[PORTS][PORTS]; // by input and output
    var got = new int[PORTS][PORTS];
    var target = new int[PORTS];
    int words = 0;
    for (int cycle = 0; cycle < 1000; cycle++) {
      for (int i = 0; i < PORTS; i++) {
        int count = sent[i][target[i]] % 16;
        model.port("in_" + i + "_bits").set(i * 64 + count * 4 + target[i]);
        model.port("in_" + i + "_valid").set(1);
        model.port("out_" + i + "_ready").set(random.nextInt(4) == 0 ? 0 : 1);
      }
      model.eval();
      for (int i = 0; i < PORTS; i++) {
        if (model.port("in_" + i + "_ready").get() == 1) {
          sent[i][target[i]]++;
          target[i] = random.nextInt(PORTS);
        }
        var out = "out_" + i;
        if (model.port(out + "_valid").get() == 1 && model.port(out + "_ready").get() == 1) {
          int word = (int) model.port(out + "_bits").get();
          int expected = word / 64 * 64 + got[word / 64][i]++ % 16 * 4 + i;
          if (word != expected) {
            throw new AssertionError(out + " sends " + word + ", not " + expected);
          }
          words++;
        }
      }
      model.step();
    }
    System.out.println(words + " words in 1000 cycles, all at their outputs and in order");
  }
}

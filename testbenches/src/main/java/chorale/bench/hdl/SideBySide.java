package chorale.bench.hdl;

import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/** The designs that {@code docs/language.md} shows in four languages, with their parameters. */
enum SideBySide {
  COUNTER("Counter", 10),
  FIFO("Fifo", 8, 16),
  ROUND_ROBIN_ARBITER("RoundRobinArbiter", 8, 4),
  SYSTOLIC("Systolic", 4),
  ROUTER("Router", 8, 4);

  private final String title;
  private final Object[] parameters;

  SideBySide(String title, Object... parameters) {
    this.title = title;
    this.parameters = parameters;
  }

  /** The name of the class in each language. */
  String title() {
    return title;
  }

  /** The sources of the plain Verilog: nothing puts the parts into one text there. */
  List<String> parts() {
    return this == ROUTER ? List.of(FIFO.title, ROUND_ROBIN_ARBITER.title, title) : List.of(title);
  }

  /** Our version, out of the classes of its folder. */
  Circuit elaborate(SourceClasses classes) {
    return Elaboration.of(() -> (Module) classes.make(title, parameters));
  }

  /** A circuit's Verilog in one text, children before parents. */
  static String text(Circuit circuit) throws IOException {
    var text = new StringWriter();
    for (ModuleIr m : circuit.modules()) {
      text.append(text.getBuffer().isEmpty() ? "" : "\n");
      Verilog.write(m, text);
    }
    return text.toString();
  }
}

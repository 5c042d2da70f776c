package chorale.hdl.spec;

import chorale.hdl.Diagnostic;
import chorale.hdl.Elaboration;
import chorale.hdl.HdlException;
import chorale.hdl.Module;
import chorale.hdl.ir.Circuit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A module whose body stands in the test that uses it. */
final class Sketch extends Module {
  private Sketch(Consumer<Sketch> content) {
    super(null);
    content.accept(this);
  }

  /** The circuit of a module with that body. */
  static Circuit elaborate(Consumer<Sketch> content) {
    return Elaboration.of(() -> new Sketch(content), _ -> {});
  }

  /** The findings about a module with that body, as text. */
  static List<String> findings(Consumer<Sketch> content) {
    return findings(() -> new Sketch(content));
  }

  /** The findings about a design, as text; if it elaborates, the warnings. */
  static List<String> findings(Supplier<? extends Module> top) {
    var warnings = new ArrayList<String>();
    try {
      Elaboration.of(top, w -> warnings.add(w.toString()));
      return warnings;
    } catch (HdlException e) {
      return e.diagnostics().stream().map(Diagnostic::toString).toList();
    }
  }

  /** A line of a design, marked by a call just above it. */
  static final class Line {
    private StackTraceElement mark;

    /** Marks the line that follows the call. */
    void next() {
      mark = new Throwable().getStackTrace()[1];
    }

    @Override
    public String toString() {
      return mark.getFileName() + ":" + (mark.getLineNumber() + 1);
    }
  }
}

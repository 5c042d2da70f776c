package chorale.rtl;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Binding;
import chorale.hdl.ir.ModuleIr.Instance;
import chorale.hdl.ir.ModuleIr.Memory;
import chorale.hdl.ir.ModuleIr.Net;
import chorale.hdl.ir.ModuleIr.Port;
import chorale.hdl.ir.ModuleIr.Process;
import chorale.hdl.ir.ModuleIr.Register;
import chorale.hdl.ir.Place;
import chorale.hdl.ir.Stmt;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Writes one module, in this order: ports, constants, state, nets of children, nets, processes,
 * children, clocked blocks. Everything is declared before it is used.
 */
final class ModuleWriter {
  private final ModuleIr module;
  private final Lines out;
  private final Set<String> ports;
  private final Set<String> processes;
  private final Reads reads;

  ModuleWriter(ModuleIr module, Writer out) {
    this.module = module;
    this.out = new Lines(out);
    this.reads = new Reads(module);
    this.ports = module.ports().stream().map(Port::name).collect(Collectors.toSet());
    this.processes = module.processes().stream().map(Process::target).collect(Collectors.toSet());
  }

  void write() throws IOException {
    header();
    constants();
    for (Register r : module.registers()) {
      out.line(1, declare("reg", r.name(), r.width(), r.signed()) + ";", r.place());
    }
    for (Memory m : module.memories()) {
      String words = " [0:" + (m.depth() - 1) + "];";
      out.line(1, declare("reg", m.name(), m.width(), false) + words, m.place());
    }
    for (Process p : module.processes()) {
      if (!ports.contains(p.target())) {
        out.line(1, declare("reg", p.target(), p.width(), p.signed()) + ";", p.place());
      }
    }
    for (Instance i : module.instances()) {
      for (Binding b : i.outputs()) {
        var net = (Expr.Ref) b.value();
        out.line(1, declare("wire", net.name(), net.width(), net.signed()) + ";", null);
      }
    }
    for (Net n : module.nets()) {
      String left =
          ports.contains(n.name())
              ? "assign " + n.name()
              : declare("wire", n.name(), n.value().width(), n.value().signed());
      out.line(1, left + " = " + ExprText.of(n.value()) + ";", n.place());
    }
    for (Process p : module.processes()) {
      out.line(0, "", null);
      out.line(1, "always @* begin", null);
      statements(p.body(), 2, "=");
      out.line(1, "end", null);
    }
    for (Instance i : module.instances()) {
      instance(i);
    }
    clocked();
    unused();
    out.line(0, "endmodule", null);
  }

  private void header() throws IOException {
    out.line(0, "// " + module.name() + ", from " + module.place(), null);
    if (!module.doc().isEmpty()) {
      for (String line : module.doc().split("\n")) {
        out.line(0, "// " + line, null);
      }
    }
    if (module.ports().isEmpty()) {
      out.line(0, "module " + module.name() + ";", null);
      return;
    }
    out.line(0, "module " + module.name() + " (", null);
    int last = module.ports().size() - 1;
    for (int i = 0; i <= last; i++) {
      Port p = module.ports().get(i);
      String kind =
          p.input() ? "input  wire" : processes.contains(p.name()) ? "output reg " : "output wire";
      boolean implicit = p.name().equals(ModuleIr.CLOCK) || p.name().equals(ModuleIr.RESET);
      out.line(
          1,
          declare(kind, p.name(), p.width(), p.signed()) + (i < last ? "," : ""),
          implicit ? null : p.place());
    }
    out.line(0, ");", null);
  }

  /** The enum constants that the module uses, in order of first use. */
  private void constants() throws IOException {
    var seen = new HashSet<String>();
    var used = new ArrayList<Expr.Const>();
    for (Expr.Const c : reads.constants()) {
      if (c.name() != null && seen.add(c.name())) {
        used.add(c);
      }
    }
    for (Register r : module.registers()) {
      if (r.init() != null && r.init().name() != null && seen.add(r.init().name())) {
        used.add(r.init());
      }
    }
    for (Expr.Const c : used) {
      String range = c.width() == 1 ? "" : " [" + (c.width() - 1) + ":0]";
      var value = new Expr.Const(c.value(), c.width(), c.signed(), null);
      out.line(1, "localparam%s %s = %s;".formatted(range, c.name(), ExprText.of(value)), null);
    }
  }

  private static String declare(String kind, String name, int width, boolean signed) {
    String sign = signed ? " signed" : "";
    String range = width == 1 && !signed ? "" : " [" + (width - 1) + ":0]";
    return kind + sign + range + " " + name;
  }

  private void instance(Instance i) throws IOException {
    out.line(0, "", null);
    out.line(1, i.module() + " " + i.name() + " (", i.place());
    var all = new ArrayList<Binding>(i.inputs());
    all.addAll(i.outputs());
    for (int k = 0; k < all.size(); k++) {
      Binding b = all.get(k);
      String comma = k < all.size() - 1 ? "," : "";
      out.line(2, "." + b.port() + "(" + ExprText.of(b.value()) + ")" + comma, null);
    }
    out.line(1, ");", null);
  }

  private void clocked() throws IOException {
    Set<String> resetting =
        module.registers().stream()
            .filter(r -> r.init() != null)
            .map(Register::name)
            .collect(Collectors.toSet());
    if (!resetting.isEmpty()) {
      var body = keep(module.clocked(), resetting::contains);
      out.line(0, "", null);
      out.line(1, "always @(posedge " + ModuleIr.CLOCK + ") begin", null);
      out.line(2, "if (" + ModuleIr.RESET + ") begin", null);
      for (Register r : module.registers()) {
        if (r.init() != null) {
          out.line(3, r.name() + " <= " + ExprText.of(r.init()) + ";", null);
        }
      }
      if (!body.isEmpty()) {
        out.line(2, "end else begin", null);
        statements(body, 3, "<=");
      }
      out.line(2, "end", null);
      out.line(1, "end", null);
    }
    block(keep(module.clocked(), t -> isRegister(t) && !resetting.contains(t)));
    for (Memory m : module.memories()) {
      block(keep(module.clocked(), m.name()::equals));
    }
  }

  private boolean isRegister(String name) {
    return module.registers().stream().anyMatch(r -> r.name().equals(name));
  }

  private void block(List<Stmt> body) throws IOException {
    if (!body.isEmpty()) {
      out.line(0, "", null);
      out.line(1, "always @(posedge " + ModuleIr.CLOCK + ") begin", null);
      statements(body, 2, "<=");
      out.line(1, "end", null);
    }
  }

  /** The statements with the targets asked for, under the conditions that they stand under. */
  private static List<Stmt> keep(List<Stmt> body, Predicate<String> target) {
    var kept = new ArrayList<Stmt>();
    for (Stmt s : body) {
      switch (s) {
        case Stmt.Assign a when target.test(a.target()) -> kept.add(a);
        case Stmt.Store w when target.test(w.memory()) -> kept.add(w);
        case Stmt.Assign _, Stmt.Store _ -> {}
        case Stmt.If i -> {
          var yes = keep(i.yes(), target);
          var no = keep(i.no(), target);
          if (!yes.isEmpty() || !no.isEmpty()) {
            kept.add(new Stmt.If(i.condition(), yes, no, i.place()));
          }
        }
        case Stmt.Case c -> {
          var arms =
              c.arms().stream().map(a -> new Stmt.Arm(a.value(), keep(a.body(), target))).toList();
          var otherwise = keep(c.otherwise(), target);
          if (!otherwise.isEmpty() || arms.stream().anyMatch(a -> !a.body().isEmpty())) {
            kept.add(new Stmt.Case(c.subject(), arms, otherwise, c.full(), c.place()));
          }
        }
      }
    }
    return kept;
  }

  private void statements(List<Stmt> body, int depth, String assign) throws IOException {
    for (Stmt s : body) {
      switch (s) {
        case Stmt.Assign a ->
            out.line(
                depth, a.target() + " " + assign + " " + ExprText.of(a.value()) + ";", a.place());
        case Stmt.Store w ->
            out.line(
                depth,
                "%s[%s] <= %s;"
                    .formatted(w.memory(), ExprText.of(w.address()), ExprText.of(w.data())),
                w.place());
        case Stmt.If i -> branch(i, depth, assign, "");
        case Stmt.Case c -> select(c, depth, assign);
      }
    }
  }

  private void branch(Stmt.If i, int depth, String assign, String prefix) throws IOException {
    boolean negated = i.yes().isEmpty();
    String condition = ExprText.of(i.condition());
    out.line(
        depth,
        prefix + "if (" + (negated ? "!(" + condition + ")" : condition) + ") begin",
        i.place());
    statements(negated ? i.no() : i.yes(), depth + 1, assign);
    if (!negated && !i.no().isEmpty()) {
      if (i.no().size() == 1
          && i.no().getFirst() instanceof Stmt.If next
          && !next.yes().isEmpty()) {
        branch(next, depth, assign, "end else ");
        return;
      }
      out.line(depth, "end else begin", null);
      statements(i.no(), depth + 1, assign);
    }
    out.line(depth, "end", null);
  }

  private void select(Stmt.Case c, int depth, String assign) throws IOException {
    out.line(depth, "case (" + ExprText.of(c.subject()) + ")", c.place());
    // A subject outside the enum cannot occur: the last arm may take it, and no latch is inferred.
    boolean lastIsDefault = c.lastIsDefault();
    for (int k = 0; k < c.arms().size(); k++) {
      Stmt.Arm arm = c.arms().get(k);
      boolean last = lastIsDefault && k == c.arms().size() - 1;
      String label = ExprText.of(arm.value());
      out.line(depth + 1, last ? "default: begin  // " + label : label + ": begin", null);
      statements(arm.body(), depth + 2, assign);
      out.line(depth + 1, "end", null);
    }
    if (!lastIsDefault) {
      out.line(depth + 1, "default: begin", null);
      statements(c.otherwise(), depth + 2, assign);
      out.line(depth + 1, "end", null);
    }
    out.line(depth, "endcase", null);
  }

  /** Reads whatever nobody reads, so that lint is silent about what is left over on purpose. */
  private void unused() throws IOException {
    List<String> left = reads.unread();
    if (!left.isEmpty()) {
      String name = "unused";
      Set<String> names = new HashSet<>(reads.declared());
      names.addAll(ports);
      module.memories().forEach(m -> names.add(m.name()));
      module.instances().forEach(i -> names.add(i.name()));
      while (names.contains(name)) {
        name = "unused_" + name;
      }
      out.line(0, "", null);
      out.line(1, "wire " + name + " = &{1'b0, " + String.join(", ", left) + "};", (Place) null);
    }
  }
}

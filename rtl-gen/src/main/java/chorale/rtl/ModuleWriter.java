package chorale.rtl;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Binding;
import chorale.hdl.ir.ModuleIr.Domain;
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
import java.util.stream.Collectors;

/**
 * Writes one module, in this order: ports, constants, state, nets of children, nets, processes,
 * children, contents of memories, and for each clock its blocks and checks. Everything is declared
 * before it is used.
 *
 * <p>In SystemVerilog a block is {@code always_ff} or {@code always_comb}, except
 *
 * <ul>
 *   <li>one that stores to a memory which has contents or other such blocks: what {@code always_ff}
 *       writes, nothing else may write (IEEE 1800-2012, 9.2.2.4), an {@code initial} neither;
 *   <li>one of checks: Icarus 11 warns of system tasks in {@code always_ff};
 *   <li>one that takes bits of a signal, without a clock: Icarus 11 is sorry that in {@code
 *       always_comb} it waits for all bits, in {@code always @*} it just does.
 * </ul>
 */
final class ModuleWriter {
  private final ModuleIr module;
  private final Lines out;
  private final Set<String> ports = new HashSet<>();
  private final Set<String> processes = new HashSet<>();
  private final Reads reads;
  private final List<ClockedBlock> blocks;
  private final Set<String> locals = new HashSet<>();
  private final Set<String> taken = new HashSet<>();
  private final boolean system;
  private final String variable;

  ModuleWriter(ModuleIr module, Writer out, VerilogOptions options) {
    this.module = module;
    this.system = options.flavour() == VerilogOptions.Flavour.SYSTEM_VERILOG;
    this.variable = system ? "logic" : "reg";
    this.out = new Lines(out);
    this.reads = new Reads(module);
    this.blocks = ClockedBlock.of(module, reads, !options.nets());
    for (ClockedBlock b : blocks) {
      for (Net n : b.locals()) {
        locals.add(n.name());
      }
    }
    for (Port p : module.ports()) {
      ports.add(p.name());
    }
    for (Process p : module.processes()) {
      processes.add(p.target());
    }
  }

  void write() throws IOException {
    taken.addAll(reads.declared());
    taken.addAll(ports);
    for (Memory m : module.memories()) {
      taken.add(m.name());
    }
    for (Instance i : module.instances()) {
      taken.add(i.name());
    }
    header();
    constants();
    for (Register r : module.registers()) {
      String kind = (r.crosses() ? Checks.CROSSING + " " : "") + variable;
      out.line(1, declare(kind, r.name(), r.width(), r.signed()) + ";", r.place());
    }
    for (Memory m : module.memories()) {
      String words = " [0:" + (m.depth() - 1) + "];";
      String kind =
          (m.anyCollision() ? Checks.ANY_COLLISION + " " : "")
              + (m.crosses() ? Checks.CROSSING + " " : "")
              + variable;
      out.line(1, declare(kind, m.name(), m.width(), false) + words, m.place());
    }
    for (Process p : module.processes()) {
      if (!ports.contains(p.target())) {
        out.line(1, declare(variable, p.target(), p.width(), p.signed()) + ";", p.place());
      }
    }
    for (Instance i : module.instances()) {
      for (Binding b : i.outputs()) {
        var net = (Expr.Ref) b.value();
        out.line(1, declare("wire", net.name(), net.width(), net.signed()) + ";", null);
      }
    }
    for (Net n : module.nets()) {
      if (locals.contains(n.name())) {
        continue;
      }
      String left =
          ports.contains(n.name())
              ? "assign " + n.name()
              : declare("wire", n.name(), n.value().width(), n.value().signed());
      out.line(1, left + " = " + ExprText.of(n.value()) + ";", n.place());
    }
    for (Process p : module.processes()) {
      out.line(0, "", null);
      out.line(1, combinational(p) + " begin", null);
      statements(p.body(), 2, "=");
      out.line(1, "end", null);
    }
    for (Instance i : module.instances()) {
      instance(i);
    }
    contents();
    int written = 0;
    for (int d = 0; d < module.domains().size(); d++) {
      while (written < blocks.size() && blocks.get(written).domain() == d) {
        clocked(blocks.get(written++));
      }
      checks(module.domains().get(d));
    }
    unused();
    out.line(0, "endmodule", null);
  }

  /** {@code always_comb}, or {@code always @*} where Icarus has its reasons. */
  private String combinational(Process p) {
    return system && !reads.takesBits(p) ? "always_comb" : "always @*";
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
      String net = processes.contains(p.name()) ? "reg " : "wire";
      String kind = (p.input() ? "input  " : "output ") + (system ? "logic" : net);
      boolean implicit = ModuleIr.isImplicit(p.name());
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
      out.line(
          1,
          "localparam%s%s %s = %s;"
              .formatted(system ? " logic" : "", range, c.name(), ExprText.of(value)),
          null);
    }
  }

  private static String declare(String kind, String name, int width, boolean signed) {
    String sign = signed ? " signed" : "";
    String range = width == 1 && !signed ? "" : " [" + (width - 1) + ":0]";
    return kind + sign + range + " " + name;
  }

  private void instance(Instance i) throws IOException {
    out.line(0, "", null);
    String parameters =
        i.parameters().stream()
            .map(p -> "." + p.name() + "(" + p.value() + ")")
            .collect(Collectors.joining(", "));
    String kind = parameters.isEmpty() ? i.module() : i.module() + " #(" + parameters + ")";
    out.line(1, kind + " " + i.name() + " (", i.place());
    var all = new ArrayList<Binding>(i.inputs());
    all.addAll(i.outputs());
    for (int k = 0; k < all.size(); k++) {
      Binding b = all.get(k);
      String comma = k < all.size() - 1 ? "," : "";
      out.line(2, "." + b.port() + "(" + ExprText.of(b.value()) + ")" + comma, null);
    }
    out.line(1, ");", null);
  }

  private void clocked(ClockedBlock b) throws IOException {
    Domain d = module.domains().get(b.domain());
    boolean resets = !b.resetting().isEmpty();
    boolean async = resets && d.kind().isAsync();
    String label = label(b, d);
    out.line(0, "", null);
    out.line(1, always(d, async, b.alone()) + (async ? "" : label), null);
    if (!async) {
      body(b, 2);
    }
    if (resets) {
      String note = ModuleIr.isImplicit(d.reset()) ? "" : "  // " + Checks.RESET_NOTE;
      out.line(2, "if (" + active(d) + ") begin" + note, null);
      for (Register r : b.resetting()) {
        out.line(3, r.name() + " <= " + ExprText.of(r.init()) + ";", null);
      }
      if (async && !b.body().isEmpty()) {
        out.line(2, "end else begin" + label, null);
        body(b, 3);
      }
      out.line(2, "end", null);
    }
    out.line(1, "end", null);
  }

  /** The name of a block with local variables, which Verilog-2005 asks for (9.8.1), else "". */
  private String label(ClockedBlock b, Domain d) {
    if (b.locals().isEmpty()) {
      return "";
    }
    String name = d.clock() + "_edge";
    for (int i = 1; !taken.add(name); i++) {
      name = d.clock() + "_edge_" + i;
    }
    return " : " + name;
  }

  /** If all stands under one condition, so do the local variables that it does not need. */
  private void body(ClockedBlock b, int depth) throws IOException {
    for (Net n : b.locals()) {
      Expr v = n.value();
      out.line(depth, declare(variable, n.name(), v.width(), v.signed()) + ";", null);
    }
    Stmt.If gate = b.gate();
    if (gate == null) {
      assign(b.locals(), depth);
      statements(b.body(), depth, "<=");
      return;
    }
    var before = b.beforeGate();
    var inside = b.locals().subList(before.size(), b.locals().size());
    assign(before, depth);
    out.line(depth, "if (" + ExprText.of(gate.condition()) + ") begin", gate.place());
    assign(inside, depth + 1);
    statements(gate.yes(), depth + 1, "<=");
    out.line(depth, "end", null);
  }

  private void assign(List<Net> locals, int depth) throws IOException {
    for (Net n : locals) {
      out.line(depth, n.name() + " = " + ExprText.of(n.value()) + ";", n.place());
    }
  }

  /** {@code alone}: whether nothing else writes what the block writes. */
  private String always(Domain d, boolean withReset, boolean alone) {
    String reset =
        withReset ? " or " + (d.kind().isLow() ? "negedge " : "posedge ") + d.reset() : "";
    return (system && alone ? "always_ff" : "always")
        + " @(posedge "
        + d.clock()
        + reset
        + ") begin";
  }

  private static String active(Domain d) {
    return d.kind().isLow() ? "!" + d.reset() : d.reset();
  }

  private void checks(Domain d) throws IOException {
    var body = Stmt.keep(d.clocked(), Checks::isCheck);
    if (body.isEmpty()) {
      return;
    }
    boolean mixed = d.kind().isAsync();
    out.line(0, "", null);
    out.line(1, "`CHORALE_START(" + active(d) + ")", null);
    if (mixed) {
      out.line(1, "// verilator lint_off SYNCASYNCNET", null);
    }
    out.line(1, always(d, false, false), null);
    out.line(2, "if (" + (d.kind().isLow() ? d.reset() : "!" + d.reset()) + ") begin", null);
    statements(body, 3, "<=");
    out.line(2, "end", null);
    out.line(1, "end", null);
    if (mixed) {
      out.line(1, "// verilator lint_on SYNCASYNCNET", null);
    }
  }

  private void contents() throws IOException {
    for (Memory m : module.memories()) {
      if (!m.contents().isEmpty()) {
        out.line(0, "", null);
        out.line(1, "initial begin", null);
        for (int i = 0; i < m.contents().size(); i++) {
          var word = new Expr.Const(m.contents().get(i), m.width(), false, null);
          out.line(2, "%s[%d] = %s;".formatted(m.name(), i, ExprText.of(word)), null);
        }
        out.line(1, "end", null);
      }
    }
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
                w.memory()
                    + ExprText.index(w.address())
                    + lane(w)
                    + " <= "
                    + ExprText.of(w.data())
                    + ";",
                w.place());
        case Stmt.Check c ->
            out.line(
                depth,
                "`CHORALE_%s(%s, %s)"
                    .formatted(
                        c.kind(),
                        ExprText.of(c.condition()),
                        Checks.quoted(c.place() + ": " + c.message())),
                c.place());
        case Stmt.Print p -> {
          var arguments = new StringBuilder(Checks.quoted(p.format()));
          p.arguments().forEach(a -> arguments.append(", ").append(ExprText.of(a)));
          out.line(depth, "`CHORALE_PRINT((" + arguments + "))", p.place());
        }
        case Stmt.If i -> branch(i, depth, assign, "");
        case Stmt.Case c -> select(c, depth, assign);
      }
    }
  }

  /** The bits of the word that are written, or "" if they are all. */
  private String lane(Stmt.Store w) {
    Memory m =
        module.memories().stream().filter(x -> x.name().equals(w.memory())).findFirst().get();
    int bits = w.data().width();
    return bits == m.width() ? "" : ExprText.range(w.lo() + bits - 1, w.lo());
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
      while (taken.contains(name)) {
        name = "unused_" + name;
      }
      out.line(0, "", null);
      out.line(1, "wire " + name + " = &{1'b0, " + String.join(", ", left) + "};", (Place) null);
    }
  }
}

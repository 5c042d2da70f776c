package chorale.hdl.spec;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The IR as short text without places, so that a test can state what it expects. */
final class IrText {
  private IrText() {}

  /** One line for each net, in their order: {@code sum = ADD:5(a, b)}. */
  static List<String> nets(ModuleIr m) {
    return m.nets().stream().map(n -> n.name() + " = " + expr(n.value())).toList();
  }

  /** Each process as {@code y { ... }}. */
  static List<String> processes(ModuleIr m) {
    return m.processes().stream().map(p -> p.target() + " { " + body(p.body()) + " }").toList();
  }

  /** The clocked statements. */
  static String clocked(ModuleIr m) {
    return body(m.clocked());
  }

  /** Names of everything declared: ports, registers, memories, children, in this order. */
  static List<String> declared(ModuleIr m) {
    var names = new ArrayList<String>();
    m.ports().forEach(p -> names.add(p.name()));
    m.registers().forEach(r -> names.add(r.name()));
    m.memories().forEach(x -> names.add(x.name()));
    m.instances().forEach(i -> names.add(i.name()));
    return names;
  }

  private static String body(List<Stmt> body) {
    return body.stream().map(IrText::stmt).collect(Collectors.joining("; "));
  }

  private static String stmt(Stmt s) {
    return switch (s) {
      case Stmt.Assign a -> a.target() + " = " + expr(a.value());
      case Stmt.Store w -> w.memory() + "[" + expr(w.address()) + "] = " + expr(w.data());
      case Stmt.Check c -> c.kind() + " " + expr(c.condition()) + " \"" + c.message() + "\"";
      case Stmt.Print p -> "PRINT \"" + p.format() + "\"";
      case Stmt.If i ->
          "if "
              + expr(i.condition())
              + " { "
              + body(i.yes())
              + " }"
              + (i.no().isEmpty() ? "" : " else { " + body(i.no()) + " }");
      case Stmt.Case c -> {
        var arms = new ArrayList<String>();
        c.arms().forEach(a -> arms.add(a.value().name() + ": { " + body(a.body()) + " }"));
        if (!c.otherwise().isEmpty()) {
          arms.add("default: { " + body(c.otherwise()) + " }");
        }
        yield "case " + expr(c.subject()) + " " + String.join(" ", arms);
      }
    };
  }

  static String expr(Expr e) {
    return switch (e) {
      case Expr.Ref r -> r.name();
      case Expr.Const c -> c.name() != null ? c.name() : c.value() + ":" + c.width();
      case Expr.Slice s -> s.base().name() + "[" + s.hi() + ":" + s.lo() + "]";
      case Expr.Load l -> l.memory() + "[" + expr(l.address()) + "]";
      case Expr.Unary u -> call(u.op().name(), u);
      case Expr.Binary b -> call(b.op().name(), b);
      case Expr.Mux m -> call("MUX", m);
      case Expr.Concat c -> call("CONCAT", c);
      case Expr.Extend x -> call("EXTEND", x);
      case Expr.Cast c -> call("CAST", c);
    };
  }

  private static String call(String operator, Expr e) {
    String arguments = e.operands().stream().map(IrText::expr).collect(Collectors.joining(", "));
    return operator + ":" + e.width() + (e.signed() ? "s" : "") + "(" + arguments + ")";
  }
}

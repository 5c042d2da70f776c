package chorale.rtl.read;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.Expr;
import chorale.hdl.ir.Expr.BinaryOp;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Binding;
import chorale.hdl.ir.ModuleIr.Instance;
import chorale.hdl.ir.ModuleIr.Net;
import chorale.hdl.ir.ModuleIr.Port;
import chorale.hdl.ir.ModuleIr.Process;
import chorale.hdl.ir.ModuleIr.Register;
import chorale.hdl.ir.Stmt;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A circuit without what its Verilog does not tell. Two circuits of equal normal form have the same
 * text, and the other way round. This is all that is lost:
 *
 * <ul>
 *   <li>which of the clocked statements for different registers came first: they are regrouped into
 *       registers with reset, registers without, and each memory;
 *   <li>how a chain {@code a + b + c} (or {@code &}, {@code |}, {@code ^}) is nested: from the
 *       left;
 *   <li>whether {@code {4'd0, a}} is a concatenation or an extension: an extension ({@code 1'b0}
 *       differs: of one bit, it is a concatenation);
 *   <li>the value of a named constant that stands only as the last label of a case, written as
 *       {@code default}: 0;
 *   <li>the line of a process that drives an output port: that of its first statement; and of the
 *       implicit clock and reset: that of the module;
 *   <li>empty lines at the end of a description.
 * </ul>
 */
public final class Normal {
  private Normal() {}

  /** The normal form; it is its own normal form. */
  public static Circuit form(Circuit circuit) {
    return new Circuit(circuit.modules().stream().map(Normal::form).toList());
  }

  private static ModuleIr form(ModuleIr m) {
    Set<String> outputs =
        m.ports().stream().filter(p -> !p.input()).map(Port::name).collect(Collectors.toSet());
    return new ModuleIr(
        m.name(),
        m.place(),
        m.doc().replaceFirst("\n+\\z", ""),
        m.ports().stream().map(p -> isImplicit(p) ? at(p, m) : p).toList(),
        m.registers(),
        m.memories(),
        m.instances().stream().map(Normal::form).toList(),
        m.nets().stream().map(n -> new Net(n.name(), form(n.value()), n.place())).toList(),
        m.processes().stream().map(p -> form(p, outputs.contains(p.target()))).toList(),
        clocked(m));
  }

  private static boolean isImplicit(Port p) {
    return p.name().equals(ModuleIr.CLOCK) || p.name().equals(ModuleIr.RESET);
  }

  private static Port at(Port p, ModuleIr m) {
    return new Port(p.name(), p.input(), p.width(), p.signed(), m.place());
  }

  private static Process form(Process p, boolean output) {
    var place = output && !p.body().isEmpty() ? p.body().getFirst().place() : p.place();
    return new Process(p.target(), p.width(), p.signed(), statements(p.body()), place);
  }

  private static Instance form(Instance i) {
    return new Instance(
        i.name(), i.module(), bindings(i.inputs()), bindings(i.outputs()), i.place());
  }

  private static List<Binding> bindings(List<Binding> list) {
    return list.stream().map(b -> new Binding(b.port(), form(b.value()))).toList();
  }

  private static List<Stmt> clocked(ModuleIr m) {
    Set<String> resetting =
        m.registers().stream()
            .filter(r -> r.init() != null)
            .map(Register::name)
            .collect(Collectors.toSet());
    Set<String> memories =
        m.memories().stream().map(ModuleIr.Memory::name).collect(Collectors.toSet());
    List<Stmt> all = statements(m.clocked());
    var grouped = new ArrayList<>(keep(all, resetting::contains));
    grouped.addAll(keep(all, t -> !resetting.contains(t) && !memories.contains(t)));
    m.memories().forEach(x -> grouped.addAll(keep(all, x.name()::equals)));
    return grouped;
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
          var part =
              new Stmt.If(i.condition(), keep(i.yes(), target), keep(i.no(), target), i.place());
          if (!part.yes().isEmpty() || !part.no().isEmpty()) {
            kept.add(part);
          }
        }
        case Stmt.Case c -> {
          var arms =
              c.arms().stream().map(a -> new Stmt.Arm(a.value(), keep(a.body(), target))).toList();
          var part =
              new Stmt.Case(c.subject(), arms, keep(c.otherwise(), target), c.full(), c.place());
          if (!part.otherwise().isEmpty() || arms.stream().anyMatch(a -> !a.body().isEmpty())) {
            kept.add(part);
          }
        }
      }
    }
    return kept;
  }

  private static List<Stmt> statements(List<Stmt> body) {
    return body.stream().map(Normal::form).toList();
  }

  private static Stmt form(Stmt s) {
    return switch (s) {
      case Stmt.Assign a -> new Stmt.Assign(a.target(), form(a.value()), a.place());
      case Stmt.Store w -> new Stmt.Store(w.memory(), form(w.address()), form(w.data()), w.place());
      case Stmt.If i ->
          new Stmt.If(form(i.condition()), statements(i.yes()), statements(i.no()), i.place());
      case Stmt.Case c -> {
        var arms = new ArrayList<Stmt.Arm>();
        for (Stmt.Arm a : c.arms()) {
          boolean isDefault = c.lastIsDefault() && a == c.arms().getLast();
          arms.add(new Stmt.Arm(isDefault ? label(a.value()) : a.value(), statements(a.body())));
        }
        // With an otherwise, the text does not tell whether it can be reached.
        boolean full = c.full() && c.otherwise().isEmpty();
        yield new Stmt.Case(form(c.subject()), arms, statements(c.otherwise()), full, c.place());
      }
    };
  }

  private static Expr.Const label(Expr.Const c) {
    return c.name() == null ? c : new Expr.Const(BigInteger.ZERO, c.width(), c.signed(), c.name());
  }

  private static Expr form(Expr e) {
    return switch (e) {
      case Expr.Ref _, Expr.Const _, Expr.Slice _ -> e;
      case Expr.Unary u -> new Expr.Unary(u.op(), form(u.arg()), u.width(), u.signed());
      case Expr.Binary b when isAssociative(b.op()) -> {
        var terms = new ArrayList<Expr>();
        terms(b, b.op(), terms);
        Expr sum = terms.getFirst();
        for (Expr term : terms.subList(1, terms.size())) {
          sum = new Expr.Binary(b.op(), sum, term, b.width(), b.signed());
        }
        yield sum;
      }
      case Expr.Binary b ->
          new Expr.Binary(b.op(), form(b.left()), form(b.right()), b.width(), b.signed());
      case Expr.Mux m -> new Expr.Mux(form(m.condition()), form(m.yes()), form(m.no()));
      case Expr.Concat c when isExtension(c) ->
          new Expr.Extend(form(c.parts().getLast()), c.width());
      case Expr.Concat c ->
          new Expr.Concat(c.parts().stream().map(Normal::form).toList(), c.width());
      case Expr.Extend x -> new Expr.Extend(form(x.arg()), x.width());
      case Expr.Cast c -> new Expr.Cast(form(c.arg()), c.signed());
      case Expr.Load l -> new Expr.Load(l.memory(), form(l.address()), l.width());
    };
  }

  private static boolean isExtension(Expr.Concat c) {
    return c.parts().size() == 2
        && c.parts().getFirst() instanceof Expr.Const zero
        && zero.name() == null
        && !zero.signed()
        && zero.width() > 1
        && zero.value().signum() == 0
        && !c.parts().getLast().signed();
  }

  private static boolean isAssociative(BinaryOp op) {
    return switch (op) {
      case ADD, AND, OR, XOR -> true;
      case SUB, MUL, EQ, NE, LT, LE, SHL, SHR -> false;
    };
  }

  private static void terms(Expr e, BinaryOp op, List<Expr> terms) {
    if (e instanceof Expr.Binary b && b.op() == op) {
      terms(b.left(), op, terms);
      terms(b.right(), op, terms);
    } else {
      terms.add(form(e));
    }
  }
}

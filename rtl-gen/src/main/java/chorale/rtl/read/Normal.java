package chorale.rtl.read;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.Expr;
import chorale.hdl.ir.Expr.BinaryOp;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Binding;
import chorale.hdl.ir.ModuleIr.Domain;
import chorale.hdl.ir.ModuleIr.Instance;
import chorale.hdl.ir.ModuleIr.Net;
import chorale.hdl.ir.ModuleIr.Port;
import chorale.hdl.ir.ModuleIr.Process;
import chorale.hdl.ir.ModuleIr.Register;
import chorale.hdl.ir.Reset;
import chorale.hdl.ir.Stmt;
import chorale.rtl.ClockedBlock;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A circuit without what its Verilog does not tell. Two circuits of equal normal form have the same
 * text, and the other way round. This is all that is lost:
 *
 * <ul>
 *   <li>which of the clocked statements for different registers came first: they are regrouped as
 *       the {@linkplain ClockedBlock blocks} have them; and of the nets: locals come last;
 *   <li>the numbers of ports, and which of two domains of one clock a thing without reset belongs
 *       to;
 *   <li>how a chain {@code a + b + c} (or {@code &}, {@code |}, {@code ^}) is nested: from the
 *       left;
 *   <li>whether {@code {4'd0, a}} is a concatenation or an extension: an extension ({@code 1'b0}
 *       differs: of one bit, it is a concatenation);
 *   <li>the value of a named constant that stands only as the last label of a case, written as
 *       {@code default}: 0;
 *   <li>the line of a process that drives an output port: that of its first statement; and of the
 *       implicit clock and reset: that of the module;
 *   <li>who chose the name of a net: a person;
 *   <li>empty lines at the end of a description;
 *   <li>what modules of others are besides their names and parameters.
 * </ul>
 *
 * <pre>{@code
 * Circuit again = VerilogReader.read(Verilog.emit(circuit, folder));
 * assert Normal.form(again).equals(Normal.form(circuit));
 * }</pre>
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
    List<ClockedBlock> blocks = ClockedBlock.of(m);
    List<Domain> domains = domains(m, blocks);
    return new ModuleIr(
        m.name(),
        m.place(),
        m.doc().replaceFirst("\n+\\z", ""),
        m.ports().stream().map(p -> isImplicit(p) ? at(p, m) : p).toList(),
        domains,
        registers(m, domains),
        m.memories(),
        m.instances().stream().map(Normal::form).toList(),
        nets(m, blocks),
        m.processes().stream().map(p -> form(p, outputs.contains(p.target()))).toList());
  }

  /** The nets of the module, and behind them the locals of its blocks. */
  private static List<Net> nets(ModuleIr m, List<ClockedBlock> blocks) {
    List<Net> locals = blocks.stream().flatMap(b -> b.locals().stream()).toList();
    Set<String> names = locals.stream().map(Net::name).collect(Collectors.toSet());
    return Stream.concat(m.nets().stream().filter(n -> !names.contains(n.name())), locals.stream())
        .map(n -> new Net(n.name(), form(n.value()), n.place()))
        .toList();
  }

  private static boolean isImplicit(Port p) {
    return ModuleIr.isImplicit(p.name());
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
        i.name(),
        i.module(),
        i.parameters(),
        bindings(i.inputs()),
        bindings(i.outputs()),
        i.place());
  }

  private static List<Binding> bindings(List<Binding> list) {
    return list.stream().map(b -> new Binding(b.port(), form(b.value()))).toList();
  }

  /**
   * Domains as the blocks tell them; without registers to be reset, a reset is as good as a
   * synchronous one.
   */
  private static List<Domain> domains(ModuleIr m, List<ClockedBlock> blocks) {
    var result = new ArrayList<Domain>();
    var stores = new HashMap<String, Integer>();
    for (int d = 0; d < m.domains().size(); d++) {
      Domain domain = m.domains().get(d);
      var grouped = new ArrayList<Stmt>();
      boolean resets = false;
      for (ClockedBlock b : blocks) {
        if (b.domain() == d) {
          resets |= !b.resetting().isEmpty();
          grouped.addAll(onPorts(statements(b.body()), stores));
        }
      }
      List<Stmt> checks =
          Stmt.keep(
              statements(domain.clocked()),
              s -> s instanceof Stmt.Check || s instanceof Stmt.Print);
      grouped.addAll(checks);
      if (!grouped.isEmpty() || resets) {
        boolean uses = resets || !checks.isEmpty();
        result.add(
            new Domain(
                domain.clock(), uses ? domain.reset() : null, kind(domain, uses, resets), grouped));
      }
    }
    return result;
  }

  /** The statements of one block: each memory that it stores to has one port more. */
  private static List<Stmt> onPorts(List<Stmt> body, Map<String, Integer> stores) {
    var numbers = new HashMap<String, Integer>();
    Stmt.leaves(
        body,
        s -> {
          if (s instanceof Stmt.Store w && !numbers.containsKey(w.memory())) {
            numbers.put(w.memory(), stores.merge(w.memory(), 1, Integer::sum) - 1);
          }
        });
    return onPort(body, numbers);
  }

  private static Reset kind(Domain domain, boolean uses, boolean resets) {
    if (resets) {
      return domain.kind();
    }
    return uses && domain.kind().isLow() ? Reset.SYNC_LOW : Reset.SYNC;
  }

  private static boolean assigns(Stmt s, Set<String> targets) {
    return s instanceof Stmt.Assign a && targets.contains(a.target());
  }

  private static Stmt onPort(Stmt s, Map<String, Integer> port) {
    return switch (s) {
      case Stmt.Store w ->
          new Stmt.Store(
              w.memory(), port.get(w.memory()), w.address(), w.lo(), w.data(), w.place());
      case Stmt.If i ->
          new Stmt.If(i.condition(), onPort(i.yes(), port), onPort(i.no(), port), i.place());
      case Stmt.Case c ->
          new Stmt.Case(
              c.subject(),
              c.arms().stream().map(a -> new Stmt.Arm(a.value(), onPort(a.body(), port))).toList(),
              onPort(c.otherwise(), port),
              c.full(),
              c.place());
      case Stmt.Assign _, Stmt.Check _, Stmt.Print _ -> s;
    };
  }

  private static List<Stmt> onPort(List<Stmt> body, Map<String, Integer> port) {
    return body.stream().map(s -> onPort(s, port)).toList();
  }

  /**
   * Registers in the domains that are left; one that takes no value and no reset is in the first.
   */
  private static List<Register> registers(ModuleIr m, List<Domain> domains) {
    return m.registers().stream().map(r -> register(r, m, domains)).toList();
  }

  private static Register register(Register r, ModuleIr m, List<Domain> domains) {
    int number = 0;
    Domain old = m.domains().get(r.domain());
    boolean resets = r.init() != null;
    for (int d = 0; d < domains.size(); d++) {
      Domain domain = domains.get(d);
      boolean same =
          domain.clock().equals(old.clock())
              && (resets
                  ? old.reset().equals(domain.reset()) && old.kind() == domain.kind()
                  : drives(domain, r.name()));
      if (same) {
        number = d;
        break;
      }
    }
    return new Register(r.name(), r.width(), r.signed(), r.init(), number, r.crosses(), r.place());
  }

  private static boolean drives(Domain domain, String register) {
    return !Stmt.keep(domain.clocked(), s -> assigns(s, Set.of(register))).isEmpty();
  }

  private static List<Stmt> statements(List<Stmt> body) {
    return body.stream().map(Normal::form).toList();
  }

  private static Stmt form(Stmt s) {
    return switch (s) {
      case Stmt.Assign a -> new Stmt.Assign(a.target(), form(a.value()), a.place());
      case Stmt.Store w ->
          new Stmt.Store(
              w.memory(), w.port(), form(w.address()), w.lo(), form(w.data()), w.place());
      case Stmt.Check c -> new Stmt.Check(c.kind(), form(c.condition()), c.message(), c.place());
      case Stmt.Print p ->
          new Stmt.Print(p.format(), p.arguments().stream().map(Normal::form).toList(), p.place());
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

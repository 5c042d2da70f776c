package chorale.bench.prove;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.Expr.BinaryOp;
import chorale.hdl.ir.Expr.UnaryOp;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Binding;
import chorale.hdl.ir.ModuleIr.Domain;
import chorale.hdl.ir.ModuleIr.Instance;
import chorale.hdl.ir.ModuleIr.Net;
import chorale.hdl.ir.ModuleIr.Process;
import chorale.hdl.ir.ModuleIr.Register;
import chorale.hdl.ir.Place;
import chorale.hdl.ir.Stmt;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Small faults, planted one at a time: an operator becomes another one, a constant one more, a
 * condition its opposite, a choice the other way round; an assignment or a store is missing; a
 * register has another value after reset.
 */
final class Mutants {
  /**
   * A module with a fault.
   *
   * @param at the line of Java that the fault is in
   */
  record Mutant(Place at, String what, ModuleIr module) {}

  private int left;
  private String what;
  private Place where;
  private Place at;

  private Mutants(int number) {
    this.left = number;
  }

  /** Every fault that can be planted in {@code m}. */
  static List<Mutant> of(ModuleIr m) {
    var all = new ArrayList<Mutant>();
    while (true) {
      var planter = new Mutants(all.size());
      ModuleIr mutated = planter.module(m);
      if (planter.what == null) {
        return all;
      }
      all.add(new Mutant(planter.where, planter.what, mutated));
    }
  }

  /** Whether the fault goes here. */
  private boolean here(String fault) {
    boolean here = left-- == 0;
    if (here) {
      where = at;
      what = at + ": " + fault;
    }
    return here;
  }

  private ModuleIr module(ModuleIr m) {
    var registers = new ArrayList<Register>();
    for (Register r : m.registers()) {
      at = r.place();
      Expr.Const init =
          r.init() != null && here(r.name() + " begins with one more") ? more(r.init()) : r.init();
      registers.add(
          new Register(r.name(), r.width(), r.signed(), init, r.domain(), r.crosses(), r.place()));
    }
    var nets = new ArrayList<Net>();
    for (Net n : m.nets()) {
      at = n.place();
      nets.add(new Net(n.name(), expr(n.value()), n.named(), n.place()));
    }
    var processes = new ArrayList<Process>();
    for (Process p : m.processes()) {
      processes.add(new Process(p.target(), p.width(), p.signed(), body(p.body()), p.place()));
    }
    var instances = new ArrayList<Instance>();
    for (Instance i : m.instances()) {
      at = i.place();
      instances.add(
          i.withInputs(
              i.inputs().stream().map(b -> new Binding(b.port(), expr(b.value()))).toList()));
    }
    List<Domain> domains = m.domains().stream().map(d -> d.with(body(d.clocked()))).toList();
    return new ModuleIr(
        m.name(),
        m.place(),
        m.doc(),
        m.ports(),
        domains,
        registers,
        m.memories(),
        instances,
        nets,
        processes);
  }

  private List<Stmt> body(List<Stmt> body) {
    var result = new ArrayList<Stmt>();
    for (Stmt s : body) {
      at = s.place();
      switch (s) {
        case Stmt.Assign a -> {
          if (!here("no assignment to " + a.target())) {
            result.add(new Stmt.Assign(a.target(), expr(a.value()), a.place()));
          }
        }
        case Stmt.Store w -> {
          if (!here("no store to " + w.memory())) {
            Expr address = expr(w.address());
            result.add(
                new Stmt.Store(w.memory(), w.port(), address, w.lo(), expr(w.data()), w.place()));
          }
        }
        case Stmt.If i -> {
          Expr condition =
              here("the opposite condition") ? not(i.condition()) : expr(i.condition());
          var yes = body(i.yes());
          result.add(new Stmt.If(condition, yes, body(i.no()), i.place()));
        }
        case Stmt.Case c -> {
          Expr subject = expr(c.subject());
          var arms = c.arms().stream().map(a -> new Stmt.Arm(a.value(), body(a.body()))).toList();
          result.add(new Stmt.Case(subject, arms, body(c.otherwise()), c.full(), c.place()));
        }
        case Stmt.Check _, Stmt.Print _ -> result.add(s);
      }
    }
    return result;
  }

  private Expr expr(Expr e) {
    return switch (e) {
      case Expr.Ref _, Expr.Slice _ -> e;
      case Expr.Const c -> c.signed() || c.name() != null || !here("one more") ? c : more(c);
      case Expr.Unary u ->
          u.op() == UnaryOp.NOT && here("no ~")
              ? u.arg()
              : new Expr.Unary(u.op(), expr(u.arg()), u.width(), u.signed());
      case Expr.Binary b -> {
        BinaryOp other = other(b.op());
        if (other != null && here(b.op() + " becomes " + other)) {
          yield new Expr.Binary(other, b.left(), b.right(), b.width(), b.signed());
        }
        Expr left = expr(b.left());
        yield new Expr.Binary(b.op(), left, expr(b.right()), b.width(), b.signed());
      }
      case Expr.Mux m -> {
        if (here("the other choice")) {
          yield new Expr.Mux(m.condition(), m.no(), m.yes());
        }
        Expr condition = expr(m.condition());
        Expr yes = expr(m.yes());
        yield new Expr.Mux(condition, yes, expr(m.no()));
      }
      case Expr.Concat c -> new Expr.Concat(c.parts().stream().map(this::expr).toList(), c.width());
      case Expr.Extend x -> new Expr.Extend(expr(x.arg()), x.width());
      case Expr.Cast c -> new Expr.Cast(expr(c.arg()), c.signed());
      case Expr.Load l -> new Expr.Load(l.memory(), expr(l.address()), l.width());
    };
  }

  private static Expr.Const more(Expr.Const c) {
    BigInteger value = c.value().add(BigInteger.ONE).mod(BigInteger.ONE.shiftLeft(c.width()));
    return new Expr.Const(value, c.width(), c.signed(), null);
  }

  private static Expr not(Expr e) {
    return new Expr.Unary(UnaryOp.NOT, e, 1, false);
  }

  private static BinaryOp other(BinaryOp op) {
    return switch (op) {
      case ADD -> BinaryOp.SUB;
      case SUB -> BinaryOp.ADD;
      case AND -> BinaryOp.OR;
      case OR -> BinaryOp.AND;
      case XOR -> BinaryOp.OR;
      case EQ -> BinaryOp.NE;
      case NE -> BinaryOp.EQ;
      case LT -> BinaryOp.LE;
      case LE -> BinaryOp.LT;
      case SHL -> BinaryOp.SHR;
      case SHR -> BinaryOp.SHL;
      case MUL -> null;
    };
  }
}

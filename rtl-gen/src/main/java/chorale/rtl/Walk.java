package chorale.rtl;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Place;
import chorale.hdl.ir.Stmt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What the passes share: who reads what, in which order to look, and how to rebuild. */
final class Walk {
  private Walk() {}

  /** Names of the signals and memories that {@code e} reads, from left to right. */
  static void reads(Expr e, Consumer<String> read) {
    switch (e) {
      case Expr.Ref r -> read.accept(r.name());
      case Expr.Load l -> {
        read.accept(l.memory());
        reads(l.address(), read);
      }
      case Expr.Const _,
          Expr.Unary _,
          Expr.Binary _,
          Expr.Mux _,
          Expr.Slice _,
          Expr.Concat _,
          Expr.Extend _,
          Expr.Cast _ -> {
        for (Expr operand : e.operands()) {
          reads(operand, read);
        }
      }
    }
  }

  /** Names of the signals and memories that the statements read. */
  static void reads(List<Stmt> body, Consumer<String> read) {
    for (Stmt s : body) {
      switch (s) {
        case Stmt.Assign a -> reads(a.value(), read);
        case Stmt.Store w -> {
          reads(w.address(), read);
          reads(w.data(), read);
        }
        case Stmt.Check c -> reads(c.condition(), read);
        case Stmt.Print p -> p.arguments().forEach(a -> reads(a, read));
        case Stmt.If i -> {
          reads(i.condition(), read);
          reads(i.yes(), read);
          reads(i.no(), read);
        }
        case Stmt.Case c -> {
          reads(c.subject(), read);
          c.arms().forEach(arm -> reads(arm.body(), read));
          reads(c.otherwise(), read);
        }
      }
    }
  }

  /**
   * Names of the signals and memories that the checks read, and the conditions that they are under.
   */
  static void readsOfChecks(List<Stmt> body, Consumer<String> read) {
    reads(Stmt.keep(body, Checks::isCheck), read);
  }

  /**
   * The targets of nets and processes, each behind those that it reads, and otherwise in order of
   * declaration. Chains are as long as the design is large, so this does without recursion.
   */
  static List<String> order(ModuleIr m) {
    Map<String, Set<String>> reads = new LinkedHashMap<>();
    m.nets().forEach(n -> reads(n.value(), reads.computeIfAbsent(n.name(), Walk::none)::add));
    m.processes().forEach(p -> reads(p.body(), reads.computeIfAbsent(p.target(), Walk::none)::add));
    var order = new ArrayList<String>();
    var entered = new HashSet<String>();
    Deque<String> path = new ArrayDeque<>();
    Deque<Iterator<String>> rest = new ArrayDeque<>();
    for (String start : reads.keySet()) {
      if (entered.add(start)) {
        path.push(start);
        rest.push(reads.get(start).iterator());
      }
      while (!path.isEmpty()) {
        if (!rest.peek().hasNext()) {
          rest.pop();
          order.add(path.pop());
          continue;
        }
        String next = rest.peek().next();
        if (reads.containsKey(next) && entered.add(next)) {
          path.push(next);
          rest.push(reads.get(next).iterator());
        }
      }
    }
    return order;
  }

  private static Set<String> none(String name) {
    return new LinkedHashSet<>();
  }

  /** {@code e} over other operands; the signal under a slice stays. */
  static Expr rebuild(Expr e, UnaryOperator<Expr> operand) {
    return switch (e) {
      case Expr.Ref _, Expr.Const _, Expr.Slice _ -> e;
      case Expr.Unary u -> new Expr.Unary(u.op(), operand.apply(u.arg()), u.width(), u.signed());
      case Expr.Binary b -> {
        Expr left = operand.apply(b.left());
        yield new Expr.Binary(b.op(), left, operand.apply(b.right()), b.width(), b.signed());
      }
      case Expr.Mux m -> {
        Expr condition = operand.apply(m.condition());
        Expr yes = operand.apply(m.yes());
        yield new Expr.Mux(condition, yes, operand.apply(m.no()));
      }
      case Expr.Concat c -> new Expr.Concat(c.parts().stream().map(operand).toList(), c.width());
      case Expr.Extend x -> new Expr.Extend(operand.apply(x.arg()), x.width());
      case Expr.Cast c -> new Expr.Cast(operand.apply(c.arg()), c.signed());
      case Expr.Load l -> new Expr.Load(l.memory(), operand.apply(l.address()), l.width());
    };
  }

  /** What becomes of an expression in a statement. */
  interface Rewrite {
    /** {@code hint}: what the expression is for. */
    Expr of(Expr e, String hint, Place place);
  }

  /** The statements over other expressions; {@code hint} is what conditions are for. */
  static List<Stmt> rebuild(List<Stmt> body, String hint, Rewrite map) {
    var result = new ArrayList<Stmt>();
    for (Stmt s : body) {
      Place at = s.place();
      result.add(
          switch (s) {
            case Stmt.Assign a ->
                new Stmt.Assign(a.target(), map.of(a.value(), a.target(), at), at);
            case Stmt.Store w -> {
              Expr address = map.of(w.address(), w.memory(), at);
              Expr data = map.of(w.data(), w.memory(), at);
              yield new Stmt.Store(w.memory(), w.port(), address, w.lo(), data, at);
            }
            case Stmt.Check c ->
                new Stmt.Check(c.kind(), map.of(c.condition(), "checked", at), c.message(), at);
            case Stmt.Print p ->
                new Stmt.Print(
                    p.format(),
                    p.arguments().stream().map(a -> map.of(a, "printed", at)).toList(),
                    at);
            case Stmt.If i -> {
              Expr condition = map.of(i.condition(), hint, at);
              var yes = rebuild(i.yes(), hint, map);
              yield new Stmt.If(condition, yes, rebuild(i.no(), hint, map), at);
            }
            case Stmt.Case c -> {
              Expr subject = map.of(c.subject(), hint, at);
              var arms = new ArrayList<Stmt.Arm>();
              for (Stmt.Arm arm : c.arms()) {
                arms.add(new Stmt.Arm(arm.value(), rebuild(arm.body(), hint, map)));
              }
              var otherwise = rebuild(c.otherwise(), hint, map);
              yield new Stmt.Case(subject, arms, otherwise, c.full(), at);
            }
          });
    }
    return result;
  }
}

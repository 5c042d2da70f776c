package chorale.rtl;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Binding;
import chorale.hdl.ir.ModuleIr.Instance;
import chorale.hdl.ir.ModuleIr.Net;
import chorale.hdl.ir.ModuleIr.Process;
import chorale.hdl.ir.Stmt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Computes what is known: operators on constants, also through nets, and operators that a constant
 * makes trivial; branches under known conditions; processes that come down to one value become
 * nets. A net that nobody named is replaced by its value if that is a constant or another signal; a
 * net with a chosen name goes on being read by that name, unless its reader needs to know the value
 * to become simpler. Registers are never known: before the first reset they hold anything.
 */
final class ConstantFolding {
  private final ModuleIr module;
  private final Map<String, Net> nets = new HashMap<>();
  private final List<Net> done = new ArrayList<>();
  private final Simplification rules = new Simplification(nets);

  private ConstantFolding(ModuleIr module) {
    this.module = module;
  }

  static Circuit run(Circuit circuit) {
    return new Circuit(
        circuit.modules().stream().map(m -> new ConstantFolding(m).run()).toList(),
        circuit.foreign());
  }

  private ModuleIr run() {
    Map<String, Net> open =
        module.nets().stream().collect(Collectors.toMap(Net::name, Function.identity()));
    Map<String, Process> processes =
        module.processes().stream().collect(Collectors.toMap(Process::target, Function.identity()));
    for (String name : Walk.order(module)) {
      if (open.containsKey(name)) {
        Net n = open.get(name);
        put(new Net(name, fold(n.value()), n.named(), n.place()));
        continue;
      }
      Process p = processes.get(name);
      List<Stmt> body = fold(p.body(), true);
      if (body.size() == 1 && body.getFirst() instanceof Stmt.Assign a) {
        processes.remove(name);
        put(new Net(name, a.value(), a.place()));
      } else {
        processes.put(name, new Process(name, p.width(), p.signed(), body, p.place()));
      }
    }
    return new ModuleIr(
        module.name(),
        module.place(),
        module.doc(),
        module.ports(),
        module.domains().stream().map(d -> d.with(fold(d.clocked(), false))).toList(),
        module.registers(),
        module.memories(),
        module.instances().stream().map(this::fold).toList(),
        done,
        module.processes().stream()
            .filter(p -> processes.containsKey(p.target()))
            .map(p -> processes.get(p.target()))
            .toList());
  }

  private void put(Net net) {
    nets.put(net.name(), net);
    done.add(net);
  }

  private Instance fold(Instance i) {
    var inputs = i.inputs().stream().map(b -> new Binding(b.port(), fold(b.value()))).toList();
    return i.withInputs(inputs);
  }

  private Expr fold(Expr e) {
    return rules.of(Walk.rebuild(e, this::fold));
  }

  /** {@code process}: the statements have one target in common. */
  private List<Stmt> fold(List<Stmt> body, boolean process) {
    var result = new ArrayList<Stmt>();
    for (Stmt s : body) {
      switch (s) {
        case Stmt.Assign a -> result.add(new Stmt.Assign(a.target(), fold(a.value()), a.place()));
        case Stmt.Store w ->
            result.add(
                new Stmt.Store(
                    w.memory(), w.port(), fold(w.address()), w.lo(), fold(w.data()), w.place()));
        case Stmt.Check c ->
            result.add(new Stmt.Check(c.kind(), fold(c.condition()), c.message(), c.place()));
        case Stmt.Print p ->
            result.add(
                new Stmt.Print(
                    p.format(), p.arguments().stream().map(this::fold).toList(), p.place()));
        case Stmt.If i -> branch(i, process, result);
        case Stmt.Case c -> selection(c, process, result);
      }
    }
    return effective(result, process);
  }

  private void branch(Stmt.If i, boolean process, List<Stmt> result) {
    Expr condition = fold(i.condition());
    Expr.Const known = rules.constant(condition);
    if (known != null) {
      result.addAll(fold(known.value().signum() != 0 ? i.yes() : i.no(), process));
      return;
    }
    var yes = fold(i.yes(), process);
    var no = fold(i.no(), process);
    if (!yes.isEmpty() || !no.isEmpty()) {
      result.add(new Stmt.If(condition, yes, no, i.place()));
    }
  }

  private void selection(Stmt.Case c, boolean process, List<Stmt> result) {
    Expr subject = fold(c.subject());
    Expr.Const known = rules.constant(subject);
    if (known != null) {
      result.addAll(fold(taken(c, known), process));
      return;
    }
    var arms =
        c.arms().stream().map(a -> new Stmt.Arm(a.value(), fold(a.body(), process))).toList();
    var otherwise = fold(c.otherwise(), process);
    if (!otherwise.isEmpty() || arms.stream().anyMatch(a -> !a.body().isEmpty())) {
      result.add(new Stmt.Case(subject, arms, otherwise, c.full(), c.place()));
    }
  }

  private static List<Stmt> taken(Stmt.Case c, Expr.Const subject) {
    for (Stmt.Arm a : c.arms()) {
      if (a.value().value().equals(subject.value())) {
        return a.body();
      }
    }
    return c.lastIsDefault() ? c.arms().getLast().body() : c.otherwise();
  }

  /** The statements of a block without assignments that a later one there makes void. */
  private static List<Stmt> effective(List<Stmt> body, boolean process) {
    Set<String> settled = new HashSet<>();
    var result = new ArrayList<Stmt>();
    for (Stmt s : body.reversed()) {
      boolean isVoid =
          switch (s) {
            case Stmt.Assign a -> !settled.add(a.target());
            case Stmt.If _, Stmt.Case _ -> process && !settled.isEmpty();
            case Stmt.Store _, Stmt.Check _, Stmt.Print _ -> false;
          };
      if (!isVoid) {
        result.add(s);
      }
    }
    return result.reversed();
  }
}

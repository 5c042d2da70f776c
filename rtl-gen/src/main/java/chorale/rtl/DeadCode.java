package chorale.rtl;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Domain;
import chorale.hdl.ir.ModuleIr.Instance;
import chorale.hdl.ir.ModuleIr.Port;
import chorale.hdl.ir.Stmt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Removes nets, processes, registers, memories and instances that no output depends on, whatever
 * they are called: a name keeps a signal from being renamed or merged, not from going with the
 * logic that it names. Ports always stay. An instance stays if an output of it is needed, or if its
 * module acts by itself: then everything that it reads is needed too.
 */
final class DeadCode {
  /** What checks and prints need; they are always needed themselves. */
  private static final Object CHECKS = new Object();

  private final ModuleIr module;

  /** What each signal, memory, instance and enclosing condition needs directly. */
  private final Map<Object, List<Object>> needs = new HashMap<>();

  private final Set<Object> live = new HashSet<>();

  private DeadCode(ModuleIr module) {
    this.module = module;
  }

  static Circuit run(Circuit circuit) {
    var passive = new HashSet<String>();
    var modules = new ArrayList<ModuleIr>();
    for (ModuleIr m : circuit.modules()) {
      modules.add(new DeadCode(m).run(passive));
      if (isPassive(m, passive)) {
        passive.add(m.name());
      }
    }
    return new Circuit(modules, circuit.foreign());
  }

  /** Whether the module does nothing but drive its outputs; foreign modules are not known to. */
  private static boolean isPassive(ModuleIr m, Set<String> passive) {
    return m.instances().stream().allMatch(i -> passive.contains(i.module()))
        && m.clocked().stream().noneMatch(DeadCode::acts)
        && m.processes().stream().allMatch(p -> p.body().stream().noneMatch(DeadCode::acts));
  }

  /** Whether a statement has an effect beside its target's value. */
  private static boolean acts(Stmt s) {
    return switch (s) {
      case Stmt.Assign _, Stmt.Store _ -> false;
      case Stmt.Check _, Stmt.Print _ -> true;
      case Stmt.If i ->
          i.yes().stream().anyMatch(DeadCode::acts) || i.no().stream().anyMatch(DeadCode::acts);
      case Stmt.Case c ->
          c.otherwise().stream().anyMatch(DeadCode::acts)
              || c.arms().stream().anyMatch(a -> a.body().stream().anyMatch(DeadCode::acts));
    };
  }

  private ModuleIr run(Set<String> passive) {
    module.nets().forEach(n -> Walk.reads(n.value(), r -> need(n.name(), r)));
    module.processes().forEach(p -> Walk.reads(p.body(), r -> need(p.target(), r)));
    for (Instance i : module.instances()) {
      i.inputs().forEach(b -> Walk.reads(b.value(), r -> need(i.name(), r)));
      i.outputs().forEach(b -> need(((Expr.Ref) b.value()).name(), i.name()));
    }
    for (Domain d : module.domains()) {
      clocked(d.clocked(), null);
    }

    Deque<Object> open = new ArrayDeque<>();
    open.add(CHECKS);
    for (Domain d : module.domains()) {
      open.add(d.clock());
      if (d.reset() != null) {
        open.add(d.reset());
      }
    }
    module.ports().stream().filter(p -> !p.input()).map(Port::name).forEach(open::add);
    module.instances().stream()
        .filter(i -> !passive.contains(i.module()))
        .map(Instance::name)
        .forEach(open::add);
    while (!open.isEmpty()) {
      Object next = open.pop();
      if (live.add(next)) {
        open.addAll(needs.getOrDefault(next, List.of()));
      }
    }
    return new ModuleIr(
        module.name(),
        module.place(),
        module.doc(),
        module.ports(),
        module.domains().stream().map(d -> d.with(kept(d.clocked()))).toList(),
        module.registers().stream().filter(r -> live.contains(r.name())).toList(),
        module.memories().stream().filter(m -> live.contains(m.name())).toList(),
        module.instances().stream().filter(i -> live.contains(i.name())).toList(),
        module.nets().stream().filter(n -> live.contains(n.name())).toList(),
        module.processes().stream().filter(p -> live.contains(p.target())).toList());
  }

  private void need(Object who, Object what) {
    needs.computeIfAbsent(who, _ -> new ArrayList<>()).add(what);
  }

  /** {@code under}: the condition around the statements, which their targets need, or null. */
  private void clocked(List<Stmt> body, Object under) {
    for (Stmt s : body) {
      switch (s) {
        case Stmt.Assign a -> target(a.target(), under, a.value());
        case Stmt.Store w -> target(w.memory(), under, w.address(), w.data());
        case Stmt.Check c -> target(CHECKS, under, c.condition());
        case Stmt.Print p -> target(CHECKS, under, p.arguments().toArray(Expr[]::new));
        case Stmt.If i -> {
          Object branch = branch(under, i.condition());
          clocked(i.yes(), branch);
          clocked(i.no(), branch);
        }
        case Stmt.Case c -> {
          Object branch = branch(under, c.subject());
          c.arms().forEach(arm -> clocked(arm.body(), branch));
          clocked(c.otherwise(), branch);
        }
      }
    }
  }

  private void target(Object name, Object under, Expr... values) {
    for (Expr value : values) {
      Walk.reads(value, r -> need(name, r));
    }
    if (under != null) {
      need(name, under);
    }
  }

  private Object branch(Object under, Expr condition) {
    var branch = new Object();
    Walk.reads(condition, r -> need(branch, r));
    if (under != null) {
      need(branch, under);
    }
    return branch;
  }

  private List<Stmt> kept(List<Stmt> body) {
    var result = new ArrayList<Stmt>();
    for (Stmt s : body) {
      switch (s) {
        case Stmt.Assign a when live.contains(a.target()) -> result.add(a);
        case Stmt.Store w when live.contains(w.memory()) -> result.add(w);
        case Stmt.Check _, Stmt.Print _ -> result.add(s);
        case Stmt.Assign _, Stmt.Store _ -> {}
        case Stmt.If i -> {
          var yes = kept(i.yes());
          var no = kept(i.no());
          if (!yes.isEmpty() || !no.isEmpty()) {
            result.add(new Stmt.If(i.condition(), yes, no, i.place()));
          }
        }
        case Stmt.Case c -> {
          var arms = c.arms().stream().map(a -> new Stmt.Arm(a.value(), kept(a.body()))).toList();
          var otherwise = kept(c.otherwise());
          if (!otherwise.isEmpty() || arms.stream().anyMatch(a -> !a.body().isEmpty())) {
            result.add(new Stmt.Case(c.subject(), arms, otherwise, c.full(), c.place()));
          }
        }
      }
    }
    return result;
  }
}

package chorale.hdl;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Binding;
import chorale.hdl.ir.ModuleIr.Instance;
import chorale.hdl.ir.Place;
import chorale.hdl.ir.Stmt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Finds values that a register of one clock takes from another clock without a synchroniser,
 * through children too. Two clocks are the same if they are one signal. Each module is looked at
 * once, after its children; its parents need which clocks and inputs its outputs come from, and
 * which clocks take its inputs. An input belongs to the one clock that takes it.
 *
 * <p>Modules with one clock, all of whose children have one clock, are not looked at: whatever
 * happens in them happens at that clock.
 */
final class Crossings {
  /** Where a value may come from: a clock's registers, or an input of the module. */
  private record Source(String name, boolean clock) {}

  /** The first signal by which a source enters. */
  private record Origin(String name, Place place) {}

  /** What a parent must know; {@code single} if there is at most one clock, {@code clock}. */
  private record Summary(
      boolean single,
      Map<String, Map<Source, Origin>> outputs,
      Map<String, Map<String, Origin>> takers) {}

  private static final Summary BLACK_BOX = new Summary(true, Map.of(), Map.of());

  private final Design design;
  private final Map<String, Summary> summaries = new HashMap<>();
  private final Map<String, ModuleIr> modules = new HashMap<>();

  Crossings(Design design) {
    this.design = design;
  }

  /** Reports the crossings of {@code m} and remembers what its parents need. */
  void check(ModuleIr m) {
    modules.put(m.name(), m);
    if (isSingle(m)) {
      summaries.put(m.name(), new Summary(true, Map.of(), Map.of()));
    } else {
      summaries.put(m.name(), new Analysis(m).run());
    }
  }

  /** Whether everything in {@code m} happens at its own implicit clock. */
  private boolean isSingle(ModuleIr m) {
    for (ModuleIr.Domain d : m.domains()) {
      if (!d.clock().equals(ModuleIr.CLOCK)) {
        return false;
      }
    }
    for (Instance i : m.instances()) {
      if (!isSingle(i.module())) {
        return false;
      }
      for (Binding b : i.inputs()) {
        if (b.port().equals(ModuleIr.CLOCK) && !isOwnClock(b.value())) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isSingle(String module) {
    return !summaries.containsKey(module) || summaries.get(module).single;
  }

  private static boolean isOwnClock(Expr e) {
    return e instanceof Expr.Ref r && r.name().equals(ModuleIr.CLOCK);
  }

  private Summary summary(String module) {
    Summary s = summaries.getOrDefault(module, BLACK_BOX);
    if (modules.containsKey(module) && s.single && s.outputs.isEmpty() && s.takers.isEmpty()) {
      s = new Analysis(modules.get(module)).run();
      summaries.put(module, new Summary(true, s.outputs, s.takers));
    }
    return summaries.getOrDefault(module, BLACK_BOX);
  }

  private final class Analysis {
    private final ModuleIr module;
    private final Map<String, Expr> nets = new HashMap<>();
    private final Map<String, ModuleIr.Process> processes = new HashMap<>();
    private final Map<String, ModuleIr.Register> registers = new HashMap<>();
    private final Map<String, Set<String>> writers = new HashMap<>();
    private final Map<String, Instance> drivers = new HashMap<>();
    private final Map<String, String> drivenPorts = new HashMap<>();
    private final Map<String, Place> inputs = new LinkedHashMap<>();
    private final Map<String, Map<Source, Origin>> known = new HashMap<>();
    private final Map<String, Map<String, Origin>> takers = new LinkedHashMap<>();
    private final Set<String> open = new HashSet<>();

    Analysis(ModuleIr module) {
      this.module = module;
      module.nets().forEach(n -> nets.put(n.name(), n.value()));
      module.processes().forEach(p -> processes.put(p.target(), p));
      module.registers().forEach(r -> registers.put(r.name(), r));
      for (ModuleIr.Port p : module.ports()) {
        if (p.input()) {
          inputs.put(p.name(), p.place());
        }
      }
      for (ModuleIr.Domain d : module.domains()) {
        for (String memory : stored(d.clocked(), new LinkedHashSet<>())) {
          writers.computeIfAbsent(memory, _ -> new LinkedHashSet<>()).add(root(d.clock()));
        }
      }
      for (Instance i : module.instances()) {
        for (Binding b : i.outputs()) {
          String net = ((Expr.Ref) b.value()).name();
          drivers.put(net, i);
          drivenPorts.put(net, b.port());
        }
      }
    }

    Summary run() {
      for (ModuleIr.Domain d : module.domains()) {
        statements(d.clocked(), List.of(), root(d.clock()));
      }
      for (Instance i : module.instances()) {
        var summary = summary(i.module());
        for (Binding b : i.inputs()) {
          summary
              .takers
              .getOrDefault(b.port(), Map.of())
              .forEach(
                  (clock, origin) ->
                      take(
                          sources(b.value()),
                          clock(i, clock),
                          new Origin(i.name() + "." + origin.name, i.place())));
        }
      }
      takers.forEach(this::single);
      var outputs = new HashMap<String, Map<Source, Origin>>();
      for (ModuleIr.Port p : module.ports()) {
        if (!p.input()) {
          outputs.put(p.name(), keyed(signal(p.name()), s -> s.clock ? outside(s) : s));
        }
      }
      var taken = new LinkedHashMap<String, Map<String, Origin>>();
      takers.forEach((input, clocks) -> taken.put(input, keyed(clocks, this::outside)));
      return new Summary(false, outputs, taken);
    }

    /** The port by which parents know a clock that is made here, if it comes out of one. */
    private String outside(String clock) {
      return module.ports().stream()
          .filter(p -> !p.input() && root(p.name()).equals(clock) && !inputs.containsKey(clock))
          .map(ModuleIr.Port::name)
          .findFirst()
          .orElse(clock);
    }

    private Source outside(Source s) {
      return new Source(outside(s.name), true);
    }

    private static <K> Map<K, Origin> keyed(Map<K, Origin> from, UnaryOperator<K> key) {
      var to = new LinkedHashMap<K, Origin>();
      from.forEach((k, origin) -> to.put(key.apply(k), origin));
      return to;
    }

    /** The signal that a clock is, through nets that only rename it. */
    private String root(String clock) {
      return nets.get(clock) instanceof Expr.Ref r ? root(r.name()) : clock;
    }

    /** The name here of a clock of a child: what drives it, or a name of its own. */
    private String clock(Instance i, String inside) {
      for (Binding b : i.inputs()) {
        if (b.port().equals(inside)) {
          return b.value() instanceof Expr.Ref r ? root(r.name()) : i.name() + "." + inside;
        }
      }
      for (Binding b : i.outputs()) {
        if (b.port().equals(inside)) {
          return root(((Expr.Ref) b.value()).name());
        }
      }
      return i.name() + "." + inside;
    }

    private void statements(List<Stmt> body, List<Expr> conditions, String clock) {
      for (Stmt s : body) {
        switch (s) {
          case Stmt.Assign a -> {
            var r = registers.get(a.target());
            if (!r.crosses()) {
              var origin = new Origin("reg " + r.name(), r.place());
              take(sources(a.value()), clock, origin);
              conditions.forEach(c -> take(sources(c), clock, origin));
            }
          }
          case Stmt.Store w -> {
            var origin = new Origin("memory " + w.memory(), w.place());
            take(sources(w.address()), clock, origin);
            take(sources(w.data()), clock, origin);
            conditions.forEach(c -> take(sources(c), clock, origin));
          }
          case Stmt.Check _, Stmt.Print _ -> {} // what is looked at has no effect
          case Stmt.If i -> {
            statements(i.yes(), with(conditions, i.condition()), clock);
            statements(i.no(), with(conditions, i.condition()), clock);
          }
          case Stmt.Case c -> {
            var more = with(conditions, c.subject());
            c.arms().forEach(arm -> statements(arm.body(), more, clock));
            statements(c.otherwise(), more, clock);
          }
        }
      }
    }

    private static List<Expr> with(List<Expr> conditions, Expr more) {
      var all = new ArrayList<>(conditions);
      all.add(more);
      return all;
    }

    /** Something of {@code clock} takes a value. */
    private void take(Map<Source, Origin> value, String clock, Origin taker) {
      value.forEach(
          (source, from) -> {
            if (!source.clock) {
              takers
                  .computeIfAbsent(source.name, _ -> new LinkedHashMap<>())
                  .putIfAbsent(clock, taker);
            } else if (!source.name.equals(clock)) {
              design.report(
                  Rule.X001,
                  taker.place,
                  "%s of %s takes %s (%s) of %s: put a Synchronizer, a Handshake or an AsyncFifo between"
                      .formatted(taker.name, clock, from.name, from.place, source.name));
            }
          });
    }

    private void single(String input, Map<String, Origin> clocks) {
      if (clocks.size() > 1) {
        design.report(
            Rule.X001,
            inputs.get(input),
            "in %s is taken by %s: it can belong to one clock only"
                .formatted(
                    input,
                    clocks.entrySet().stream()
                        .map(e -> "%s of %s".formatted(e.getValue().name, e.getKey()))
                        .collect(Collectors.joining(" and by "))));
      }
    }

    private Map<Source, Origin> sources(Expr e) {
      return switch (e) {
        case Expr.Ref r -> signal(r.name());
        case Expr.Const _ -> Map.of();
        case Expr.Load l -> {
          var all = new LinkedHashMap<>(sources(l.address()));
          var memory =
              module.memories().stream().filter(x -> x.name().equals(l.memory())).findFirst().get();
          if (!memory.crosses()) {
            var origin = new Origin("memory " + memory.name(), memory.place());
            writers
                .getOrDefault(l.memory(), Set.of())
                .forEach(clock -> all.putIfAbsent(new Source(clock, true), origin));
          }
          yield all;
        }
        default -> {
          var all = new LinkedHashMap<Source, Origin>();
          e.operands().forEach(o -> sources(o).forEach(all::putIfAbsent));
          yield all;
        }
      };
    }

    private Map<Source, Origin> signal(String name) {
      var found = known.get(name);
      if (found == null) {
        if (!open.add(name)) {
          return Map.of(); // a combinational loop, which is reported as such
        }
        found = find(name);
        open.remove(name);
        known.put(name, found);
      }
      return found;
    }

    private Map<Source, Origin> find(String name) {
      var register = registers.get(name);
      if (register != null) {
        String clock = root(module.domains().get(register.domain()).clock());
        return Map.of(new Source(clock, true), new Origin("reg " + name, register.place()));
      }
      if (inputs.containsKey(name)) {
        return Map.of(new Source(name, false), new Origin("in " + name, inputs.get(name)));
      }
      if (drivers.containsKey(name)) {
        return through(drivers.get(name), drivenPorts.get(name));
      }
      if (nets.containsKey(name)) {
        return sources(nets.get(name));
      }
      var all = new LinkedHashMap<Source, Origin>();
      if (processes.containsKey(name)) {
        inputsOf(processes.get(name).body()).forEach(e -> sources(e).forEach(all::putIfAbsent));
      }
      return all;
    }

    /** What an output of a child comes from. */
    private Map<Source, Origin> through(Instance i, String port) {
      var all = new LinkedHashMap<Source, Origin>();
      summary(i.module())
          .outputs
          .getOrDefault(port, Map.of())
          .forEach(
              (source, origin) -> {
                if (source.clock) {
                  all.putIfAbsent(
                      new Source(clock(i, source.name), true),
                      new Origin(i.name() + "." + origin.name, i.place()));
                } else {
                  i.inputs().stream()
                      .filter(b -> b.port().equals(source.name))
                      .forEach(b -> sources(b.value()).forEach(all::putIfAbsent));
                }
              });
      return all;
    }
  }

  /** Every value that decides what the statements leave behind. */
  private static List<Expr> inputsOf(List<Stmt> body) {
    var all = new ArrayList<Expr>();
    for (Stmt s : body) {
      switch (s) {
        case Stmt.Assign a -> all.add(a.value());
        case Stmt.Store _, Stmt.Check _, Stmt.Print _ -> {}
        case Stmt.If i -> {
          all.add(i.condition());
          all.addAll(inputsOf(i.yes()));
          all.addAll(inputsOf(i.no()));
        }
        case Stmt.Case c -> {
          all.add(c.subject());
          c.arms().forEach(arm -> all.addAll(inputsOf(arm.body())));
          all.addAll(inputsOf(c.otherwise()));
        }
      }
    }
    return all;
  }

  private static Set<String> stored(List<Stmt> body, Set<String> into) {
    for (Stmt s : body) {
      switch (s) {
        case Stmt.Assign _, Stmt.Check _, Stmt.Print _ -> {}
        case Stmt.Store w -> into.add(w.memory());
        case Stmt.If i -> {
          stored(i.yes(), into);
          stored(i.no(), into);
        }
        case Stmt.Case c -> {
          c.arms().forEach(arm -> stored(arm.body(), into));
          stored(c.otherwise(), into);
        }
      }
    }
    return into;
  }
}

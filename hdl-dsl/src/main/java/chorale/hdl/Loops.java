package chorale.hdl;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Place;
import chorale.hdl.ir.Stmt;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds combinational loops, through children too. Each module is looked at once, after its
 * children; what its parents need is which outputs depend on which inputs without a clock between.
 * Signals count as wholes: a loop through separate bits of one vector is reported.
 */
final class Loops {
  private final Design design;
  private final Map<String, Map<String, Set<String>>> throughModule = new HashMap<>();

  Loops(Design design) {
    this.design = design;
  }

  /** Reports the loops of {@code m} and remembers its paths from inputs to outputs. */
  void check(ModuleIr m) {
    var graph = new LinkedHashMap<String, Set<String>>();
    var places = new HashMap<String, Place>();
    for (ModuleIr.Port p : m.ports()) {
      places.put(p.name(), p.place());
    }
    for (ModuleIr.Net n : m.nets()) {
      references(n.value(), graph.computeIfAbsent(n.name(), _ -> new LinkedHashSet<>()));
      places.put(n.name(), n.place());
    }
    for (ModuleIr.Process p : m.processes()) {
      references(p.body(), graph.computeIfAbsent(p.target(), _ -> new LinkedHashSet<>()));
      places.put(p.target(), p.place());
    }
    for (ModuleIr.Instance i : m.instances()) {
      var through = throughModule.getOrDefault(i.module(), Map.of()); // none: a black box
      for (ModuleIr.Binding output : i.outputs()) {
        String net = ((Expr.Ref) output.value()).name();
        var sources = graph.computeIfAbsent(net, _ -> new LinkedHashSet<>());
        places.put(net, i.place());
        for (ModuleIr.Binding input : i.inputs()) {
          if (through.getOrDefault(output.port(), Set.of()).contains(input.port())) {
            references(input.value(), sources);
          }
        }
      }
    }
    new Search(m, graph, places).run();
  }

  private static void references(Expr e, Set<String> into) {
    if (e instanceof Expr.Ref r) {
      into.add(r.name());
    }
    for (Expr operand : e.operands()) {
      references(operand, into);
    }
  }

  private static void references(List<Stmt> body, Set<String> into) {
    for (Stmt s : body) {
      references(s, into);
    }
  }

  private static void references(Stmt s, Set<String> into) {
    switch (s) {
      case Stmt.Assign a -> references(a.value(), into);
      case Stmt.Store w -> {
        references(w.address(), into);
        references(w.data(), into);
      }
      case Stmt.Check _, Stmt.Print _ -> {}
      case Stmt.If i -> {
        references(i.condition(), into);
        references(i.yes(), into);
        references(i.no(), into);
      }
      case Stmt.Case c -> {
        references(c.subject(), into);
        for (Stmt.Arm arm : c.arms()) {
          references(arm.body(), into);
        }
        references(c.otherwise(), into);
      }
    }
  }

  /** A depth-first search over one module's signals. */
  private final class Search {
    private final ModuleIr module;
    private final Map<String, Set<String>> graph;
    private final Map<String, Place> places;
    private final List<String> inputs = new ArrayList<>();
    private final Map<String, BitSet> reached = new HashMap<>();
    private final List<String> path = new ArrayList<>();
    private final Set<String> onPath = new HashSet<>();

    Search(ModuleIr module, Map<String, Set<String>> graph, Map<String, Place> places) {
      this.module = module;
      this.graph = graph;
      this.places = places;
      for (ModuleIr.Port p : module.ports()) {
        if (p.input()) {
          inputs.add(p.name());
        }
      }
    }

    void run() {
      for (int i = 0; i < inputs.size(); i++) {
        var self = new BitSet();
        self.set(i);
        reached.put(inputs.get(i), self);
      }
      for (String signal : graph.keySet()) {
        visit(signal);
      }
      var through = new HashMap<String, Set<String>>();
      for (ModuleIr.Port p : module.ports()) {
        if (!p.input()) {
          var from = new HashSet<String>();
          BitSet bits = reached.getOrDefault(p.name(), new BitSet());
          for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
            from.add(inputs.get(i));
          }
          through.put(p.name(), from);
        }
      }
      throughModule.put(module.name(), through);
    }

    private BitSet visit(String signal) {
      BitSet known = reached.get(signal);
      if (known != null) {
        return known;
      }
      if (!graph.containsKey(signal)) {
        return new BitSet();
      }
      if (!onPath.add(signal)) {
        report(path.subList(path.indexOf(signal), path.size()));
        return new BitSet();
      }
      path.add(signal);
      var all = new BitSet();
      for (String source : graph.get(signal)) {
        all.or(visit(source));
      }
      path.removeLast();
      onPath.remove(signal);
      reached.put(signal, all);
      return all;
    }

    private void report(List<String> loop) {
      var steps = new ArrayList<String>();
      for (String s : loop) {
        steps.add("%s (%s)".formatted(s, places.getOrDefault(s, module.place())));
      }
      steps.add(loop.getFirst());
      design.report(
          Rule.L001,
          places.getOrDefault(loop.getFirst(), module.place()),
          "combinational loop: %s: put a register into it".formatted(String.join(" <- ", steps)));
    }
  }
}

package chorale.hdl;

import chorale.hdl.Block.Assignment;
import chorale.hdl.Block.Check;
import chorale.hdl.Block.Conditional;
import chorale.hdl.Block.Entry;
import chorale.hdl.Block.Print;
import chorale.hdl.Block.Selection;
import chorale.hdl.Block.Write;
import chorale.hdl.Node.Kind;
import chorale.hdl.Node.Operation;
import chorale.hdl.Node.Operator;
import chorale.hdl.Node.Signal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Warns of what can be built but is hardly meant: outputs of children that nobody reads, registers
 * that are never set, states that are never entered. A state counts as entered if some assignment
 * can lead there from a state that is: an assignment stands for all states, or for those that the
 * {@code match} and {@code is} around it name. Linear in the statements and states.
 */
final class Suspicions {
  private final Module module;

  Suspicions(Module module) {
    this.module = module;
  }

  /** Reports all of them; {@code isRead} tells whether a signal is used in the module. */
  void report(Predicate<Signal> isRead) {
    unread(isRead);
    var steps = new IdentityHashMap<Signal, Map<Object, Set<Object>>>();
    var set = new HashSet<Signal>();
    boolean hasStates = module.signals.stream().anyMatch(s -> s.type != null);
    collect(module.body, hasStates ? new IdentityHashMap<>() : null, steps, set);
    for (Signal s : module.signals) {
      if (s.kind == Kind.REG && !set.contains(s)) {
        warn(
            Rule.U002,
            s.site,
            "%s is never set and keeps its value: set() it, or use a constant"
                .formatted(s.describe()));
      } else if (s.kind == Kind.REG && s.type != null) {
        states(s, steps.getOrDefault(s, Map.of()));
      }
    }
  }

  /**
   * Outputs of children that are read of no child of that class: at the edge of an array, outputs
   * are left over on purpose.
   */
  private void unread(Predicate<Signal> isRead) {
    record Output(Class<?> type, String name) {}
    var read = new HashSet<Output>();
    for (Module child : module.children) {
      for (Signal s : child.signals) {
        if (s.kind == Kind.OUT && isRead.test(s)) {
          read.add(new Output(child.getClass(), s.name));
        }
      }
    }
    for (Module child : module.children) {
      for (Signal s : child.signals) {
        if (s.kind == Kind.OUT
            && !s.optional
            && !read.contains(new Output(child.getClass(), s.name))) {
          warn(
              Rule.U001,
              child.site,
              "out %s of child %s is not read: use it, or mark it optional()"
                  .formatted(s.name, child.fieldName));
        }
      }
    }
  }

  private void warn(Rule rule, Site site, String message) {
    module.design().report(rule, site.place(), message);
  }

  /** What a signal may become from each state; the key {@link #ANY} is every state. */
  private static final Object ANY = new Object();

  private void states(Signal s, Map<Object, Set<Object>> steps) {
    var entered = new HashSet<Object>();
    var open = new ArrayDeque<Object>();
    open.add(((Node.Literal) s.init).value);
    while (!open.isEmpty()) {
      Object state = open.remove();
      if (state == ANY) {
        return; // it may become whatever an expression says
      }
      if (entered.add(state)) {
        open.addAll(steps.getOrDefault(state, Set.of()));
        open.addAll(steps.getOrDefault(ANY, Set.of()));
      }
    }
    for (Enum<?> constant : s.type.getEnumConstants()) {
      if (!entered.contains(BigInteger.valueOf(constant.ordinal()))) {
        warn(
            Rule.U003,
            s.site,
            "state %s of %s is never entered: set() it somewhere, or leave it out of the enum"
                .formatted(constant.name(), s.describe()));
      }
    }
  }

  /** {@code states}: what is known of enum registers here; null if there are none. */
  private static void collect(
      List<Entry> body,
      Map<Node, Set<Object>> states,
      Map<Signal, Map<Object, Set<Object>>> steps,
      Set<Signal> set) {
    for (Entry e : body) {
      switch (e) {
        case Assignment a -> {
          set.add(a.target());
          if (a.target().type != null) {
            var from = states.getOrDefault(a.target(), Set.of(ANY));
            var to = values(a.source(), new HashSet<>());
            var own = steps.computeIfAbsent(a.target(), _ -> new HashMap<>());
            from.forEach(state -> own.computeIfAbsent(state, _ -> new HashSet<>()).addAll(to));
          }
        }
        case Write _, Check _, Print _ -> {}
        case Conditional c -> {
          collect(c.yes(), with(states, c.condition()), steps, set);
          collect(c.no(), states, steps, set);
        }
        case Selection s -> {
          if (states == null) {
            s.arms.values().forEach(arm -> collect(arm, null, steps, set));
            collect(s.otherwise, null, steps, set);
            break;
          }
          var others = new HashSet<Object>();
          for (Enum<?> constant : s.type.getEnumConstants()) {
            others.add(BigInteger.valueOf(constant.ordinal()));
          }
          s.arms.forEach(
              (constant, arm) -> {
                Object state = BigInteger.valueOf(constant.ordinal());
                others.remove(state);
                collect(arm, with(states, s.subject, Set.of(state)), steps, set);
              });
          collect(s.otherwise, with(states, s.subject, others), steps, set);
        }
      }
    }
  }

  /** What {@code condition} adds: {@code state.is(X)}, alone or with others. */
  private static Map<Node, Set<Object>> with(Map<Node, Set<Object>> states, Node condition) {
    if (states == null) {
      return null;
    }
    if (condition instanceof Operation o && o.operator == Operator.AND) {
      return with(with(states, o.operands.get(0)), o.operands.get(1));
    }
    if (condition instanceof Operation o
        && o.operator == Operator.EQ
        && o.operands.get(1) instanceof Node.Literal l
        && l.name != null) {
      return with(states, o.operands.get(0), Set.of(l.value));
    }
    return states;
  }

  private static Map<Node, Set<Object>> with(
      Map<Node, Set<Object>> states, Node subject, Set<Object> values) {
    var more = new IdentityHashMap<>(states);
    more.put(subject, values);
    return more;
  }

  /** The constants that an expression chooses among, or {@link #ANY} too. */
  private static Set<Object> values(Node n, Set<Object> into) {
    switch (n) {
      case Node.Literal l -> into.add(l.value);
      case Operation o when o.operator == Operator.MUX -> {
        values(o.operands.get(1), into);
        values(o.operands.get(2), into);
      }
      default -> into.add(ANY);
    }
    return into;
  }
}

package chorale.hdl;

import chorale.hdl.Block.Assignment;
import chorale.hdl.Block.Check;
import chorale.hdl.Block.Conditional;
import chorale.hdl.Block.Entry;
import chorale.hdl.Block.Print;
import chorale.hdl.Block.Selection;
import chorale.hdl.Block.Write;
import chorale.hdl.Node.Signal;
import chorale.hdl.ir.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Splits a module's statements by what they drive, so that each signal and memory has one list of
 * statements, and checks that nothing is driven in vain, by halves, or not at all. Linear in the
 * statements written out.
 */
final class Drivers {
  private final Module module;

  Drivers(Module module) {
    this.module = module;
  }

  /**
   * For each signal driven in this module, its statements; conditions known to be constant vanish.
   */
  Map<Object, List<Entry>> split() {
    return split(module.body);
  }

  private Map<Object, List<Entry>> split(List<Entry> block) {
    var result = new LinkedHashMap<Object, List<Entry>>();
    for (Entry e : block) {
      switch (e) {
        case Assignment a -> {
          List<Entry> earlier = result.get(a.target());
          if (earlier != null) {
            module
                .design()
                .report(
                    Rule.D003,
                    a.place(),
                    "%s is driven here, so that the driver at %s never counts: remove one, or put"
                            .formatted(a.target().describe(), placeOf(earlier.getLast()))
                        + " the later one under a when()");
          }
          put(result, a.target(), a);
        }
        case Write w -> put(result, w.memory(), w);
        case Check _, Print _ -> {}
        case Conditional c -> conditional(c, result);
        case Selection s -> selection(s, result);
      }
    }
    return result;
  }

  private void conditional(Conditional c, Map<Object, List<Entry>> result) {
    var yes = split(c.yes());
    var no = split(c.no());
    if (c.condition() instanceof Node.Literal l) {
      (l.value.signum() != 0 ? yes : no).forEach((target, body) -> replace(result, target, body));
      return;
    }
    Set<Object> targets = new LinkedHashSet<>(yes.keySet());
    targets.addAll(no.keySet());
    for (Object t : targets) {
      put(
          result,
          t,
          new Conditional(
              c.condition(),
              yes.getOrDefault(t, List.of()),
              no.getOrDefault(t, List.of()),
              c.place()));
    }
  }

  private void selection(Selection s, Map<Object, List<Entry>> result) {
    var arms = new LinkedHashMap<Enum<?>, Map<Object, List<Entry>>>();
    s.arms.forEach((constant, body) -> arms.put(constant, split(body)));
    var otherwise = split(s.otherwise);
    Set<Object> targets = new LinkedHashSet<>();
    arms.values().forEach(m -> targets.addAll(m.keySet()));
    targets.addAll(otherwise.keySet());
    if (!s.closed && arms.size() < s.type.getEnumConstants().length) {
      var missing = new ArrayList<String>();
      for (Enum<?> constant : s.type.getEnumConstants()) {
        if (!arms.containsKey(constant)) {
          missing.add(constant.name());
        }
      }
      module
          .design()
          .report(
              Rule.S001,
              s.place,
              "match does not name %s: add on() for each, or otherwise()"
                  .formatted(String.join(", ", missing)));
    }
    for (Object t : targets) {
      var part = new Selection(s.subject, s.type, s.place);
      part.closed = s.closed;
      arms.forEach((constant, m) -> part.arms.put(constant, m.getOrDefault(t, List.of())));
      part.otherwise.addAll(otherwise.getOrDefault(t, List.of()));
      put(result, t, part);
    }
  }

  /** What {@code block} does at the clock edge of {@code domain}, as the designer wrote it. */
  static List<Entry> clocked(List<Entry> block, Domain domain) {
    var kept = new ArrayList<Entry>();
    for (Entry e : block) {
      switch (e) {
        case Assignment a when a.target().kind == Node.Kind.REG && a.target().domain == domain ->
            kept.add(a);
        case Write w when w.domain() == domain -> kept.add(w);
        case Check c when c.domain() == domain -> kept.add(c);
        case Print p when p.domain() == domain -> kept.add(p);
        case Assignment _, Write _, Check _, Print _ -> {}
        case Conditional c -> {
          var yes = clocked(c.yes(), domain);
          var no = clocked(c.no(), domain);
          if (c.condition() instanceof Node.Literal l) {
            kept.addAll(l.value.signum() != 0 ? yes : no);
          } else if (!yes.isEmpty() || !no.isEmpty()) {
            kept.add(new Conditional(c.condition(), yes, no, c.place()));
          }
        }
        case Selection s -> {
          var part = new Selection(s.subject, s.type, s.place);
          part.closed = s.closed;
          s.arms.forEach((constant, body) -> part.arms.put(constant, clocked(body, domain)));
          part.otherwise.addAll(clocked(s.otherwise, domain));
          if (!part.otherwise.isEmpty()
              || part.arms.values().stream().anyMatch(b -> !b.isEmpty())) {
            kept.add(part);
          }
        }
      }
    }
    return kept;
  }

  /**
   * Statements whose condition is known to hold: an assignment among them makes void what came
   * before. A process that reads nothing would never run.
   */
  private static void replace(Map<Object, List<Entry>> map, Object target, List<Entry> body) {
    for (Entry e : body) {
      if (e instanceof Assignment && map.containsKey(target)) {
        map.get(target).clear();
      }
      put(map, target, e);
    }
  }

  private static void put(Map<Object, List<Entry>> map, Object target, Entry e) {
    map.computeIfAbsent(target, _ -> new ArrayList<>()).add(e);
  }

  /** Whether every path through {@code body} drives its target. */
  static boolean onEveryPath(List<Entry> body) {
    for (Entry e : body) {
      boolean all =
          switch (e) {
            case Assignment _, Write _ -> true;
            case Check _, Print _ -> false;
            case Conditional c -> onEveryPath(c.yes()) && onEveryPath(c.no());
            case Selection s ->
                s.arms.values().stream().allMatch(Drivers::onEveryPath)
                    && (!s.closed || onEveryPath(s.otherwise));
          };
      if (all) {
        return true;
      }
    }
    return false;
  }

  /** Reports signals that need a driver and have none, or none on some path. */
  void check(Map<Object, List<Entry>> drivers) {
    for (Signal s : module.signals) {
      if (s.kind == Node.Kind.OUT || s.kind == Node.Kind.WIRE) {
        check(s, drivers.get(s), Rule.D001, s.site.place(), s::describe);
      }
    }
    for (Module child : module.children) {
      for (Signal s : child.signals) {
        if (s.kind == Node.Kind.IN) {
          check(
              s,
              drivers.get(s),
              Rule.D005,
              child.site.place(),
              () -> "in %s of child %s".formatted(s.name, child.fieldName));
        }
      }
    }
  }

  private void check(Signal s, List<Entry> body, Rule missing, Place place, Supplier<String> what) {
    if (body == null) {
      module
          .design()
          .report(missing, place, "%s has no driver: drive it with set()".formatted(what.get()));
    } else if (!onEveryPath(body)) {
      module
          .design()
          .report(
              Rule.D002,
              placeOf(body.getFirst()),
              "%s is driven under a condition only: give it a default before the when()"
                  .formatted(s.describe()));
    }
  }

  static Place placeOf(Entry e) {
    return switch (e) {
      case Assignment a -> a.place();
      case Write w -> w.place();
      case Check c -> c.place();
      case Print p -> p.place();
      case Conditional c -> c.place();
      case Selection s -> s.place;
    };
  }
}

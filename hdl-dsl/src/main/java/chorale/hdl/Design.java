package chorale.hdl;

import chorale.hdl.ir.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the modules of one elaboration share: the findings, and whose conditions are open. */
final class Design {
  private final List<Diagnostic> findings = new ArrayList<>();
  private final List<Diagnostic> warnings = new ArrayList<>();
  private final Map<Class<?>, Integer> instances = new HashMap<>();
  private final Deque<Module> conditions = new ArrayDeque<>();

  private long serial;

  /** A rank for the next operator, so that names can be numbered in order of creation. */
  long nextSerial() {
    return ++serial;
  }

  void count(Module module) {
    instances.merge(module.getClass(), 1, Integer::sum);
  }

  /** Whether no other module of the design is of that class. */
  boolean isOnly(Module module) {
    return instances.get(module.getClass()) == 1;
  }

  void report(Rule rule, Place place, String message) {
    (rule.isWarning() ? warnings : findings).add(new Diagnostic(place, message, rule));
  }

  /** An error after which nothing can be built: it ends the elaboration, with all findings. */
  HdlException failure(Rule rule, String message) {
    report(rule, Site.here().place(), message);
    return new HdlException(findings);
  }

  List<Diagnostic> findings() {
    return findings;
  }

  List<Diagnostic> warnings() {
    return warnings;
  }

  /** The module whose {@code when} or {@code match} is being filled, or null. */
  Module conditional() {
    return conditions.peek();
  }

  void enter(Module module) {
    conditions.push(module);
  }

  void leave() {
    conditions.pop();
  }
}

package chorale.bench;

import chorale.workload.Bounds;
import chorale.workload.Phase;
import chorale.workload.PhaseBound;
import chorale.workload.Program;
import chorale.workload.fast.FastModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run next to its bounds and the fast model, and what follows from the comparison. */
record RunResult(
    Program program, Bounds bounds, FastModel fast, Measurement measurement, List<LinkLoad> links) {

  static RunResult of(Program program, Bounds bounds, Measurement measurement) {
    var links = LinkLoad.of(program, measurement);
    return new RunResult(program, bounds, Hardware.fast(program), measurement, links);
  }

  /** A phase's completion, in cycles from the start. */
  long done(Phase phase) {
    return measurement.phases().get(phase);
  }

  /** How far the fast model is from the RTL in a phase, in percent of the RTL's cycles. */
  double fastError(Phase phase) {
    return 100.0 * (fast.phases().get(phase) - done(phase)) / done(phase);
  }

  /** Cycles of the whole run: until the last token is added up. */
  long total() {
    return done(Phase.COMBINE);
  }

  /** The figure of merit: cycles / lower bound. */
  double ratio() {
    return (double) total() / bounds.total().lower();
  }

  /** What contradicts the bounds or the closed forms; empty if the run may be believed. */
  List<String> violations() {
    var found = new ArrayList<String>();
    for (PhaseBound b : bounds.phases()) {
      long cycles = done(b.phase());
      if (cycles < b.lower() || cycles > b.upper()) {
        found.add(
            "%s took %d cycles, outside its bounds of %d to %d"
                .formatted(name(b.phase()), cycles, b.lower(), b.upper()));
      }
    }
    for (LinkLoad l : links) {
      if (l.flits() != l.expected()) {
        found.add(
            "%s to %s carried %d flits, the Program's traffic is %d"
                .formatted(l.from(), l.to(), l.flits(), l.expected()));
      }
    }
    if (measurement.lostOrDoubled() > 0) {
      found.add(
          "%d token-expert pairs or tokens were lost or came twice"
              .formatted(measurement.lostOrDoubled()));
    }
    return found;
  }

  /** What of the fast model's cycles contradicts the bounds. */
  static List<String> violations(FastModel fast, Bounds bounds) {
    var found = new ArrayList<String>();
    for (PhaseBound b : bounds.phases()) {
      long cycles = fast.phases().get(b.phase());
      if (cycles < b.lower() || cycles > b.upper()) {
        found.add(
            "%s takes %d cycles in the model, outside its bounds of %d to %d"
                .formatted(name(b.phase()), cycles, b.lower(), b.upper()));
      }
    }
    return found;
  }

  static String name(Enum<?> phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }
}

package chorale.bench;

import chorale.workload.Bounds;
import chorale.workload.Phase;
import chorale.workload.PhaseBound;
import chorale.workload.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run next to its bounds, and what follows from the comparison. */
record RunResult(Program program, Bounds bounds, Measurement measurement, List<LinkLoad> links) {

  static RunResult of(Program program, Bounds bounds, Measurement measurement) {
    return new RunResult(program, bounds, measurement, LinkLoad.of(program, measurement));
  }

  /** A phase's completion, in cycles from the start. */
  long done(Phase phase) {
    return measurement.phases().get(phase);
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

  static String name(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }
}

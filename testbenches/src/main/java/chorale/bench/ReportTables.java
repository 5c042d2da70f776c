package chorale.bench;

import java.io.IOException;
import java.util.Locale;
import org.apache.commons.csv.CSVPrinter;

/** The tables behind the pictures of a run's report; columns as in docs/csv.md. */
final class ReportTables {
  private final RunResult result;

  ReportTables(RunResult result) {
    this.result = result;
  }

  /** What each engine did in each part of the run. */
  void activity(CSVPrinter csv) throws IOException {
    csv.printRecord(
        "node",
        "engine",
        "from_cycle",
        "to_cycle",
        "busy_cycles",
        "blocked_cycles",
        "waiting_cycles");
    Measurement m = result.measurement();
    for (var row : EngineRow.of(result)) {
      var busy = row.parts(m, "busy");
      var blocked = row.parts(m, "blocked");
      var waiting = row.parts(m, "waiting");
      for (int i = 0; i < busy.length; i++) {
        csv.printRecord(
            row.node(),
            row.engine(),
            m.cycles() * i / busy.length,
            m.cycles() * (i + 1) / busy.length,
            busy[i],
            blocked[i],
            waiting[i]);
      }
    }
  }

  /** Every command, from when it could begin to its end. */
  void timeline(CSVPrinter csv) throws IOException {
    csv.printRecord("node", "engine", "expert", "what", "begin_cycle", "end_cycle");
    for (var s : Timeline.of(result)) {
      csv.printRecord(
          s.node(), s.engine(), s.expert() < 0 ? "" : s.expert(), s.what(), s.begin(), s.end());
    }
  }

  /** Where the experts live, and how many tokens they have. */
  void experts(CSVPrinter csv) throws IOException {
    csv.printRecord("expert", "chiplet", "tokens");
    var routing = result.program().routing();
    for (int e = 0; e < routing.expertCount(); e++) {
      csv.printRecord(e, result.program().placement().chiplet(e), routing.load(e));
    }
  }

  /** The package and its groups next to what they could do. */
  void roofline(CSVPrinter csv) throws IOException {
    csv.printRecord(
        "part",
        "operations",
        "memory_bytes",
        "operations_per_byte",
        "operations_per_cycle",
        "roof_operations_per_cycle",
        "of_roof",
        "peak_operations_per_cycle",
        "memory_bytes_per_cycle");
    for (var r : Roofline.of(result)) {
      csv.printRecord(
          r.name(),
          RunFiles.decimals(r.operations()),
          RunFiles.decimals(r.bytes()),
          RunFiles.decimals(r.intensity()),
          RunFiles.decimals(r.perCycle()),
          RunFiles.decimals(r.roof()),
          RunFiles.decimals(r.perCycle() / r.roof()),
          RunFiles.decimals(r.peakPerCycle()),
          RunFiles.decimals(r.bytesPerCycle()));
    }
  }

  /** An estimate of the energy, by kind of event. */
  void energy(CSVPrinter csv) throws IOException {
    csv.printRecord("event", "events", "picojoules_per_event", "estimated_joules", "source");
    for (var e : RunEnergy.of(result)) {
      csv.printRecord(
          RunResult.name(e.what()),
          Math.round(e.events()),
          RunFiles.decimals(e.picojoules()),
          String.format(Locale.ROOT, "%.9f", e.joules()),
          e.source());
    }
  }
}

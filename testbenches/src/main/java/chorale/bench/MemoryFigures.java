package chorale.bench;

import chorale.bench.memory.ClosedForm;
import chorale.bench.memory.ClosedFormRow;
import chorale.bench.memory.Comparison;
import chorale.bench.memory.MemoryBench;
import chorale.bench.memory.MemoryRow;
import chorale.bench.memory.MemoryRow.Source;
import chorale.bench.memory.RandomStudy;
import chorale.bench.memory.SeededFaults;
import chorale.bench.train.StreamedResult;
import chorale.bench.train.StreamedStudy;
import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.memory.HbmCounter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code chorale study memory} promises, from its runs. */
final class MemoryFigures {
  private static final double OF_SIMULATOR = 0.97;
  private static final double CLOSED_FORM_PERCENT = 2;
  private static final Map<String, Double> FOUR_EXPERTS = Map.of("hbm2", 0.88, "hbm3", 0.85);
  private static final String EXPERT_STREAMS = "expert_4MB_k4_ch64_swz";
  private static final double STREAMING = 0.95;
  private static final double STREAMED = 1.1;

  /** Cycles of a controller and its queues beyond those of the device. */
  private static final int STAGES = 2;

  private final Figures figures;
  private final List<DramTiming> devices;

  MemoryFigures(Figures figures, List<DramTiming> devices) {
    this.figures = figures;
    this.devices = devices;
  }

  /** A training step out of the memory of a group. */
  void training(StreamedResult values, StreamedResult timing, StreamedStudy.Speed speed) {
    figures.exactly("streamed_training_bits_mismatches", values.step().mismatches(), "", 0);
    figures.add("streamed_training_bits_numbers", values.step().numbers(), "");
    long errors = values.counted(HbmCounter.CORRECTED) + values.counted(HbmCounter.BROKEN);
    figures.exactly("streamed_training_wrong_bursts", errors, "", 0);
    long cycles = values.step().cycles();
    figures.exactly("streamed_training_cycles_timing", timing.step().cycles(), "cycles", cycles);
    figures.add("streamed_training_large_cycles", speed.cycles(), "cycles");
    figures.add("streamed_training_memory_of_peak", speed.ofPeak(), "");
    figures.atMost(
        "streamed_training_over_memory_bound",
        (double) speed.cycles() / speed.bound(),
        "",
        STREAMED);
  }

  /** Bandwidth and latency. */
  void bandwidth(List<MemoryRow> rows) {
    var counted = Comparison.of(rows).stream().filter(Comparison::counts).toList();
    figures.atLeast(
        "min_ratio_to_better_simulator",
        counted.stream().mapToDouble(Comparison::ratio).min().orElseThrow(),
        "",
        OF_SIMULATOR);
    figures.add("traces_compared", counted.size(), "");
    figures.atMost(
        "closed_form_worst_error_pct",
        ClosedFormRow.of(rows).stream().mapToDouble(ClosedFormRow::percent).max().orElseThrow(),
        "%",
        CLOSED_FORM_PERCENT);
    for (DramTiming t : devices) {
      figures.atLeast(
          "expert_stream4_%s_of_peak".formatted(t.name()),
          find(rows, t, EXPERT_STREAMS, MemoryBench.SATURATED).run().ofPeakByAccept(),
          "",
          FOUR_EXPERTS.get(t.name()));
    }
    figures.atLeast("streaming_of_peak_after_refresh", streaming(rows), "", STREAMING);
    for (DramTiming t : devices) {
      int hit = t.cl() + t.bl() + STAGES;
      figures.atMost(
          "row_hit_latency_" + t.name(), unloaded(rows, t, "seq_rd_bgil"), "cycles", hit);
      figures.atMost(
          "row_conflict_latency_" + t.name(),
          unloaded(rows, t, "rand1_rd"),
          "cycles",
          hit + t.rp() + t.rcdRead());
    }
  }

  private double streaming(List<MemoryRow> rows) {
    double least = Double.POSITIVE_INFINITY;
    for (DramTiming t : devices) {
      for (MemoryRow r : rows) {
        if (r.source() == Source.EXPERTS && r.device().equals(t.name())) {
          least = Math.min(least, r.run().ofPeakByData() / ClosedForm.afterRefresh(t));
        }
      }
    }
    return least;
  }

  private static MemoryRow find(List<MemoryRow> rows, DramTiming t, String trace, int window) {
    return rows.stream()
        .filter(r -> r.source() == Source.PATTERN && r.window() == window)
        .filter(r -> r.device().equals(t.name()) && r.trace().equals(trace))
        .findFirst()
        .orElseThrow();
  }

  private static int unloaded(List<MemoryRow> rows, DramTiming t, String trace) {
    return find(rows, t, trace, 1).run().latencies().median();
  }

  /** Random traffic: so many commands, and requests with data, were asked for. */
  void random(List<RandomStudy.Row> rows, long commands, long requests) {
    figures.atLeast(
        "timing_commands",
        rows.stream().mapToLong(RandomStudy.Row::commands).sum(),
        "commands",
        commands);
    figures.exactly(
        "timing_violations", rows.stream().filter(r -> !r.violation().isEmpty()).count(), "", 0);
    figures.atLeast(
        "data_requests",
        rows.stream().filter(RandomStudy.Row::hasData).mapToLong(RandomStudy.Row::bursts).sum(),
        "bursts",
        requests);
    figures.exactly(
        "data_mismatches", rows.stream().mapToLong(RandomStudy.Row::mismatches).sum(), "", 0);
    figures.add(
        "errors_corrected", rows.stream().mapToLong(RandomStudy.Row::corrected).sum(), "bursts");
    figures.add(
        "errors_reported", rows.stream().mapToLong(RandomStudy.Row::broken).sum(), "bursts");
  }

  /** Controllers with wrong parameters. */
  void faults(List<SeededFaults.Row> rows) {
    figures.exactly(
        "seeded_faults_caught",
        rows.stream().filter(SeededFaults.Row::caught).count(),
        "",
        rows.size());
  }

  /** A figure for each trace or pattern, as fast as requests are taken. */
  void each(List<MemoryRow> rows, Source source) {
    rows.stream()
        .filter(r -> r.source() == source && r.window() == MemoryBench.SATURATED)
        .forEach(
            r -> figures.add(r.trace() + "_" + r.device(), r.run().ofPeakByAccept(), "of peak"));
  }

  /** What a reader of the figures should know beside them, as lines of text. */
  static String remarks(
      List<MemoryRow> rows, List<RandomStudy.Row> random, List<SeededFaults.Row> faults) {
    var text = new StringBuilder();
    for (Comparison c : Comparison.of(rows)) {
      var run = c.row().run();
      String what =
          "%s on %s, %,d bursts".formatted(c.row().trace(), c.row().device(), run.bursts());
      if (!c.counts()) {
        line(text, "left out: %s, simulator %.4f: %s", what, c.reference(), c.defect());
      } else if (c.ratio() < OF_SIMULATOR) {
        line(text, "slower: %s: %.4f, simulator %.4f", what, run.ofPeakByAccept(), c.reference());
      }
    }
    random.stream()
        .filter(r -> !r.violation().isEmpty())
        .forEach(r -> line(text, "violated: %s: %s", r.name(), r.violation()));
    faults.stream()
        .filter(f -> !f.caught())
        .forEach(f -> line(text, "not caught: wrong %s: %s", f.parameter(), f.message()));
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append("  ").append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}

package chorale.bench.memory;

import chorale.bench.tools.Table;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.ControllerParameters;
import chorale.chiplet.memory.DramTiming;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Random traffic: rules of the device in many commands, and data against a golden memory. */
public final class RandomStudy {
  private static final long SEED = 20_261_122;

  /** Rows of the runs with data: few, so that bursts are written and read again. */
  private static final int DATA_ROWS = 64;

  /**
   * What a run showed.
   *
   * @param name device, page policy, refresh, datapath
   * @param commands to the device, each checked
   * @param violation the rule that was broken, or ""
   * @param hasData whether answers were compared with a golden memory
   * @param bursts requests
   * @param mismatches answers with wrong data, or errors not told or told wrongly
   * @param corrected answers with mended bits
   * @param broken answers with bits that could not be mended
   * @param mostLatency of a read, cycles
   */
  public record Row(
      String name,
      long commands,
      long cycles,
      String violation,
      boolean hasData,
      long bursts,
      long mismatches,
      long corrected,
      long broken,
      int mostLatency) {}

  /** Writes them all. */
  public static void write(List<Row> rows, Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord(
              "run",
              "requests",
              "commands",
              "cycles",
              "violation",
              "data_mismatches",
              "corrected",
              "broken",
              "read_latency_max");
          for (Row r : rows) {
            csv.printRecord(
                r.name,
                r.bursts,
                r.commands,
                r.cycles,
                r.violation,
                r.mismatches,
                r.corrected,
                r.broken,
                r.mostLatency);
          }
        });
  }

  private final Controllers controllers;

  public RandomStudy(Controllers controllers) {
    this.controllers = controllers;
  }

  /** A controller whose rows stay open and whose banks are refreshed at once, and the opposite. */
  static List<ControllerParameters> variants(DramTiming device, Datapath datapath) {
    var p = ControllerParameters.of(device, datapath);
    return List.of(
        p,
        new ControllerParameters(
            device,
            p.shape(),
            datapath,
            p.reads(),
            p.writes(),
            p.rowsPerBank(),
            p.tagBits(),
            p.ageCap(),
            true,
            true));
  }

  /** Runs of so many commands in all. */
  public List<Callable<Row>> commands(List<DramTiming> devices, long commands) {
    var jobs = new ArrayList<Callable<Row>>();
    for (DramTiming device : devices) {
      for (var p : variants(device, Datapath.TIMING)) {
        jobs.add(() -> commands(p, Math.ceilDiv(commands, 2L * devices.size())));
      }
    }
    return jobs;
  }

  private Row commands(ControllerParameters p, long commands) throws IOException {
    try (var bench = controllers.open(p)) {
      var traffic =
          new RandomTraffic(
              new Requests.Code(p.shape()),
              p.shape().rows(),
              Long.MAX_VALUE,
              SEED + MemoryBench.name(p).hashCode());
      Requests enough = () -> bench.commands() < commands ? traffic.next() : Requests.END;
      String violation = "";
      try {
        bench.run(enough, MemoryBench.SATURATED);
      } catch (RuleViolation e) {
        violation = e.getMessage();
      }
      return new Row(
          MemoryBench.name(p),
          bench.commands(),
          bench.cycle(),
          violation,
          false,
          bench.bursts(),
          0,
          0,
          0,
          bench.latencies().most());
    }
  }

  /** Runs of so many requests in all, with data. */
  public List<Callable<Row>> data(List<DramTiming> devices, long requests) {
    var jobs = new ArrayList<Callable<Row>>();
    for (DramTiming device : devices) {
      for (var p : variants(device, Datapath.VALUES)) {
        jobs.add(() -> data(p, Math.ceilDiv(requests, 2L * devices.size())));
      }
    }
    return jobs;
  }

  private Row data(ControllerParameters p, long requests) throws IOException {
    try (var bench = controllers.open(p)) {
      long seed = SEED + MemoryBench.name(p).hashCode();
      var check = new DataCheck(p.shape(), seed);
      var traffic = new RandomTraffic(new Requests.Code(p.shape()), DATA_ROWS, requests, seed);
      String violation = "";
      try {
        bench.run(traffic, MemoryBench.SATURATED, check, check);
      } catch (RuleViolation e) {
        violation = e.getMessage();
      }
      return new Row(
          MemoryBench.name(p),
          bench.commands(),
          bench.cycle(),
          violation,
          true,
          bench.bursts(),
          check.mismatches(),
          check.corrected(),
          check.broken(),
          bench.latencies().most());
    }
  }
}

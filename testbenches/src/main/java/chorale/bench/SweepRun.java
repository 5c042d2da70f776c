package chorale.bench;

import chorale.bench.sweep.PointResult;
import chorale.bench.sweep.PointResult.Status;
import chorale.bench.sweep.PointStore;
import chorale.bench.sweep.ProgramHash;
import chorale.bench.sweep.SweepFile;
import chorale.bench.sweep.SweepPoint;
import chorale.bench.tools.TemporaryFolder;
import chorale.workload.BadInput;
import chorale.workload.Bounds;
import chorale.workload.Phase;
import chorale.workload.Program;
import chorale.workload.ProgramBuilder;
import chorale.workload.RunConfig;
import chorale.workload.RunConfigReader;
import chorale.workload.RunConfigWriter;
import chorale.workload.TraceReader;
import chorale.workload.fast.FastModel;
import chorale.workload.place.Placements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The points of a sweep, each with the address of its result, and how one is computed. */
final class SweepRun {
  /** Another number if the row of a point changes its meaning. */
  private static final String FORMAT = "chorale point 1";

  private final SweepFile sweep;
  private final boolean fast;
  private final PointStore store;
  private final Path cache;
  private final List<Point> points = new ArrayList<>();

  /**
   * A point.
   *
   * @param config null if it is refused
   * @param address of its result
   * @param refusal why there is no configuration, or null
   */
  record Point(SweepPoint place, RunConfig config, String address, PointResult refusal) {}

  /**
   * Reads the configurations of all points.
   *
   * @param overrides values of the command line, {@code key=value} each, in place of the base's
   * @param store folder of the results
   * @throws BadInput if none of them is any good: then it is the base or the sweep that is wrong
   */
  SweepRun(SweepFile sweep, boolean fast, List<String> overrides, Path store, Path cache)
      throws IOException {
    this.sweep = sweep;
    this.fast = fast;
    this.cache = cache;
    String program = ProgramHash.ofClassPath();
    Map<Path, String> traces = new HashMap<>();
    BadInput first = null;
    for (SweepPoint p : sweep.points()) {
      try {
        var values = new ArrayList<>(overrides);
        values.addAll(p.overrides(sweep.keys()));
        var config = RunConfigReader.read(sweep.base(), values);
        Path trace = config.trace().file();
        if (!traces.containsKey(trace)) {
          traces.put(trace, ProgramHash.of(trace));
        }
        points.add(new Point(p, config, address(config, program, traces.get(trace)), null));
      } catch (BadInput e) {
        first = first == null ? e : first;
        var refusal = new PointResult(Status.REFUSED, message(e));
        points.add(new Point(p, null, "refused-" + p.index(), refusal));
      }
    }
    if (first != null && points.stream().allMatch(p -> p.config == null)) {
      throw first;
    }
    this.store = new PointStore(store); // makes a folder, so not before all else is well
  }

  /** Where the results are. */
  PointStore store() {
    return store;
  }

  /** Hash of all that decides a result; the name of a run does not. */
  private String address(RunConfig config, String program, String trace) {
    String settings =
        RunConfigWriter.settings(config)
            .lines()
            .filter(l -> !l.startsWith("name:"))
            .collect(Collectors.joining("\n"));
    return ProgramHash.of(List.of(FORMAT, simulated(), program, trace, settings));
  }

  private String simulated() {
    return fast ? "fast" : "rtl";
  }

  /** All points, in their order. */
  List<Point> points() {
    return points;
  }

  /** Those of one part of {@code parts}, from 1: neighbours go to different parts. */
  List<Point> part(int part, int parts) {
    return points.stream().filter(p -> (p.place.index() - 1) % parts == part - 1).toList();
  }

  /** Points with different addresses that have no result yet. */
  List<Point> missing(List<Point> among) throws IOException {
    var missing = new LinkedHashMap<String, Point>();
    for (Point p : among) {
      if (p.config != null && store.find(p.address).isEmpty()) {
        missing.putIfAbsent(p.address, p);
      }
    }
    return List.copyOf(missing.values());
  }

  /** Names of the columns. */
  List<String> header() {
    var header = new ArrayList<>(List.of("point"));
    header.addAll(sweep.keys());
    header.add("simulated");
    header.addAll(PointResult.header());
    header.add("result");
    return header;
  }

  /** The row of a point with its result. */
  List<String> row(Point p, PointResult result) {
    var row = new ArrayList<>(List.of(Integer.toString(p.place.index())));
    sweep.keys().forEach(k -> row.add(p.place.values().getOrDefault(k, "")));
    row.add(simulated());
    row.addAll(result.row());
    row.add(p.config == null ? "" : p.address);
    return row;
  }

  /** The result of a point, computed unless it is there. */
  PointResult compute(Point p) throws IOException {
    return p.refusal != null ? p.refusal : store.get(p.address, folder -> run(p.config, folder));
  }

  private PointResult run(RunConfig read, Path folder) throws IOException {
    try {
      RunConfig config = Placements.decide(read);
      var parameters = Hardware.parameters(config);
      var program = ProgramBuilder.build(config, TraceReader.read(config));
      var bounds = Hardware.bounds(program);
      var image = Hardware.image(program, parameters);
      if (fast) {
        var model = Hardware.fast(program);
        RunFiles.write(config, model, bounds, folder);
        return row(program, bounds, model);
      }
      Path verilog = folder.resolve("verilog");
      var emitted = RunCommand.emit(config, verilog);
      var library = RunCommand.build(emitted.spec(), cache, Progress.silent());
      TemporaryFolder.delete(verilog); // equal in many points, and `chorale emit` writes it
      var measurement =
          new RtlSimulation(program, parameters, image)
              .run(library, bounds.total().upper() + 1, (_, _) -> {});
      var result = RunResult.of(program, bounds, measurement);
      RunFiles.write(result, folder);
      return row(result);
    } catch (BadInput e) {
      return new PointResult(Status.REFUSED, message(e));
    } catch (RtlSimulation.Stuck e) {
      return new PointResult(Status.STUCK, e.getMessage());
    }
  }

  /** Without the place in the file: that may be another for the same point. */
  private static String message(BadInput e) {
    return e.problems().stream()
        .map(p -> p.message() + ": " + p.mend())
        .collect(Collectors.joining("; "));
  }

  private static PointResult row(Program program, Bounds bounds, FastModel fast) {
    var figures = figures(program, bounds, fast.phases(), fast.total());
    return result(figures, RunResult.violations(fast, bounds));
  }

  private static PointResult row(RunResult result) {
    var phases = new HashMap<Phase, Long>();
    result.bounds().phases().forEach(b -> phases.put(b.phase(), result.done(b.phase())));
    var figures = figures(result.program(), result.bounds(), phases, result.total());
    figures.put("fast_model_cycles", Long.toString(result.fast().total()));
    figures.put("fast_model_error_pct", decimals(result.fastError(Phase.COMBINE), 6));
    return result(figures, result.violations());
  }

  private static PointResult result(Map<String, String> figures, List<String> violations) {
    var status = violations.isEmpty() ? Status.OK : Status.VIOLATED;
    return new PointResult(status, figures, String.join("; ", violations));
  }

  private static Map<String, String> figures(
      Program program, Bounds bounds, Map<Phase, Long> phases, long total) {
    var figures = new LinkedHashMap<String, String>();
    var bound = bounds.total();
    figures.put("cycles", Long.toString(total));
    figures.put("lower_bound_cycles", Long.toString(bound.lower()));
    figures.put("ratio", decimals((double) total / bound.lower(), 6));
    figures.put("upper_bound_cycles", Long.toString(bound.upper()));
    figures.put("binds", bound.binds());
    phases.forEach((p, at) -> figures.put(RunResult.name(p) + "_done_cycle", Long.toString(at)));
    double clock = program.config().pack().clockGhz() * 1e9;
    figures.put("seconds_at_clock", decimals(total / clock, 9));
    return figures;
  }

  private static String decimals(double value, int places) {
    return String.format(Locale.ROOT, "%." + places + "f", value);
  }
}

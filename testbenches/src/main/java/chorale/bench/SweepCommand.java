package chorale.bench;

import chorale.bench.sweep.PointResult;
import chorale.bench.sweep.PointResult.Status;
import chorale.bench.sweep.PointStore;
import chorale.bench.sweep.SweepFile;
import chorale.bench.tools.Parallel;
import chorale.bench.tools.Table;
import chorale.bench.tools.Writable;
import chorale.workload.BadInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chorale sweep}: a grid or a list of configurations to one CSV. */
@Command(
    name = "sweep",
    description =
        "Run many configurations, each once and for all: a sweep that was killed goes on where it"
            + " was (docs/sweeps.md).",
    footer = {
      "",
      "Exit code: 0 all points are well, 1 one is violated, stuck, refused or failed, 2 bad input.",
      "Examples:",
      "  chorale sweep --fast examples/sweeps/links.yaml",
      "  chorale sweep examples/sweeps/links.yaml -D trace.tokens=512 -o out/short.csv",
      "  chorale sweep sweep.yaml --shard 2/8         every eighth point, from the second on",
      "  chorale sweep sweep.yaml --slurm --sbatch=--partition=long"
    })
final class SweepCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "the sweep (YAML)")
  private Path file;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "the CSV (default: out/sweeps/NAME.csv, with the shard in its name if any)")
  private Path output;

  @Option(names = "--fast", description = "the fast model alone, whatever the file says")
  private boolean fast;

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description = "points at once (default: one for each processor)")
  private Integer jobs;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description = "only the I-th of N parts of the points")
  private String shard;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      defaultValue = "out/points",
      description = "folder of all results, of other sweeps too (default: ${DEFAULT-VALUE})")
  private Path folder;

  @Option(
      names = "--slurm",
      description = "compute as an array job of Slurm, and wait for it; this needs sbatch")
  private boolean slurm;

  @Option(
      names = "--points-per-task",
      paramLabel = "K",
      description = "of such a job (default: 8, or 500 with the fast model)")
  private Integer perTask;

  @Option(
      names = "--sbatch",
      paramLabel = "OPTION",
      description = "an option for sbatch, for instance --sbatch=--time=2:00:00; may be repeated")
  private final List<String> sbatch = new ArrayList<>();

  @Mixin private OverrideOption overrides;

  @Mixin private CacheOption cache;

  /** A part of the points: {@code part} of {@code parts}, from 1. */
  private record Shard(int part, int parts) {
    static Shard of(String text) throws IOException {
      var m = text == null ? null : text.split("/", -1);
      try {
        if (m == null) {
          return new Shard(1, 1);
        }
        var shard = new Shard(Integer.parseInt(m[0]), Integer.parseInt(m[m.length - 1]));
        if (m.length == 2 && shard.part >= 1 && shard.part <= shard.parts) {
          return shard;
        }
      } catch (NumberFormatException _) {
        // it is told below
      }
      throw new IOException("--shard is '%s': write I/N with I from 1 to N".formatted(text));
    }
  }

  @Override
  public Integer call() throws IOException {
    var part = Shard.of(shard);
    check(jobs, "--jobs");
    check(perTask, "--points-per-task");
    if (slurm && shard != null) {
      throw new IOException("--slurm makes shards by itself: leave --shard out");
    }
    if (!slurm && (perTask != null || !sbatch.isEmpty())) {
      throw new IOException(
          "--points-per-task and --sbatch are of --slurm: add it, or leave them out");
    }
    var sweep = SweepFile.read(file);
    checkOverrides(sweep);
    Path csv = output != null ? output : Path.of("out/sweeps", fileName(sweep, part));
    Writable.file(csv, "name a file with --output");
    Writable.folder(folder, "choose another --store");
    Writable.folder(cache.folder, "choose another --cache");
    var run = points(sweep);
    var store = run.store();
    var points = run.part(part.part, part.parts);
    var missing = run.missing(points);
    try (var progress = Progress.onStandardError()) {
      for (var p : missing) {
        store.forgetFailure(p.address());
      }
      progress.note(
          "%d points, %d to be computed; results in %s"
              .formatted(points.size(), missing.size(), folder));
      if (slurm && !missing.isEmpty()) {
        boolean quick = fast || sweep.fast();
        int size = perTask != null ? perTask : quick ? 500 : 8;
        new SlurmArray(file, csv, folder, cache.folder, quick, jobs, overrides.values(), sbatch)
            .compute(run, missing, size, store, progress);
      } else if (!missing.isEmpty()) {
        compute(run, missing, progress);
      }
    }
    return report(run, points, store, csv);
  }

  private static void check(Integer value, String option) throws IOException {
    if (value != null && value < 1) {
      throw new IOException("%s is %d: write at least 1".formatted(option, value));
    }
  }

  private SweepRun points(SweepFile sweep) throws IOException {
    try {
      return new SweepRun(sweep, fast || sweep.fast(), overrides.values(), folder, cache.folder);
    } catch (BadInput e) {
      throw new BadInput(e.problems().stream().map(this::inSweep).toList());
    }
  }

  /** A value that the sweep gives is told as one of its file, not as an option nobody wrote. */
  private BadInput.Problem inSweep(BadInput.Problem p) {
    String value = p.file().replaceFirst("^-D ", "");
    return value.equals(p.file()) || overrides.values().contains(value)
        ? p
        : new BadInput.Problem(file + ": " + value, 0, 0, p.message(), p.mend());
  }

  /** What the sweep varies has its values from the sweep. */
  private void checkOverrides(SweepFile sweep) throws IOException {
    for (String override : overrides.values()) {
      String key = override.replaceFirst("=.*", "").strip();
      if (sweep.keys().contains(key)) {
        throw new IOException(
            "-D %s: the sweep varies '%s' itself: leave -D out, or take the key out of %s"
                .formatted(override, key, file));
      }
    }
  }

  private static String fileName(SweepFile sweep, Shard part) {
    return part.parts == 1
        ? sweep.name() + ".csv"
        : "%s-%d-of-%d.csv".formatted(sweep.name(), part.part, part.parts);
  }

  private void compute(SweepRun run, List<SweepRun.Point> missing, Progress progress)
      throws IOException {
    progress.begin("Sweep", " points", missing.size());
    var work = missing.stream().map(p -> (Callable<PointResult>) () -> run.compute(p)).toList();
    int threads = jobs != null ? jobs : Runtime.getRuntime().availableProcessors();
    var done = new ArrayList<PointResult>();
    Parallel.run(
        work,
        threads,
        (_, result) -> {
          done.add(result);
          progress.at(done.size(), failed(done));
        });
  }

  private static String failed(List<PointResult> results) {
    long failed = results.stream().filter(r -> r.status() != Status.OK).count();
    return failed == 0 ? "" : failed + " not ok";
  }

  /** Writes the CSV from the results alone, so that it does not tell how they came there. */
  private int report(SweepRun run, List<SweepRun.Point> points, PointStore store, Path csv)
      throws IOException {
    var results = new ArrayList<PointResult>();
    for (var p : points) {
      var result =
          p.refusal() != null ? p.refusal() : store.findOrFailure(p.address()).orElse(null);
      if (result == null) {
        throw new IOException(
            "point %d has no result, for the task that computed it was ended: start the sweep again"
                .formatted(p.place().index()));
      }
      results.add(result);
    }
    Table.write(
        csv,
        out -> {
          out.printRecord(run.header());
          for (int i = 0; i < points.size(); i++) {
            out.printRecord(run.row(points.get(i), results.get(i)));
          }
        });
    for (int i = 0; i < points.size(); i++) {
      if (results.get(i).status() != Status.OK) {
        System.err.printf(
            "point %d %s is %s: %s%n",
            points.get(i).place().index(),
            points.get(i).place().values(),
            results.get(i).status().name().toLowerCase(Locale.ROOT),
            results.get(i).message());
      }
    }
    var counts =
        results.stream().collect(Collectors.groupingBy(PointResult::status, Collectors.counting()));
    var told =
        List.of(Status.values()).stream()
            .filter(counts::containsKey)
            .map(s -> counts.get(s) + " " + s.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    System.out.printf("%d points: %s. Results in %s%n", points.size(), told, csv);
    return counts.keySet().equals(Set.of(Status.OK)) ? 0 : 1;
  }
}

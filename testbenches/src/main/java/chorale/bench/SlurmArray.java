package chorale.bench;

import chorale.bench.sweep.PointStore;
import chorale.rtl.SafeFiles;
import chorale.sim.ToolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Points as tasks of a Slurm array job, several to a task, for to start one takes Slurm about a
 * second. A task is this command line with {@code --shard}; the store, which all machines have to
 * see, brings the results back. Slurm holds no state of ours: a sweep that is started again submits
 * the shards that still miss a point.
 *
 * @param file the sweep
 * @param csv its result, whose folder takes the script and the logs
 * @param overrides values in place of those of the base, {@code key=value} each
 * @param options for sbatch
 */
record SlurmArray(
    Path file,
    Path csv,
    Path store,
    Path cache,
    boolean fast,
    Integer jobs,
    List<String> overrides,
    List<String> options) {
  private static final int SECONDS = 2;

  /** Computes {@code missing}; ends when the job has. */
  void compute(
      SweepRun run, List<SweepRun.Point> missing, int perTask, PointStore found, Progress progress)
      throws IOException {
    int parts = Math.ceilDiv(run.points().size(), perTask);
    var tasks = new TreeSet<Integer>();
    for (var p : missing) {
      tasks.add((p.place().index() - 1) % parts + 1);
    }
    Path script = csv.resolveSibling(csv.getFileName() + ".sbatch");
    SafeFiles.writeText(script, out -> out.write(script(parts, tasks)));
    progress.begin("%d tasks of Slurm".formatted(tasks.size()), " points", missing.size());
    var command = new ArrayList<>(List.of("sbatch", "--wait"));
    command.addAll(options);
    command.add(script.toString());
    Process job = start(command);
    try {
      while (!job.waitFor(SECONDS, TimeUnit.SECONDS)) {
        progress.at(done(missing, found), "");
      }
      progress.at(done(missing, found), "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolException("the sweep was interrupted", "start it again: what is done stays");
    }
    String said = new String(job.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    // A task ends with 1 if a point of it is not well; what counts is whether there are results.
    if (!said.contains("Submitted batch job")) {
      throw new ToolException(
          "sbatch ends with status %d: %s".formatted(job.exitValue(), said),
          "see %s, or leave --slurm out".formatted(script));
    }
    long left = missing.size() - done(missing, found);
    if (left > 0) {
      throw new ToolException(
          "%d points have no result: their tasks were ended (%s)".formatted(left, said),
          "see the logs beside %s; start the sweep again: what is done stays".formatted(script));
    }
  }

  private static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException _) {
      throw new ToolException(
          "sbatch cannot be started",
          "leave --slurm out, or install Slurm's client: apt-get install slurm-client");
    }
  }

  private static long done(List<SweepRun.Point> points, PointStore store) throws IOException {
    long done = 0;
    for (var p : points) {
      done += store.findOrFailure(p.address()).isPresent() ? 1 : 0;
    }
    return done;
  }

  private String script(int parts, TreeSet<Integer> tasks) throws IOException {
    Path folder = Files.createDirectories(csv.toAbsolutePath().getParent());
    String stem = csv.getFileName().toString().replaceFirst("\\.csv$", "");
    var words = new ArrayList<String>();
    words.add(quoted(launcher()));
    words.add("sweep");
    words.add(quoted(file.toAbsolutePath().toString()));
    words.add("--shard \"$SLURM_ARRAY_TASK_ID\"/" + parts);
    words.add("--store " + quoted(store.toAbsolutePath().toString()));
    words.add("--cache " + quoted(cache.toAbsolutePath().toString()));
    words.add("--output " + quoted(folder.resolve(stem).toString()) + "-$SLURM_ARRAY_TASK_ID.csv");
    words.add("--jobs " + (jobs != null ? jobs : "\"${SLURM_CPUS_ON_NODE:-1}\""));
    if (fast) {
      words.add("--fast");
    }
    overrides.forEach(o -> words.add("-D " + quoted(o)));
    return """
    #!/bin/bash
    #SBATCH --job-name=chorale
    #SBATCH --array=%s
    #SBATCH --output=%s-%%a.log
    # Each task computes the points of its shard that are not in the store yet.
    exec %s
    """
        .formatted(
            tasks.stream().map(String::valueOf).collect(Collectors.joining(",")),
            folder.resolve(stem),
            String.join(" \\\n  ", words));
  }

  /** What a task starts: a test puts its own there. */
  private static String launcher() {
    return System.getProperty("chorale.launcher", Home.launcher().toString());
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}

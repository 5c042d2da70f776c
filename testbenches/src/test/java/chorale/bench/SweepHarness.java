package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A sweep of 100 points that each take some hundredths of a second, and processes that run it. */
record SweepHarness(Path folder, Path sweep) {
  private static final long SEED = 7;

  /** How many points there are. */
  static final int POINTS = 100;

  /** Writes a package, a trace of 128 tokens and the sweep into {@code folder}. */
  static SweepHarness in(Path folder) throws IOException {
    var random = new Random(SEED);
    var trace = new StringBuilder("layer,token,e0,e1\n");
    for (int t = 0; t < 128; t++) {
      int first = random.nextInt(16);
      trace.append("0,%d,%d,%d\n".formatted(t, first, (first + 1 + random.nextInt(15)) % 16));
    }
    Files.writeString(folder.resolve("t.csv"), trace);
    String base = Files.readString(Path.of("../examples/nop-tree-16.yaml"));
    base = base.replaceAll("(?m)^(  file:).*", "$1 t.csv").replaceAll("(?m)^(  layer:).*", "$1 0");
    base = base.replaceAll("(?m)^(  tokens:).*", "$1 128").replaceAll("(?m)^(  top_k:).*", "$1 2");
    base = base.replaceAll("(?m)^(  experts:).*", "$1 16");
    Files.writeString(folder.resolve("base.yaml"), base);
    Path sweep =
        Files.writeString(
            folder.resolve("sweep.yaml"),
            """
            base: base.yaml
            simulate: fast
            grid:
              package.nop.link_latency_cycles: [1, 2, 3, 4, 5]
              package.nop.buffer_flits: [8, 16, 24, 32]
              package.nop.flit_bytes: [32, 48, 64, 128, 256]
            """);
    return new SweepHarness(folder, sweep);
  }

  /** The arguments of a sweep whose results lie in a folder of that name. */
  List<String> arguments(String name, String... more) {
    var arguments = new ArrayList<>(List.of("sweep", sweep.toString()));
    arguments.addAll(List.of("--store", folder.resolve(name).toString()));
    arguments.addAll(List.of("--output", csv(name).toString()));
    arguments.addAll(List.of(more));
    return arguments;
  }

  /** Where the CSV is. */
  Path csv(String name) {
    return folder.resolve(name + "-csv/sweep.csv");
  }

  /** Runs it in this JVM. */
  Outcome here(String name, String... more) {
    return Outcome.of(arguments(name, more).toArray(String[]::new));
  }

  /** Starts it in a JVM of its own. */
  Process start(String name, String... more) throws IOException {
    var command = command();
    command.addAll(arguments(name, more));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("child.log").toFile())
        .start();
  }

  /** What starts the command line in a JVM of its own. */
  static List<String> command() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "chorale.bench.Main"));
  }

  /** How many results are there. */
  long results(String name) throws IOException {
    Path store = folder.resolve(name);
    if (!Files.exists(store)) {
      return 0;
    }
    try (var files = Files.list(store)) {
      return files.filter(f -> f.getFileName().toString().matches("[0-9a-f]{32}")).count();
    }
  }

  /** Waits until there are so many. */
  void awaitResults(String name, long count) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (results(name) < count) {
      assertTrue(System.nanoTime() < deadline, "no progress: " + results(name));
      Thread.sleep(2);
    }
  }

  /** Starts it and kills it with SIGKILL when there are so many results. */
  void killAt(String name, long count) throws Exception {
    Process p = start(name, "--jobs", "1");
    awaitResults(name, count);
    p.destroyForcibly();
    assertTrue(p.waitFor(30, TimeUnit.SECONDS));
    assertEquals(128 + 9, p.exitValue(), "it had ended before it was killed");
  }
}

package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as its user meets it: messages, exit codes and files. */
class RunCommandTest {
  private static final Path EXAMPLES = Path.of("../examples");
  private static final Path CACHE = Path.of("target/models");

  @TempDir Path folder;

  private String[] arguments(Path config, Path results) {
    return new String[] {
      "run",
      config.toString(),
      "--output",
      results.toString(),
      "--cache",
      CACHE.toString(),
      "--figures",
      results.resolve("figures.csv").toString()
    };
  }

  /** The shipped example with one line changed, beside a copy of its traces. */
  private Path example(String from, String to) throws IOException {
    String text = Files.readString(EXAMPLES.resolve("nop-tree-16.yaml"));
    assertTrue(text.contains(from), from);
    Path traces = Files.createDirectories(folder.resolve("traces"));
    try (var files = Files.list(EXAMPLES.resolve("traces"))) {
      for (Path f : files.toList()) {
        Files.copy(f, traces.resolve(f.getFileName()));
      }
    }
    return Files.writeString(folder.resolve("run.yaml"), text.replace(from, to));
  }

  private void refuses(Path config, String... message) throws IOException {
    Path results = folder.resolve("results");
    Outcome o = Outcome.of(arguments(config, results));
    assertEquals(2, o.exit(), o.err());
    for (String m : message) {
      assertTrue(o.err().contains(m), o.err());
    }
    assertFalse(o.err().contains("\tat "), o.err());
    assertFalse(Files.exists(results.resolve("summary.csv")), "a result of a refused run");
  }

  @Test
  void theShippedExampleHoldsItsBoundsAndItsResolvedConfigurationGivesTheSameBytes()
      throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    Outcome o = Outcome.of(arguments(EXAMPLES.resolve("nop-tree-16.yaml"), first));
    assertEquals(0, o.exit(), o.out() + o.err());
    assertTrue(o.out().contains("All bounds hold"), o.out());
    assertEquals(0, Outcome.of(arguments(first.resolve("resolved.yaml"), second)).exit());
    for (String name : RunFiles.names()) {
      assertArrayEquals(
          Files.readAllBytes(first.resolve(name)), Files.readAllBytes(second.resolve(name)), name);
    }
    assertArrayEquals(
        Files.readAllBytes(first.resolve("verilog/design.json")),
        Files.readAllBytes(second.resolve("verilog/design.json")));
    List<String> figures = Files.readAllLines(first.resolve("figures.csv"));
    assertEquals("figure,value,unit,goal,holds", figures.getFirst());
    assertEquals(
        List.of(
            "tokens",
            "ratio_total",
            "bounds_hold",
            "cycles_total",
            "lower_bound_total",
            "elaborate_emit_s"),
        figures.stream().skip(1).map(f -> f.substring(0, f.indexOf(','))).toList());
    assertTrue(figures.contains("tokens,2048,tokens,>= 1024,1"), figures.toString());
    assertTrue(figures.contains("bounds_hold,1,,= 1,1"), figures.toString());
  }

  @Test
  void theFastModelAloneSaysThatItIsTheModelAndWritesNoResultOfAnRtlRun() throws IOException {
    Path results = folder.resolve("results");
    var arguments =
        new ArrayList<>(List.of(arguments(EXAMPLES.resolve("nop-tree-16.yaml"), results)));
    arguments.add("--fast");
    Outcome o = Outcome.of(arguments.toArray(String[]::new));
    assertEquals(0, o.exit(), o.out() + o.err());
    assertTrue(o.out().contains("These are cycles of the fast model"), o.out());
    assertFalse(Files.exists(results.resolve("summary.csv")), "a result of the RTL");
    assertFalse(Files.exists(results.resolve("verilog")), "Verilog");
    assertEquals(
        List.of("phase", "dispatch", "weights", "experts", "combine"),
        Files.readAllLines(results.resolve("fast.csv")).stream()
            .map(l -> l.substring(0, l.indexOf(',')))
            .toList());
  }

  @Test
  void aValueOfTheCommandLineStandsInTheResolvedConfigurationAndAWrongOneIsRefused()
      throws IOException {
    Path results = folder.resolve("results");
    var arguments =
        new ArrayList<>(List.of(arguments(EXAMPLES.resolve("nop-tree-16.yaml"), results)));
    arguments.addAll(List.of("--fast", "-D", "trace.tokens=256", "-Dmodel.optimizer=adamw"));
    Outcome o = Outcome.of(arguments.toArray(String[]::new));
    assertEquals(0, o.exit(), o.out() + o.err());
    assertTrue(o.out().contains("256 tokens of layer 2"), o.out());
    String resolved = Files.readString(results.resolve("resolved.yaml"));
    assertTrue(resolved.contains("\n  tokens: 256\n"), resolved);
    assertTrue(resolved.contains("\n  optimizer: adamw\n"), resolved);
    arguments.addAll(List.of("-D", "trace.tokns=5"));
    o = Outcome.of(arguments.toArray(String[]::new));
    assertEquals(2, o.exit(), o.err());
    assertTrue(
        o.err().contains("-D trace.tokns=5: unknown key 'tokns' in trace: did you"), o.err());
  }

  @Test
  void anUnknownKeyIsNamedWithItsLineAndTheNearestKey() throws IOException {
    refuses(example("flit_bytes: 64", "flit_byte: 64"), "run.yaml:11:5", "flit_byte", "flit_bytes");
  }

  @Test
  void aFileThatDoesNotExistIsNamed() throws IOException {
    refuses(folder.resolve("nothing.yaml"), "nothing.yaml");
  }

  @Test
  void anSramWithTooFewWordsForItsBanksIsRefused() throws IOException {
    refuses(example("sram_kib: 2048", "sram_kib: 3"), "sram_kib");
  }

  @Test
  void anExpertThatTheModelLacksIsNamedWithTheLineOfTheTrace() throws IOException {
    Path config =
        example("file: traces/flame290m_it5473_prefill_2048tok_8layers.csv.gz", "file: t.csv");
    Files.writeString(folder.resolve("t.csv"), "layer,token,e0,e1,e2,e3,e4,e5\n2,0,1,2,3,4,5,64\n");
    refuses(config, "t.csv:2", "64");
  }

  @Test
  void aRaggedTraceIsRefusedWithItsLine() throws IOException {
    Path config =
        example("file: traces/flame290m_it5473_prefill_2048tok_8layers.csv.gz", "file: t.csv");
    Files.writeString(
        folder.resolve("t.csv"), "layer,token,e0,e1,e2,e3,e4,e5\n2,0,1,2,3,4,5,6\n2,1,1,2,3\n");
    refuses(config, "t.csv:3");
  }

  @Test
  void anEmptyTraceIsRefused() throws IOException {
    Path config =
        example("file: traces/flame290m_it5473_prefill_2048tok_8layers.csv.gz", "file: t.csv");
    Files.writeString(folder.resolve("t.csv"), "");
    refuses(config, "t.csv", "empty");
  }

  @Test
  void aProgramThatDoesNotFitTheSramNamesTheChipletAndTheBytes() throws IOException {
    refuses(
        example("sram_kib: 2048", "sram_kib: 512"),
        "run.yaml:17:15: chiplet 0 needs ",
        " bytes of SRAM (",
        "has 524288: set package.chiplet.sram_kib to at least ");
  }

  @Test
  void aProgramThatDoesNotFitTheDramNamesTheGroupAndTheBytes() throws IOException {
    Path config = example("capacity_mib: 1024", "capacity_mib: 20");
    String text = Files.readString(config);
    Files.writeString(config, text.replace("  top_k: 6", "  top_k: 6\n  optimizer: adamw"));
    // 16 experts of 3 matrices of 256 x 176 parameters: 2 + 4 + 4 + 4 bytes each.
    refuses(
        config,
        "run.yaml:25:19: the DRAM of group 0 needs 30277632 bytes (4325376 for weights,"
            + " 8650752 for gradients, 17301504 for moments and master weights), has 20971520:"
            + " set package.dram.capacity_mib to at least 29",
        "group 3");
  }

  @Test
  void anUnknownOptionShowsTheUsage() {
    Outcome o = Outcome.of("run", "x.yaml", "--frobnicate");
    assertEquals(2, o.exit());
    assertTrue(o.err().contains("--frobnicate"), o.err());
  }

  @Test
  void helpNamesTheExitCodesAndAnExample() {
    Outcome o = Outcome.of("run", "--help");
    assertEquals(0, o.exit());
    assertTrue(o.out().contains("Exit code"), o.out());
    assertTrue(o.out().contains("examples/nop-tree-16.yaml"), o.out());
  }

  @Test
  void aCompilerThatFailsIsReportedWithItsFirstErrorAndALog() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path fake = bin.resolve("clang++");
    Files.writeString(
        fake,
        "#!/bin/sh\n[ \"$1\" = --version ] && echo fake 1 && exit 0\n"
            + "echo 'model.cpp:3:5: error: broken on purpose' >&2\nexit 1\n");
    assertTrue(fake.toFile().setExecutable(true));
    Outcome o = child(Map.of("PATH", bin + ":" + System.getenv("PATH")), folder.resolve("c2"));
    assertEquals(2, o.exit(), o.err());
    assertTrue(o.err().contains("broken on purpose"), o.err());
    assertTrue(o.err().contains(".log"), o.err());
  }

  @Test
  void beingStoppedInTheMiddleLeavesNoHalfWrittenFile() throws Exception {
    Path results = folder.resolve("results");
    Path cache = folder.resolve("cache"); // in the common one other tests build
    Process p = start(Map.of(), EXAMPLES.resolve("nop-tree-16-full.yaml"), results, cache).start();
    // The build has begun to fill the cache, or the simulation is under way.
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!Files.exists(cache) && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    Thread.sleep(500);
    p.destroy();
    assertTrue(p.waitFor(30, TimeUnit.SECONDS));
    assertTrue(p.exitValue() != 0);
    try (var files = Files.walk(results)) {
      assertEquals(List.of(), files.filter(f -> f.toString().contains("partial")).toList());
    }
    assertFalse(Files.exists(results.resolve("summary.csv")));
    try (var files = Files.list(cache)) {
      assertEquals(
          List.of(), files.filter(f -> f.getFileName().toString().startsWith("tmp")).toList());
    }
  }

  private Outcome child(Map<String, String> environment, Path cache) throws Exception {
    Path results = folder.resolve("results");
    Process p = start(environment, EXAMPLES.resolve("nop-tree-16.yaml"), results, cache).start();
    String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(p.waitFor(120, TimeUnit.SECONDS));
    assertFalse(Files.exists(results.resolve("summary.csv")));
    return new Outcome(p.exitValue(), out, out);
  }

  private ProcessBuilder start(
      Map<String, String> environment, Path config, Path results, Path cache) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "chorale.bench.Main"));
    command.addAll(List.of(arguments(config, results)));
    command.replaceAll(a -> a.equals(CACHE.toString()) ? cache.toString() : a);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder;
  }
}

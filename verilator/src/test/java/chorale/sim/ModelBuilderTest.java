package chorale.sim;

import static chorale.sim.TestDesigns.CACHE;
import static chorale.sim.TestDesigns.COUNTER;
import static chorale.sim.TestDesigns.counter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.sim.BuildListener.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelBuilderTest {
  @TempDir Path folder;

  private static final class Recorder implements BuildListener {
    final List<Stage> stages = new ArrayList<>();
    final List<String> progress = new ArrayList<>();

    @Override
    public void stage(Stage stage) {
      stages.add(stage);
    }

    @Override
    public void progress(int done, int total) {
      progress.add(done + "/" + total);
    }
  }

  private static List<String> entries(Path cache, String prefix) throws IOException {
    try (var files = Files.list(cache)) {
      return files.map(f -> f.getFileName().toString()).filter(n -> n.startsWith(prefix)).toList();
    }
  }

  private static ToolException failure(ModelSpec spec, BuildOptions options) {
    return assertThrows(
        ToolException.class, () -> ModelBuilder.build(spec, options, CACHE, BuildListener.SILENT));
  }

  @Test
  void a_second_build_compiles_nothing() throws IOException {
    var spec = counter(folder, COUNTER + "// second build\n");
    var first = new Recorder();
    var second = new Recorder();
    var built = ModelBuilder.build(spec, BuildOptions.defaults(), CACHE, first);
    var found = ModelBuilder.build(spec, BuildOptions.defaults(), CACHE, second);
    assertFalse(built.cached());
    assertEquals(List.of(Stage.VERILATE, Stage.COMPILE, Stage.LINK), first.stages);
    int total = first.progress.size();
    assertEquals(total + "/" + total, first.progress.getLast());
    assertTrue(found.cached());
    assertEquals(List.of(Stage.CACHED), second.stages);
    assertEquals(built.path(), found.path());
  }

  @Test
  void the_same_text_in_another_folder_is_found_in_the_cache() throws IOException {
    TestDesigns.build(counter(folder));
    var other = Files.createDirectory(folder.resolve("other"));
    assertTrue(TestDesigns.build(counter(other)).cached());
  }

  @Test
  void another_text_and_another_option_give_another_library() throws IOException {
    var tools = Toolchain.probe(BuildOptions.defaults());
    var plain = BuildOptions.defaults();
    var key = BuildKey.model(counter(folder), plain, tools, "shim");
    assertNotEquals(key, BuildKey.model(counter(folder), plain.optimisation(3), tools, "shim"));
    var traced = BuildKey.model(counter(folder), plain.trace(true), tools, "shim");
    var fast = BuildKey.model(counter(folder), plain.trace(TraceFormat.FST), tools, "shim");
    assertNotEquals(key, traced);
    assertNotEquals(key, fast);
    assertNotEquals(traced, fast);
    assertNotEquals(
        key, BuildKey.model(counter(folder), plain.verilatorFlags("-DX"), tools, "shim"));
    assertNotEquals(key, BuildKey.model(counter(folder), plain.compilerFlags("-g"), tools, "shim"));
    assertNotEquals(key, BuildKey.model(counter(folder), plain, tools, "another shim"));
    assertEquals(key, BuildKey.model(counter(folder), plain.threads(7), tools, "shim"));
    assertNotEquals(key, BuildKey.model(counter(folder, COUNTER + "\n"), plain, tools, "shim"));
  }

  @Test
  void the_line_of_java_that_a_comment_names_does_not_count() throws IOException {
    var tools = Toolchain.probe(BuildOptions.defaults());
    var plain = BuildOptions.defaults();
    String at = "  wire x;  // Counter.java:%d\n// Counter, from Counter.java:%d\n";
    var keys =
        Stream.of(
                COUNTER + at.formatted(7, 1),
                COUNTER + at.formatted(12, 3),
                COUNTER + at.formatted(7, 1).replace("wire x", "wire y"),
                COUNTER + at.formatted(7, 1) + "// text that is no place\n")
            .map(text -> key(text, plain, tools))
            .toList();
    assertEquals(keys.get(0), keys.get(1));
    assertEquals(3, keys.stream().distinct().count());
  }

  private String key(String text, BuildOptions options, Toolchain tools) {
    try {
      return BuildKey.model(counter(folder, text), options, tools, "shim");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_library_for_the_native_cpu_is_keyed_by_that_cpu() throws IOException {
    var tools = Toolchain.probe(BuildOptions.defaults().nativeCpu(true));
    assertTrue(tools.cpu().contains("\"-target-cpu\" \""), tools.cpu());
    assertEquals("", Toolchain.probe(BuildOptions.defaults()).cpu());
  }

  @Test
  void a_missing_verilator_is_named_with_its_package() throws IOException {
    var error = failure(counter(folder), BuildOptions.defaults().tools("/no/verilator", "clang++"));
    assertTrue(error.getMessage().contains("/no/verilator"), error.getMessage());
    assertTrue(error.mend().contains("apt-get install verilator"), error.mend());
  }

  @Test
  void a_missing_compiler_is_named_with_its_package() throws IOException {
    var error = failure(counter(folder), BuildOptions.defaults().tools("verilator", "/no/clang++"));
    assertTrue(error.getMessage().contains("/no/clang++"), error.getMessage());
    assertTrue(error.mend().contains("apt-get install clang"), error.mend());
  }

  @Test
  void a_missing_source_is_named() throws IOException {
    var spec = counter(folder);
    Files.delete(spec.sources().getFirst());
    var error = failure(spec, BuildOptions.defaults());
    assertTrue(error.getMessage().endsWith("counter.v"), error.getMessage());
  }

  @Test
  void a_syntax_error_is_reported_with_file_and_line() throws IOException {
    var error =
        failure(
            counter(folder, COUNTER.replace("assign done =", "assign done")),
            BuildOptions.defaults());
    assertTrue(error.getMessage().contains(" counter.v:3: syntax error"), error.getMessage());
  }

  @Test
  void a_lint_warning_is_fatal_and_reported_with_file_and_line() throws IOException {
    var error =
        failure(counter(folder, COUNTER.replace("16'd1;", "20'd1;")), BuildOptions.defaults());
    assertTrue(error.getMessage().contains(" counter.v:5: WIDTH: "), error.getMessage());
  }

  @Test
  void a_lint_warning_can_be_allowed() throws IOException {
    var spec = counter(folder, COUNTER.replace("16'd1;", "20'd1;"));
    var options = BuildOptions.defaults().verilatorFlags("-Wno-WIDTH");
    try (var model = ModelBuilder.build(spec, options, CACHE, BuildListener.SILENT).open()) {
      model.reset(1, "rst");
      assertEquals(7, model.run(7));
      assertEquals(7, model.port("count").get());
    }
  }

  @Test
  void a_failure_of_the_compiler_is_reported_and_its_log_kept() throws IOException {
    var spec = counter(folder, COUNTER + "// bad flag\n");
    var options = BuildOptions.defaults().compilerFlags("-fno-such-flag");
    var error = failure(spec, options);
    assertTrue(error.getMessage().contains("-fno-such-flag"), error.getMessage());
    var log = Path.of(error.mend().substring(error.mend().lastIndexOf(' ') + 1));
    assertTrue(Files.readString(log).contains("-fno-such-flag"), log.toString());
  }

  @Test
  void a_failed_build_leaves_no_temporary_folder() throws IOException {
    var cache = folder.resolve("cache");
    var spec = counter(folder, "module counter; error");
    assertThrows(
        ToolException.class,
        () -> ModelBuilder.build(spec, BuildOptions.defaults(), cache, BuildListener.SILENT));
    assertEquals(List.of(), entries(cache, "tmp-"));
    assertEquals(1, entries(cache, "").size(), "only the log remains");
  }

  @Test
  void an_interrupted_build_stops_and_leaves_nothing_behind() throws IOException {
    var cache = folder.resolve("cache");
    var spec = counter(folder);
    var interrupting =
        new BuildListener() {
          @Override
          public void stage(Stage stage) {
            if (stage == Stage.COMPILE) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void progress(int done, int total) {}
        };
    var error =
        assertThrows(
            ToolException.class,
            () -> ModelBuilder.build(spec, BuildOptions.defaults(), cache, interrupting));
    assertTrue(Thread.interrupted(), "the interrupt flag is kept");
    assertEquals("the build of counter was interrupted", error.getMessage());
    assertEquals(List.of(), entries(cache, ""));
  }

  @Test
  void the_folder_of_a_build_killed_days_ago_is_removed() throws IOException {
    var cache = folder.resolve("cache");
    var dead = Files.createDirectories(cache.resolve("tmp-dead/code"));
    Files.writeString(dead.resolve("Vmodel.cpp"), "");
    var recent = Files.createDirectories(cache.resolve("tmp-recent"));
    var old = FileTime.from(Instant.now().minus(2, ChronoUnit.DAYS));
    Files.setLastModifiedTime(dead.getParent(), old);
    new Workspace(cache).close();
    assertEquals(List.of("" + recent.getFileName()), entries(cache, ""));
  }

  @Test
  void a_port_that_the_verilog_lacks_is_an_error() throws IOException {
    var spec =
        TestDesigns.spec(
            folder, "counter", COUNTER, PortInfo.in("clk", 1), PortInfo.out("sum", 16));
    assertEquals(
        "module counter has no port sum", failure(spec, BuildOptions.defaults()).getMessage());
  }

  @Test
  void a_port_of_another_width_is_an_error() throws IOException {
    var spec =
        TestDesigns.spec(
            folder, "counter", COUNTER, PortInfo.in("clk", 1), PortInfo.out("count", 17));
    assertEquals(
        "module counter declares count as output of 16 bits, not output of 17 bits",
        failure(spec, BuildOptions.defaults()).getMessage());
  }

  @Test
  void two_builds_at_once_in_an_empty_cache_both_succeed() throws Exception {
    var cache = folder.resolve("cache");
    var spec = counter(folder);
    Callable<ModelLibrary> build =
        () -> ModelBuilder.build(spec, BuildOptions.defaults(), cache, BuildListener.SILENT);
    try (var pool = Executors.newFixedThreadPool(2)) {
      for (var library : pool.invokeAll(List.of(build, build))) {
        try (var model = library.get().open()) {
          assertEquals(3, model.run(3));
        }
      }
    }
    assertEquals(1, entries(cache, "runtime-").size());
    assertEquals(2, entries(cache, "header-").size(), "one for each level of optimisation");
    assertEquals(4, entries(cache, "").size(), "and one model");
  }

  @Test
  void a_build_ended_by_a_signal_leaves_nothing_behind() throws Exception {
    var cache = folder.resolve("cache");
    var source = TestDesigns.source(folder, "counter", COUNTER);
    var classes =
        Path.of(ModelBuilder.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            + ":"
            + Path.of(
                ModelBuilderTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    var java = ProcessHandle.current().info().command().orElseThrow();
    var child =
        new ProcessBuilder(
                java, "-cp", classes, Interrupted.class.getName(), "" + source, "" + cache)
            .redirectErrorStream(true)
            .start();
    try (var out = child.inputReader()) {
      assertEquals("compiling", out.readLine());
      var work = cache.resolve(entries(cache, "tmp-").getFirst());
      while (child.isAlive() && !Files.exists(work.resolve("runtime/verilated.o.log"))) {
        Thread.sleep(5);
      }
      child.destroy();
      child.waitFor();
      assertEquals(List.of(), entries(cache, ""));
    }
  }

  /** A process that builds and says when the compilers are running. */
  static final class Interrupted {
    public static void main(String[] arguments) throws IOException {
      var ports = List.of(PortInfo.in("clk", 1));
      var spec = new ModelSpec("counter", List.of(Path.of(arguments[0])), ports, "clk");
      var listener =
          new BuildListener() {
            @Override
            public void stage(Stage stage) {
              if (stage == Stage.COMPILE) {
                System.out.println("compiling");
              }
            }

            @Override
            public void progress(int done, int total) {}
          };
      ModelBuilder.build(spec, BuildOptions.defaults(), Path.of(arguments[1]), listener);
    }
  }

  /**
   * Each of the two parts has ways from either input to one output; together they seem a circle.
   */
  private static final String PARTS =
      """
      module part (input wire clk, input wire rst, input wire [7:0] a, input wire [7:0] b,
                   output wire [7:0] x, output wire [7:0] y, output reg [15:0] sum);
        assign x = a + 8'd1;
        assign y = b ^ sum[7:0];
        always @(posedge clk)
          if (rst) sum <= 16'd0; else sum <= sum + {8'd0, a} + {8'd0, b};
      endmodule

      module pair (input wire clk, input wire rst, input wire [7:0] in,
                   output wire [7:0] out, output wire [15:0] first, output wire [15:0] second);
        wire [7:0] forth;
        wire [7:0] back;
        wire [7:0] unused;
        part one (.clk(clk), .rst(rst), .a(in), .b(back), .x(forth), .y(out), .sum(first));
        part two (.clk(clk), .rst(rst), .a(forth), .b(in), .x(back), .y(unused), .sum(second));
        wire unused_ok = &{1'b0, unused};
      endmodule
      """;

  @Test
  void a_model_of_blocks_does_the_same_as_one_of_a_piece() throws IOException {
    var spec =
        TestDesigns.spec(
            folder,
            "pair",
            PARTS,
            PortInfo.in("rst", 1),
            PortInfo.in("clk", 1),
            PortInfo.in("in", 8),
            PortInfo.out("out", 8),
            PortInfo.out("first", 16),
            PortInfo.out("second", 16));
    var flags = new String[] {"-Wno-DECLFILENAME", "-Wno-UNUSED"};
    var options = BuildOptions.defaults().verilatorFlags(flags);
    var whole = ModelBuilder.build(spec, options, TestDesigns.CACHE, BuildListener.SILENT);
    var blocks =
        ModelBuilder.build(spec, options.blocks("part"), TestDesigns.CACHE, BuildListener.SILENT);
    assertNotEquals(whole.path(), blocks.path());
    try (var a = whole.open();
        var b = blocks.open()) {
      for (var model : List.of(a, b)) {
        model.reset(2, "rst");
      }
      for (int i = 0; i < 100; i++) {
        for (var model : List.of(a, b)) {
          model.port("in").set(37 * i & 255);
          model.eval();
        }
        for (String port : List.of("out", "first", "second")) {
          assertEquals(a.port(port).get(), b.port(port).get(), port + " in cycle " + i);
        }
        a.step();
        b.step();
      }
    }
  }
}

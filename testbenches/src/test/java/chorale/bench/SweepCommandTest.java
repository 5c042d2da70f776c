package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep as its user meets it: killed, resumed, in parts, with points that are no good. */
class SweepCommandTest {
  @TempDir Path folder;

  @Test
  void aSweepThatIsKilledThreeTimesGivesTheBytesOfAnUndisturbedOne() throws Exception {
    var harness = SweepHarness.in(folder);
    Outcome undisturbed = harness.here("calm");
    // 48 bytes are no power of two: a fifth of the points is refused, and all others run.
    assertEquals(1, undisturbed.exit(), undisturbed.err());
    assertTrue(undisturbed.out().startsWith("100 points: 80 ok, 20 refused."), undisturbed.out());
    harness.killAt("killed", 10);
    harness.killAt("killed", 30);
    harness.killAt("killed", 50);
    assertFalse(Files.exists(harness.csv("killed")), "half a result");
    long before = harness.results("killed");
    assertTrue(before < 80, "all was done: " + before);
    Outcome resumed = harness.here("killed");
    assertTrue(
        resumed.err().startsWith("100 points, %d to be computed".formatted(80 - before)),
        resumed.err());
    assertArrayEquals(
        Files.readAllBytes(harness.csv("calm")), Files.readAllBytes(harness.csv("killed")));
    try (var left = Files.list(folder.resolve("killed"))) {
      assertEquals(
          List.of(Path.of("locks")),
          left.map(Path::getFileName).filter(f -> !f.toString().matches("[0-9a-f]{32}")).toList(),
          "what the killed processes have left");
    }
  }

  @Test
  void aPointIsComputedOnceHoweverTheSweepIsWrittenAndAgainIfItsTraceChanges() throws Exception {
    var harness = SweepHarness.in(folder);
    harness.here("store");
    Path base = folder.resolve("base.yaml");
    Files.writeString(
        base, "# a remark\n" + Files.readString(base).replace("name: nop", "name: x"));
    Files.writeString(
        harness.sweep(),
        "{base: base.yaml, simulate: fast, list: [{package.nop.buffer_flits: 24,"
            + " package.nop.flit_bytes: 64, package.nop.link_latency_cycles: 3}]}\n");
    Outcome other = harness.here("store");
    assertEquals(0, other.exit(), other.err());
    assertTrue(other.err().startsWith("1 points, 0 to be computed"), other.err());
    Path trace = folder.resolve("t.csv");
    Files.writeString(
        trace, Files.readString(trace).replace("\n0,0,", "\n0,0,0").replace(",00", ",0"));
    Outcome changed = harness.here("store");
    assertTrue(changed.err().startsWith("1 points, 1 to be computed"), changed.err());
  }

  @Test
  void shardsHaveAllPointsBetweenThemAndEachOnce() throws IOException {
    var harness = SweepHarness.in(folder);
    harness.here("whole");
    var rows = new ArrayList<String>();
    for (int i = 1; i <= 3; i++) {
      Outcome part = harness.here("parts", "--shard", i + "/3");
      assertEquals(1, part.exit(), part.err());
      List<String> csv = Files.readAllLines(harness.csv("parts"));
      rows.addAll(csv.subList(1, csv.size()));
    }
    var whole = Files.readAllLines(harness.csv("whole"));
    assertEquals(whole.stream().skip(1).sorted().toList(), rows.stream().sorted().toList());
    Outcome all = harness.here("parts");
    assertTrue(all.err().startsWith("100 points, 0 to be computed"), all.err());
    assertEquals(whole, Files.readAllLines(harness.csv("parts")));
  }

  @Test
  void aPointOfTheRtlHasTheFiguresOfARunAndAToolThatIsMissingOnlyFailsForNow() throws Exception {
    // The shipped example with the tokens of ConservationTest: the same hardware, built once.
    Path shipped = Path.of("../examples").toAbsolutePath().normalize();
    String text = Files.readString(shipped.resolve("nop-tree-16.yaml"));
    Path base =
        Files.writeString(
            folder.resolve("base.yaml"),
            text.replace("file: traces", "file: " + shipped + "/traces")
                .replace("tokens: 2048", "tokens: 640"));
    Path sweep =
        Files.writeString(
            folder.resolve("order.yaml"),
            "base: base.yaml\ngrid: {mapping.order: [hottest-first, index]}\n");
    var harness = new SweepHarness(folder, sweep);
    Path cache = Path.of("target/models").toAbsolutePath();
    Process p = withoutTools(harness);
    assertEquals(1, p.waitFor());
    assertTrue(
        Files.readString(folder.resolve("child.log")).contains("2 points: 2 failed."),
        Files.readString(folder.resolve("child.log")));
    Outcome there = harness.here("rtl", "--cache", cache.toString());
    assertEquals(0, there.exit(), there.err());
    assertTrue(there.err().startsWith("2 points, 2 to be computed"), there.err());
    List<String> rows = Files.readAllLines(harness.csv("rtl"));
    assertTrue(rows.get(1).startsWith("1,hottest-first,rtl,ok,"), rows.get(1));
    Path results = folder.resolve("run");
    String[] arguments = {
      "run",
      "--json",
      "-o",
      results.toString(),
      "--cache",
      cache.toString(),
      "--figures",
      results.resolve("f.csv").toString(),
      base.toString()
    };
    Outcome run = Outcome.of(arguments);
    String cycles = rows.get(1).split(",")[4];
    assertTrue(run.out().contains("\"done_at_cycle\" : " + cycles), cycles + run.out() + run.err());
  }

  /** The sweep in a process whose PATH has no Verilator. */
  private Process withoutTools(SweepHarness harness) throws IOException {
    var command = SweepHarness.command();
    command.addAll(harness.arguments("rtl", "--cache", folder.resolve("none").toString()));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("child.log").toFile());
    builder.environment().put("PATH", folder.toString());
    return builder.start();
  }

  @Test
  void aBaseOrAnOptionThatIsNoGoodEndsWithTwoBeforeAnythingIsDone() throws IOException {
    var harness = SweepHarness.in(folder);
    refuses(harness.here("s", "--shard", "4/3"), "--shard is '4/3': write I/N");
    refuses(harness.here("s", "--shard", "x"), "--shard is 'x': write I/N");
    refuses(harness.here("s", "--jobs", "0"), "--jobs is 0: write at least 1");
    refuses(harness.here("s", "--slurm", "--shard", "1/2"), "leave --shard out");
    Files.writeString(
        harness.sweep(), "{base: base.yaml, grid: {package.nop.flit_byte: [64, 128]}}\n");
    refuses(harness.here("s"), "unknown key 'flit_byte'", "did you mean 'flit_bytes'");
    Files.writeString(harness.sweep(), "{base: none.yaml, grid: {trace.layer: [1]}}\n");
    refuses(harness.here("s"), "none.yaml: the file cannot be read");
    assertFalse(Files.exists(harness.csv("s")));
  }

  private static void refuses(Outcome o, String... message) {
    assertEquals(2, o.exit(), o.err());
    for (String m : message) {
      assertTrue(o.err().contains(m), o.err());
    }
  }

  @Test
  void aStoreThatIsAFileIsNamed() throws IOException {
    var harness = SweepHarness.in(folder);
    Files.writeString(folder.resolve("s"), "");
    Outcome o = harness.here("s");
    assertEquals(2, o.exit());
    assertTrue(o.err().contains(folder.resolve("s").toString()), o.err());
  }
}

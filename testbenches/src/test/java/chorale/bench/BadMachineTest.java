package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the machine does to a command, in a process of its own: tools that are missing, a disk on
 * which nothing more fits, an end in the middle. For a full disk stands a limit on the size of a
 * file, after which writing fails as it does there, and the device that is always full.
 */
class BadMachineTest {
  private static final String LIMIT = "ulimit -f 16; "; // KiB
  private static final String NO_TOOLS = "PATH=@/empty; ";

  @TempDir Path folder;

  /** A row, and what a shell does before it and with its output. */
  record MachineRow(String before, BadRow row, String behind) {
    static MachineRow of(String before, String line, String behind, String... said) {
      return new MachineRow(before, BadRow.of(line, said), behind);
    }

    @Override
    public String toString() {
      return before + row + behind;
    }
  }

  static List<MachineRow> rows() {
    String full = "cannot be written: File too large: make room, or choose another place";
    return List.of(
        MachineRow.of(
            NO_TOOLS,
            "run @/run.yaml -o @/out --cache @/cache --figures @/out/f.csv",
            "",
            "error: Verilator cannot be started",
            "apt-get install"),
        MachineRow.of(
            NO_TOOLS,
            "sweep @/sweep.yaml --slurm --store @/store -o @/out/s.csv",
            "",
            "sbatch cannot be started",
            "leave --slurm out, or install Slurm's client: apt-get install slurm-client"),
        MachineRow.of(LIMIT, "trace generate @/out/g.csv", "", "out/g.csv " + full),
        MachineRow.of(LIMIT, "trace generate @/out/g.csv.gz", "", "out/g.csv.gz " + full),
        MachineRow.of(LIMIT, "emit @/run.yaml --to @/out", "", "out/", full),
        MachineRow.of(
            "",
            "bounds @/run.yaml",
            " > /dev/full",
            "the standard output cannot be written: No space left on device: make room, or"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isToldWithItsMendAndLeavesNothingHalfWritten(MachineRow row) throws Exception {
    row.row().write(folder);
    Files.createDirectories(folder.resolve("empty"));
    Process p = start(row);
    String err = new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(p.waitFor(60, TimeUnit.SECONDS));
    BadInputTest.check(row.row(), new Outcome(p.exitValue(), out, err), folder);
    assertEquals("", out, "a result");
    assertNothingHalf();
    for (String whole : List.of("summary.csv", "files.f", "s.csv", "g.csv", "g.csv.gz")) {
      assertFalse(Files.exists(folder.resolve("out").resolve(whole)), whole);
    }
  }

  private Process start(MachineRow row) throws IOException {
    var script = new StringBuilder(row.before().replace("@", folder.toString()));
    script.append("exec");
    var command = SweepHarness.command();
    command.add(1, "-XX:-UsePerfData"); // it is a file too
    command.addAll(row.row().words(folder));
    command.forEach(word -> script.append(" '").append(word).append('\''));
    script.append(row.behind());
    return new ProcessBuilder("bash", "-c", script.toString()).start();
  }

  private void assertNothingHalf() throws IOException {
    try (var files = Files.walk(folder)) {
      assertEquals(List.of(), files.filter(f -> f.toString().endsWith(".partial")).toList());
    }
  }

  /** Starts to write a trace that takes minutes, and waits until a part of it is there. */
  private Process writing() throws Exception {
    Process p = start(MachineRow.of("", "trace generate @/g.csv --tokens 50000000", ""));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (partials().isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    assertTrue(p.isAlive(), "it had ended before it was stopped");
    return p;
  }

  private List<Path> partials() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".partial")).toList();
    }
  }

  @Test
  void anEndInTheMiddleLeavesNothing() throws Exception {
    Process p = writing();
    p.destroy();
    assertTrue(p.waitFor(30, TimeUnit.SECONDS));
    assertEquals(128 + 15, p.exitValue());
    try (var files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void afterSigkillThereIsNoHalfFileAndTheNextCommandClearsAwayWhatIsBesideIt() throws Exception {
    Process p = writing();
    p.destroyForcibly();
    assertTrue(p.waitFor(30, TimeUnit.SECONDS));
    assertFalse(Files.exists(folder.resolve("g.csv")));
    for (Path left : partials()) {
      Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(4000)));
    }
    String file = folder.resolve("g.csv").toString();
    assertEquals(0, Outcome.of("trace", "generate", file, "--tokens", "9").exit());
    assertEquals(List.of(), partials());
    assertEquals(10, Files.readAllLines(Path.of(file)).size());
  }

  @Test
  void aReaderThatHasEnoughIsNoError() throws Exception {
    String command = String.join("' '", SweepHarness.command());
    Process p =
        new ProcessBuilder(
                "bash", "-c", "'" + command + "' models | read -r; echo ${PIPESTATUS[0]}")
            .start();
    String err = new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    String exit = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(p.waitFor(60, TimeUnit.SECONDS));
    assertEquals("0\n", exit);
    assertEquals("", err);
  }
}

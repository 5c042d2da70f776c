package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code chorale study memory} with traces of the user's own. */
final class StudyMemoryTest {
  @TempDir Path folder;

  private int run(String device) {
    return Main.execute(
        "study",
        "memory",
        "--traces",
        folder.resolve("traces").toString(),
        "--device",
        device,
        "--work",
        folder.resolve("work").toString(),
        "--cache",
        "target/models",
        "--figures",
        folder.resolve("figures.csv").toString());
  }

  private void trace(String name, String text) throws IOException {
    Files.createDirectories(folder.resolve("traces"));
    Files.writeString(folder.resolve("traces").resolve(name), text);
  }

  private static String errors(Runnable command) {
    var err = new ByteArrayOutputStream();
    PrintStream before = System.err;
    try {
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      command.run();
    } finally {
      System.setErr(before);
    }
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void traces_of_a_folder_are_run() throws IOException {
    trace("two.trc", "R 0 0 0 0\nR 1 0 0 0\n");
    assertEquals(0, run("hbm2"));
    List<String> runs = Files.readAllLines(folder.resolve("work/runs.csv"));
    assertEquals(3, runs.size(), "a header, and two modes");
    assertTrue(runs.get(1).startsWith("hbm2,two,file,sat,2,2,"), runs.get(1));
    assertTrue(
        Files.readString(folder.resolve("figures.csv")).contains("\ntwo_hbm2,"), "no figure");
  }

  @Test
  void a_bad_trace_ends_with_its_line() throws IOException {
    trace("bad.trc", "R 0 0 0 0\nR 9 0 0 0\n");
    String errors = errors(() -> assertEquals(2, run("both")));
    assertTrue(errors.contains("bad.trc:2: bank group \"9\": a number from 0 to 3"), errors);
  }

  @Test
  void a_folder_without_traces_is_told() throws IOException {
    Files.createDirectories(folder.resolve("traces"));
    String errors = errors(() -> assertEquals(2, run("both")));
    assertTrue(errors.contains("no traces: files that end in .trc or .trc.gz"), errors);
  }

  @Test
  void an_unknown_device_is_told() throws IOException {
    trace("two.trc", "R 0 0 0 0\n");
    String errors = errors(() -> assertEquals(2, run("ddr5")));
    assertTrue(errors.contains("hbm2, hbm3, both"), errors);
  }
}

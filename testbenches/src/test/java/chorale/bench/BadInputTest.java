package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mistakes that a user can make, one to a row of {@link BadRows}: each ends with exit code 2 and a
 * message that says where, what and how to mend it, prints no result, and leaves no file.
 */
class BadInputTest {
  @TempDir Path folder;

  static Stream<BadRow> rows() {
    return Stream.of(
            BadRows.commandLines(),
            BadRows.files(),
            BadRows.configurations(),
            BadRows.traces(),
            BadRows.routingsOfOthers(),
            BadRows.results())
        .flatMap(Stream::of);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isToldWithItsMendAndLeavesNothing(BadRow row) throws IOException {
    row.write(folder);
    var before = content(folder);
    Outcome o = Outcome.of(row.words(folder).toArray(String[]::new));
    check(row, o, folder);
    assertEquals("", o.out(), "a result of what was refused");
    assertEquals(before, content(folder), "something was left");
  }

  /** Exit code 2, all parts of the message in their order, and no stack trace. */
  static void check(BadRow row, Outcome o, Path folder) {
    String told = o.err().replace(folder + "/", "");
    assertEquals(2, o.exit(), told);
    int at = 0;
    for (String part : row.said()) {
      int found = told.indexOf(part, at);
      assertTrue(found >= 0, "'" + part + "' is not where it belongs in: " + told);
      at = found + part.length();
    }
    assertFalse(told.contains("\tat "), told);
    assertFalse(told.contains("Exception"), told);
    assertFalse(told.contains("internal error"), told);
  }

  /** All files and folders with their sizes. */
  static Map<Path, Long> content(Path folder) throws IOException {
    var all = new TreeMap<Path, Long>();
    try (var files = Files.walk(folder)) {
      for (Path f : files.toList()) {
        all.put(folder.relativize(f), Files.isRegularFile(f) ? Files.size(f) : -1);
      }
    }
    return all;
  }

  @Test
  void theTableHasSixtyMistakesAndNoneTwice() {
    assertTrue(rows().count() >= 60, rows().count() + " rows");
    assertEquals(
        rows().count(),
        rows().map(r -> r.line() + r.said()).distinct().count(),
        "a row that stands twice");
  }

  @Test
  void theFilesThatTheRowsStartFromAreGood() throws IOException {
    BadRow.of("").write(folder);
    Outcome run = Outcome.of("run", "--fast", folder + "/run.yaml", "-o", folder + "/results");
    assertEquals(0, run.exit(), run.err());
    Outcome sweep =
        Outcome.of(
            "sweep", folder + "/sweep.yaml", "-o", folder + "/s.csv", "--store", folder + "/store");
    assertEquals(0, sweep.exit(), sweep.err());
  }
}

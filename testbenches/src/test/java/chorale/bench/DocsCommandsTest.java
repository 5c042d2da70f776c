package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands on the pages for users: all are understood, and those of the fast model are run. */
class DocsCommandsTest {
  private static final String COMMAND = "build/chorale ";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  @TempDir Path folder;

  static Stream<Path> pages() {
    return Stream.of("own-package", "own-trace", "reading-the-report", "comparing", "waves")
        .map(name -> Path.of("../docs", name + ".md"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void theCommandsOfAPageDoWhatItSays(Path page) throws Exception {
    int commands = 0;
    for (String block : blocks(Files.readString(page))) {
      prepare(block);
      for (String line : block.lines().filter(l -> l.startsWith(COMMAND)).toList()) {
        commands++;
        var arguments = arguments(line.substring(COMMAND.length()));
        assertDoesNotThrow(() -> Main.whole().parseArgs(arguments), line);
        if (line.contains("--fast") || line.contains("out/again")) {
          Outcome o = Outcome.of(arguments);
          assertEquals(0, o.exit(), line + "\n" + o.err());
        }
      }
    }
    assertTrue(commands > 0, page + " shows no command");
  }

  /** What stands between lines of three backquotes. */
  private static List<String> blocks(String text) {
    var parts = text.split("(?m)^```.*\n");
    var blocks = new ArrayList<String>();
    for (int i = 1; i < parts.length; i += 2) {
      blocks.add(parts[i]);
    }
    return blocks;
  }

  /** Runs what a block does besides calling us, such as writing a trace. */
  private void prepare(String block) throws Exception {
    if (block.startsWith("awk")) {
      var shell =
          new ProcessBuilder("bash", "-ec", block.replace(COMMAND, "true "))
              .directory(folder.toFile())
              .inheritIO()
              .start();
      assertEquals(0, shell.waitFor());
    }
  }

  /** The words of a command, its paths as seen from here. */
  private String[] arguments(String line) {
    var words = new ArrayList<String>();
    var matcher = WORD.matcher(line);
    while (matcher.find()) {
      String word = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      words.add(
          word.replaceFirst("^examples/", "../examples/")
              .replaceFirst("^out/", folder + "/")
              .replaceFirst("^trace.file=", "trace.file=" + folder + "/"));
    }
    return words.toArray(String[]::new);
  }
}

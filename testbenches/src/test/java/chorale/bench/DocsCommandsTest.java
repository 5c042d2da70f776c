package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The commands on all pages. All are understood; those on the pages for users are run, and print
 * what the page shows of them. Runs of the RTL are run with {@code --fast} instead, so that what
 * follows finds their results: the same runs without it are tests of their own.
 */
class DocsCommandsTest {
  /** Pages that are no lessons: what they show takes long, and other tests run it. */
  private static final List<String> UNDERSTOOD =
      List.of("cost.md", "memory.md", "noc.md", "testing.md", "README.md");

  /** Commands that other tests run. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "noc", "NetworkThroughputTest",
          "--slurm", "SlurmArrayTest",
          "completion", "CommandLineTest",
          "doctor", "LauncherTest");

  /** What pages say in place of a name. */
  private static final Map<String, String> NAMES =
      Map.of(
          "FILE", "examples/traces/flame290m_it5473_firsttokens_64seq_10pos_8layers.csv.gz",
          "OUT.csv.gz", "out/made.csv.gz",
          "my-package.yaml", "examples/nop-tree-16.yaml");

  private static final List<String> PROGRAMS = List.of("awk", "cp", "cmp");
  private static final Pattern FILE = Pattern.compile("[\\w./-]+\\.(csv|csv\\.gz|yaml|jsonl)");
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)(#[^)]*)?\\)");

  /** Of all pages, so that a point that two of them show is computed once. */
  @TempDir static Path points;

  @TempDir Path folder;

  static Stream<DocsPage> pages() throws IOException {
    var pages = new ArrayList<DocsPage>();
    for (Path path : DocsPage.all()) {
      pages.add(DocsPage.read(path));
    }
    return pages.stream().filter(p -> p.blocks().stream().anyMatch(b -> !b.commands().isEmpty()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void theCommandsOfAPageDoWhatItSays(DocsPage page) throws Exception {
    boolean lesson = !UNDERSTOOD.contains(page.toString());
    copyExamples();
    var printed = new StringBuilder();
    boolean before = false;
    for (var block : page.blocks()) {
      if (block.isText()) {
        if (before && lesson) {
          assertPrinted(block, printed.toString());
        }
        continue;
      }
      printed.setLength(0);
      before = !block.commands().isEmpty();
      shell(block, "awk", "cp");
      for (var words : block.commands()) {
        var arguments = here(words);
        assertDoesNotThrow(() -> Main.whole().parseArgs(arguments), words.toString());
        if (lesson && ELSEWHERE.keySet().stream().noneMatch(words::contains)) {
          Outcome o = Outcome.of(fast(arguments));
          assertEquals(0, o.exit(), words + "\n" + o.err());
          printed.append(o.out());
        }
      }
      shell(block, "cmp");
    }
  }

  private static void assertPrinted(DocsPage.Block block, String printed) {
    for (String line : block.lines()) {
      assertTrue(printed.contains(line), "'" + line + "' is not in:\n" + printed);
    }
  }

  private void copyExamples() throws IOException {
    Path examples = Path.of("../examples");
    try (var files = Files.walk(examples)) {
      for (Path f : files.filter(f -> f.toString().matches(".*\\.(yaml|gz)")).toList()) {
        Path copy = folder.resolve("examples").resolve(examples.relativize(f));
        Files.createDirectories(copy.getParent());
        Files.copy(f, copy);
      }
    }
  }

  /** Runs what a block does besides calling us, such as writing a trace. */
  private void shell(DocsPage.Block block, String... programs) throws Exception {
    assertTrue(PROGRAMS.containsAll(Arrays.asList(programs)));
    String script = block.shell(Arrays.asList(programs));
    if (!script.isEmpty()) {
      var shell = new ProcessBuilder("bash", "-ec", script).directory(folder.toFile());
      assertEquals(0, shell.inheritIO().start().waitFor(), script);
    }
  }

  /** The words of a command, its paths as seen from here. */
  private String[] here(List<String> words) {
    var arguments = new ArrayList<String>();
    for (String word : words) {
      String named = NAMES.getOrDefault(word, word);
      boolean path = named.startsWith("out/") || FILE.matcher(named).matches();
      arguments.add(
          path
              ? folder.resolve(named).toString()
              : named.replaceFirst("^trace.file=", "trace.file=" + folder + "/"));
    }
    return arguments.toArray(String[]::new);
  }

  /** The same command without RTL, its results in this test's folder. */
  private String[] fast(String... arguments) {
    var words = new ArrayList<>(List.of(arguments));
    boolean output = words.contains("-o") || words.contains("--to");
    switch (words.getFirst()) {
      case "run" -> {
        for (String waves : List.of("--waves", "--from", "--to", "--scope")) {
          int at = words.indexOf(waves);
          if (at >= 0) {
            words.subList(at, at + 2).clear();
          }
        }
        if (!words.contains("--fast")) {
          words.add("--fast");
        }
        output(words, words.contains("-o"), "out/nop-tree-16");
      }
      case "compare" -> output(words, output, "out/compare");
      case "sweep" -> {
        output(words, output, "out/sweep.csv");
        words.addAll(List.of("--store", points.toString()));
      }
      default -> {}
    }
    return words.toArray(String[]::new);
  }

  private void output(List<String> words, boolean there, String place) {
    if (!there) {
      words.addAll(List.of("-o", folder.resolve(place).toString()));
    }
  }

  @Test
  void theIndexHasEveryPageAndEveryLinkLeadsToAFile() throws IOException {
    String index = Files.readString(Path.of("../docs/README.md"));
    for (Path page : DocsPage.all()) {
      String name = page.getFileName().toString();
      assertTrue(name.equals("README.md") || index.contains("](" + name + ")"), name);
      var links = LINK.matcher(Files.readString(page));
      while (links.find()) {
        Path target = page.resolveSibling(links.group(1));
        assertTrue(Files.exists(target), page + " leads to " + links.group(1));
      }
    }
  }

  @Test
  void targetsOfMakeOnThePagesAreThere() throws IOException {
    String makefile = Files.readString(Path.of("../Makefile"));
    var make = Pattern.compile("(?:^|`)make ([a-z][a-z-]*)", Pattern.MULTILINE);
    for (Path page : DocsPage.all()) {
      var targets = make.matcher(Files.readString(page));
      while (targets.find()) {
        String line = "\n## " + targets.group(1) + " ";
        assertTrue(makefile.contains(line), page + ": make " + targets.group(1));
      }
    }
  }
}

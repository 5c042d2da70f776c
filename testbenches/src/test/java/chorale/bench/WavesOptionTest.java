package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waves of a part of a package, as a reader of FST finds them. */
class WavesOptionTest {
  @TempDir Path folder;

  private Outcome run(String... waves) throws IOException {
    SmallRun.write(folder);
    var arguments =
        new ArrayList<>(
            List.of(
                "run",
                folder.resolve("run.yaml").toString(),
                "-o",
                folder.resolve("results").toString(),
                "--cache",
                "target/models",
                "--figures",
                folder.resolve("figures.csv").toString()));
    arguments.addAll(List.of(waves));
    return Outcome.of(arguments.toArray(String[]::new));
  }

  @Test
  void theFileHoldsTheSignalsOfThePartInTheseCyclesAndNoOthers() throws Exception {
    assumeTrue(Tools.onPath("fst2vcd"), "no fst2vcd here: apt-get install gtkwave to test waves");
    Outcome o = run("--waves", "fst", "--from", "20", "--to", "60", "--scope", "switch1");
    assertEquals(0, o.exit(), o.out() + o.err());
    var said = Pattern.compile("cycle 0 is at (\\d+) ps").matcher(o.out());
    assertTrue(said.find(), o.out());
    long zero = Long.parseLong(said.group(1));

    Path fst = folder.resolve("results/waves.fst");
    var p = new ProcessBuilder("fst2vcd", fst.toString()).redirectErrorStream(true).start();
    var vcd = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, p.waitFor(), vcd);
    var names = names(vcd);
    assertTrue(
        names.stream().allMatch(n -> n.startsWith("MozartPackage.network.router_1.")),
        names.toString());

    var save = Files.readAllLines(folder.resolve("results/waves.gtkw"));
    var shown = save.stream().filter(l -> l.startsWith("MozartPackage.")).toList();
    assertTrue(shown.size() > 10, save.toString());
    for (String signal : shown) {
      assertTrue(names.contains(signal), signal + " is not among " + names);
    }
    long first = -1;
    long last = -1;
    for (String line : vcd.lines().filter(l -> l.startsWith("#")).toList()) {
      long time = Long.parseLong(line.substring(1));
      first = first < 0 ? time : first;
      last = time;
    }
    assertTrue(first >= zero + 40 && first <= zero + 42, first + " of " + zero);
    assertTrue(last > zero + 80 && last <= zero + 120, last + " of " + zero);
  }

  /** Full names of all signals, with their ranges. */
  private static Set<String> names(String vcd) {
    var names = new HashSet<String>();
    var scopes = new ArrayDeque<String>();
    for (String line : vcd.lines().toList()) {
      var words = line.trim().split("\\s+");
      switch (words[0]) {
        case "$scope" -> scopes.addLast(words[2]);
        case "$upscope" -> scopes.removeLast();
        case "$var" -> {
          String range = words.length > 6 ? words[5] : "";
          names.add(String.join(".", scopes) + "." + words[4] + range);
        }
        default -> {}
      }
    }
    return names;
  }

  @Test
  void aPartThatIsNotThereIsRefusedWithThoseThatAre() throws IOException {
    Outcome o = run("--waves", "vcd", "--scope", "switch_7");
    assertEquals(2, o.exit());
    assertTrue(
        o.err()
            .contains(
                "--scope switch_7: there is no such part; write one of root, switch_0, switch_1"),
        o.err());
    assertFalse(Files.exists(folder.resolve("results/summary.csv")));
  }

  @Test
  void optionsThatMakeNoSenseAreRefusedBeforeAnyWork() throws IOException {
    refuses("--waves lxt: write fst or vcd", "--waves", "lxt", "--scope", "root");
    refuses("add for instance --scope switch_1", "--waves", "fst");
    refuses("add --waves fst", "--scope", "root");
    refuses("add --waves fst", "--from", "5");
    refuses(
        "cycles 9 to 9 are no part",
        "--waves",
        "vcd",
        "--scope",
        "root",
        "--from",
        "9",
        "--to",
        "9");
    refuses("cycles -1 to 999", "--waves", "vcd", "--scope", "root", "--from", "-1");
  }

  private void refuses(String message, String... options) throws IOException {
    Outcome o = run(options);
    assertEquals(2, o.exit());
    assertTrue(o.err().contains(message), o.err());
    assertFalse(Files.exists(folder.resolve("results")), "something was written");
  }
}

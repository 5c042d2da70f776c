package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The command line as a whole, and what its commands print for scripts. */
class CommandLineTest {
  private static final String EXAMPLE = "../examples/nop-tree-16.yaml";

  @TempDir Path folder;

  @Test
  void everyCommandStandsInTheHelpAndHasOneOfItsOwn() {
    Outcome help = Outcome.of("--help");
    assertEquals(0, help.exit());
    assertFalse(help.out().contains("rehearse"), "what is hidden");
    for (var command : Main.whole().getSubcommands().entrySet()) {
      if (!command.getValue().getCommandSpec().usageMessage().hidden()) {
        assertTrue(help.out().contains("\n  " + command.getKey()), command.getKey());
      }
      Outcome own = Outcome.of(command.getKey(), "--help");
      assertEquals(0, own.exit(), own.err());
      assertTrue(own.out().startsWith("Usage: chorale " + command.getKey()), own.out());
    }
  }

  @Test
  void helpOfACommandIsItsOptionHelpAndNoExampleIsBroken() {
    assertEquals(Outcome.of("run", "--help"), Outcome.of("help", "run"));
    assertEquals(Outcome.of("--help"), Outcome.of("help"));
    assertEquals(Outcome.of("trace", "fit", "--help"), Outcome.of("help", "trace", "fit"));
    for (var command : Main.whole().getSubcommands().entrySet()) {
      String shown = Outcome.of(command.getKey(), "--help").out();
      for (String line : command.getValue().getCommandSpec().usageMessage().footer()) {
        assertTrue(shown.contains("\n" + line + "\n") || line.isEmpty(), line + "\n" + shown);
      }
    }
  }

  @Test
  void thereAreNoColoursWhereThereIsNoTerminal() {
    assertFalse(Outcome.of("--help").out().contains("\u001b"));
    assertFalse(Outcome.of("run", "--frobnicate").err().contains("\u001b"));
  }

  @Test
  void anUnknownCommandAndAMissingFileEndWithTwoAndNameTheMend() {
    Outcome unknown = Outcome.of("runn");
    assertEquals(2, unknown.exit());
    assertTrue(unknown.err().contains("Did you mean"), unknown.err());
    Outcome missing = Outcome.of("bounds", folder.resolve("no.yaml").toString());
    assertEquals(2, missing.exit());
    assertTrue(missing.err().contains("no.yaml: the file cannot be read"), missing.err());
  }

  @Test
  void aShellCompletesCommandsAndOptions() throws Exception {
    Path script = Files.writeString(folder.resolve("complete"), Outcome.of("completion").out());
    assertEquals("bounds\n", completed(script, "chorale bou"));
    assertEquals("--resources\n", completed(script, "chorale bounds --re"));
    assertEquals("noc\n", completed(script, "chorale study no"));
    assertEquals("package.nop.flit_bytes\n", completed(script, "chorale run -D package.nop.fl"));
    assertEquals("trace.tokens\n", completed(script, "chorale sweep -D trace.to"));
  }

  /** What bash proposes for the last word of {@code line}. */
  private String completed(Path script, String line) throws Exception {
    String asked =
        """
        source "$1"
        compopt() { :; } # there is no line being edited
        read -ra COMP_WORDS <<< "$2"
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        COMP_LINE=$2 COMP_POINT=${#2} COMPREPLY=()
        _complete_chorale
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    var p =
        new ProcessBuilder("bash", "-c", asked, "bash", script.toString(), line)
            .redirectErrorStream(true)
            .start();
    String text = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, p.waitFor(), text);
    return text.replace(" \n", "\n");
  }

  @Test
  void boundsAreThoseOfTheRunAndTakeNoSimulation() {
    Outcome text = Outcome.of("bounds", EXAMPLE);
    assertEquals(0, text.exit(), text.err());
    Outcome run = Outcome.of("run", "--fast", EXAMPLE, "-o", folder.toString());
    var bound = first(run.out(), "(?m)^total +\\d+ +(\\d+) ");
    assertEquals(bound, first(text.out(), "(?m)^total +(\\d+) "));
    assertTrue(text.out().contains("dram of group 0"), text.out());
  }

  private static String first(String text, String pattern) {
    var m = Pattern.compile(pattern).matcher(text);
    assertTrue(m.find(), text);
    return m.group(1);
  }

  @Test
  void whatIsPrintedForScriptsIsOneJsonObjectAndSaysTheSameAsTheTable() throws IOException {
    Outcome bounds = Outcome.of("bounds", EXAMPLE, "--json");
    Outcome run = Outcome.of("run", "--fast", "--json", EXAMPLE, "-o", folder.toString());
    Outcome table = Outcome.of("run", "--fast", EXAMPLE, "-o", folder.toString());
    var a = numbers(bounds.out());
    var b = numbers(run.out());
    assertEquals(a.get("lower_bound_cycles"), b.get("lower_bound_cycles"));
    assertEquals(first(table.out(), "(?m)^total +(\\d+) "), b.get("fast_model_cycles"), run.out());
    Outcome tuned = Outcome.of("tune", "--json", "--tokens", "512", "--lanes", "8");
    assertEquals(0, tuned.exit(), tuned.err());
    assertTrue(numbers(tuned.out()).containsKey("legal_points"), tuned.out());
  }

  /** The last number under each name of a JSON text; fails if it is none, or if there is more. */
  private static Map<String, String> numbers(String json) throws IOException {
    var found = new HashMap<String, String>();
    try (var in = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      assertEquals(JsonToken.START_OBJECT, in.nextToken());
      int depth = 1;
      while (depth > 0) {
        var token = in.nextToken();
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (token.isNumeric()) {
          found.put(in.currentName(), in.getString());
        }
      }
      assertEquals(null, in.nextToken(), "something behind the object");
    }
    return found;
  }
}

package chorale.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of a command line in place of a file's, and the file that says them all. */
class RunOverrideTest {
  private static final Path EXAMPLE = Path.of("../examples/nop-tree-16.yaml");

  @TempDir Path folder;

  private static RunConfig with(String... overrides) {
    return RunConfigReader.read(EXAMPLE, List.of(overrides));
  }

  @Test
  void aValueReplacesThatOfTheFileAndTheLastOfAKeyCounts() {
    assertEquals(128, with("package.nop.flit_bytes=128").pack().nop().flitBytes());
    assertEquals(512, with("trace.tokens=1024", "trace.tokens=512").trace().tokens());
  }

  @Test
  void aKeyThatTheFileLeavesOutIsAdded() {
    assertEquals(Optimizer.ADAMW, with("model.optimizer=adamw").model().optimizer());
    assertEquals(7, with("mapping.seed=7").mapping().seed());
  }

  @Test
  void aListAndAWholeSectionAreWrittenAsInYaml() {
    assertEquals(
        List.of(3, 12),
        with("package.nop.disabled_chiplets=[12, 3]").pack().nop().disabledChiplets());
    var mapping = with("mapping={order: index, seed: 3}").mapping();
    assertEquals(RunConfig.Order.INDEX, mapping.order());
    assertEquals(3, mapping.seed());
  }

  @Test
  void aTraceOfTheCommandLineIsLookedForFromTheWorkingDirectory() {
    assertEquals(Path.of("t.csv").toAbsolutePath(), with("trace.file=t.csv").trace().file());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trace.token=3|-D trace.token=3: unknown key 'token' in trace: did you mean 'tokens'?",
        "flit_bytes=64|-D flit_bytes=64: unknown key 'flit_bytes' in the file: did you mean"
            + " 'package.nop.flit_bytes'?",
        "package.flit_byte=64|-D package.flit_byte=64: unknown key 'flit_byte' in package: did you"
            + " mean 'package.nop.flit_bytes'?",
        "colour=red|-D colour=red: unknown key 'colour' in the file: write one of name, package,"
            + " model, trace, mapping, output, or remove it",
        "trace.tokens=many|-D trace.tokens=many: trace.tokens must be an integer, is 'many': write"
            + " an integer from 1 to 8192",
        "trace.tokens=0|-D trace.tokens=0: trace.tokens is 0, outside 1..8192: write an integer"
            + " from 1 to 8192",
        "trace.tokens=|-D trace.tokens=: trace.tokens must be an integer, is empty: write an"
            + " integer from 1 to 8192",
        "trace.tokens|-D trace.tokens: there is no key=value: write for instance -D"
            + " trace.tokens=1024",
        "=5|-D =5: there is no key=value: write for instance -D trace.tokens=1024",
        "trace..tokens=5|-D trace..tokens=5: a part of the key is empty: write for instance -D"
            + " trace.tokens=1024",
        "trace=5|-D trace=5: trace must be a section of keys, is '5': write the keys file, layer,"
            + " tokens",
        "name.first=x|-D name.first=x: name must be one value, is a section: write a text",
        "trace.tokens=[|-D trace.tokens=[: the value is not YAML: put texts in quotes, lists in [ ]"
      })
  void aFaultOfAnOverrideIsToldWithTheOptionAndItsMend(String override, String message) {
    var bad = assertThrows(BadInput.class, () -> with(override));
    assertEquals(message, bad.problems().getFirst().toString());
  }

  @Test
  void aKeyInTheWrongSectionOfAFileIsToldWhereItBelongs() throws IOException {
    Path file = folder.resolve("run.yaml");
    var text = Files.readString(EXAMPLE);
    Files.writeString(file, text.replace("  layer: 2", "  layer: 2\n  top_k: 6"));
    var bad = assertThrows(BadInput.class, () -> RunConfigReader.read(file));
    assertTrue(
        bad.getMessage().contains("unknown key 'top_k' in trace: did you mean 'model.top_k'?"),
        bad.getMessage());
  }

  @Test
  void whatIsWrittenBackIsReadAsTheSameConfiguration() throws IOException {
    var given =
        with(
            "package.nop.disabled_chiplets=[1, 5]",
            "package.clock_ghz=1.6",
            "package.dram.kind=hbm3",
            "model.name=\"a \\\"b\\\" \\\\ c: # ü\\u2028\"",
            "mapping.placement=chorale",
            "mapping.train_tokens=64",
            "trace.tokens=512",
            "model.optimizer=adamw-master");
    Path file = folder.resolve("resolved.yaml");
    Files.writeString(file, RunConfigWriter.text(given, folder, List.of("a remark")));
    var read = RunConfigReader.read(file);
    assertEquals(given.pack(), read.pack());
    assertEquals(given.model(), read.model());
    assertEquals(given.trace(), read.trace());
    assertEquals(given.mapping(), read.mapping());
    assertEquals(given.output(), read.output());
    assertEquals(given.name(), read.name());
    assertEquals(RunConfigWriter.settings(given), RunConfigWriter.settings(read));
  }
}

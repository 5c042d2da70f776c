package chorale.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunConfigReaderTest {
  private static final String GOOD =
      """
      name: small
      package:
        clock_ghz: 1.0
        nop: {groups: 4, chiplets_per_group: 4, flit_bytes: 64, buffer_flits: 16, link_latency_cycles: 2}
        chiplet: {array_rows: 64, array_columns: 64, sram_kib: 2048, sram_banks: 16, experts_resident: 2}
        dram:
          bytes_per_cycle: 32
          latency_cycles: 100
          burst_bytes: 2048
          outstanding_bursts: 4
      model:
        name: some layer
        hidden: 256
        expert_hidden: 176
        experts: 64
        top_k: 6
      trace:
        file: traces/t.csv.gz
        layer: 2
        tokens: 2048
      mapping: {placement: contiguous, order: index}
      output: out/small
      """;

  @TempDir Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("run.yaml"), text);
  }

  private List<String> problems(String text) throws IOException {
    var file = write(text);
    var bad = assertThrows(BadInput.class, () -> RunConfigReader.read(file));
    return bad.problems().stream()
        .map(p -> p.toString().replace(folder.toString() + file.getFileSystem().getSeparator(), ""))
        .toList();
  }

  @Test
  void readsEveryValueOfAGoodFile() throws IOException {
    var config = RunConfigReader.read(write(GOOD));
    assertEquals(new RunConfig.Nop(4, 4, 64, 16, 2), config.pack().nop());
    assertEquals(new RunConfig.Chiplet(64, 64, 2048, 16, 2), config.pack().chiplet());
    assertEquals(new RunConfig.Dram(32, 100, 2048, 4), config.pack().dram());
    assertEquals(
        new RunConfig.Model("some layer", "full size", 256, 176, 64, 6, 2), config.model());
    assertEquals(RunConfig.Order.INDEX, config.mapping().order());
    assertEquals(Path.of("out/small"), config.output());
  }

  @Test
  void readsWhatTheDramHoldsAndRemembersWhereTheSizesStand() throws IOException {
    var text =
        GOOD.replace("burst_bytes: 2048", "capacity_mib: 512\n    burst_bytes: 2048")
            .replace("top_k: 6", "top_k: 6\n  optimizer: adamw-master");
    var config = RunConfigReader.read(write(text));
    assertEquals(512, config.pack().dram().capacityMib());
    assertEquals(Optimizer.ADAMW_MASTER, config.model().optimizer());
    assertEquals(new RunConfig.Position(9, 19), config.places().get(RunConfig.DRAM));
    assertEquals(new RunConfig.Position(5, 58), config.places().get(RunConfig.SRAM));
    assertEquals(8192, RunConfigReader.read(write(GOOD)).pack().dram().capacityMib());
    assertEquals(Optimizer.NONE, RunConfigReader.read(write(GOOD)).model().optimizer());
  }

  private static final String HBM =
      GOOD.replace("    bytes_per_cycle", "    kind: hbm2\n    bytes_per_cycle")
          .replaceAll("    latency_cycles.*\\n", "");

  @Test
  void readsAStackOfHbmWhoseSizeFollowsFromItsChannels() throws IOException {
    var dram = RunConfigReader.read(write(HBM)).pack().dram();
    assertEquals(new RunConfig.Dram(RunConfig.DramKind.HBM2, 32, 0, 2048, 4, 1024), dram);
  }

  @Test
  void aDriveNeedsNeitherBandwidthNorLatency() throws IOException {
    var text = HBM.replace("kind: hbm2", "kind: ssd").replaceAll(" +bytes_per_cycle: 32.*\n", "");
    var dram = RunConfigReader.read(write(text)).pack().dram();
    assertEquals(new RunConfig.Dram(RunConfig.DramKind.SSD, 16, 0, 2048, 4, 1 << 18), dram);
    var problems = problems(HBM.replace("kind: hbm2", "kind: ssd"));
    assertEquals(1, problems.size());
    var message = "bytes_per_cycle is 32, but the link of an ssd carries 16: leave it out";
    assertTrue(problems.getFirst().endsWith(message), problems.toString());
  }

  @ParameterizedTest(name = "{0} -> {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "per_cycle: 32  | per_cycle: 48      | package.dram.bytes_per_cycle is 48, which no number of pseudo-channels of hbm2 has: write 16 times a power of two",
        "per_cycle: 32  | per_cycle: 40      | package.dram.bytes_per_cycle is 40, which no number of pseudo-channels of hbm2 has: write 16 times a power of two",
        "burst_bytes    | latency_cycles: 9; burst_bytes | package.dram.latency_cycles is given, but the timing of hbm2 is known: leave it out, or write kind: fixed",
        "flit_bytes: 64 | flit_bytes: 16     | package.nop.flit_bytes is 16, less than a burst of hbm2: write at least 32",
        "clock_ghz: 1.0 | clock_ghz: 2.0     | package.clock_ghz is 2.0, but hbm2 has a clock of 1.0 GHz, which the package shares: write 1.0, or kind: fixed",
        "kind: hbm2     | kind: hbm3         | package.clock_ghz is 1.0, but hbm3 has a clock of 1.6 GHz, which the package shares: write 1.6, or kind: fixed"
      })
  void refusesWhatDoesNotGoWithAStackOfHbm(String good, String bad, String message)
      throws IOException {
    var problems = problems(HBM.replace(good, bad.replace("; ", "\n    ")));
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.getFirst().endsWith(": " + message), problems.toString());
  }

  @Test
  void resolvesTheTraceAgainstTheFolderOfTheFile() throws IOException {
    var config = RunConfigReader.read(write(GOOD));
    assertEquals(folder.toAbsolutePath().resolve("traces/t.csv.gz"), config.trace().file());
  }

  @Test
  void fillsInTheDefaultsOfOptionalKeys() throws IOException {
    var text = GOOD.replaceAll("(?m)^(mapping|output|  clock_ghz|    outstanding).*\\n", "");
    var config = RunConfigReader.read(write(text));
    assertEquals(1.0, config.pack().clockGhz());
    assertEquals(4, config.pack().dram().outstandingBursts());
    assertEquals(RunConfig.Order.HOTTEST_FIRST, config.mapping().order());
    assertEquals(Path.of("out/small"), config.output());
  }

  @ParameterizedTest(name = "{0} -> {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "experts: 64    | expert: 64     | run.yaml:15:3: unknown key 'expert' in model: did you mean 'experts'?",
        "name: small    | title: small   | run.yaml:1:1: missing key 'name' in the file: write a text",
        "groups: 4      | groups: four   | run.yaml:4:17: package.nop.groups must be an integer, is 'four': write an integer from 1 to 8",
        "groups: 4      | groups: \"4\"  | run.yaml:4:17: package.nop.groups must be an integer, is '4': write an integer from 1 to 8",
        "groups: 4      | groups: 9      | run.yaml:4:17: package.nop.groups is 9, outside 1..8: write an integer from 1 to 8",
        "groups: 4      | groups: [4]    | run.yaml:4:17: package.nop.groups must be one value, is a list: write an integer from 1 to 8",
        "clock_ghz: 1.0 | clock_ghz: x   | run.yaml:3:14: package.clock_ghz must be a number, is 'x': write a number from 0.01 to 10.0 GHz",
        "clock_ghz: 1.0 | clock_ghz: 99  | run.yaml:3:14: package.clock_ghz is 99.0, outside 0.01..10.0: write a number from 0.01 to 10.0 GHz",
        "flit_bytes: 64 | flit_bytes: 96 | run.yaml:4:55: package.nop.flit_bytes is 96, not a power of two: write 64 or 128",
        "burst_bytes: 2048 | burst_bytes: 2000 | run.yaml:9:18: package.dram.burst_bytes is 2000, not a multiple of package.nop.flit_bytes 64: write a multiple of 64",
        "experts: 64    | experts: 15    | run.yaml:15:12: model.experts is 15, fewer than the 16 MoE chiplets: write at least 16, or change the package",
        "groups: 4,     | groups: 4, disabled_chiplets: 3, | run.yaml:4:39: package.nop.disabled_chiplets must be a list, is '3': write a list of different integers from 0 to 15",
        "groups: 4,     | groups: 4, disabled_chiplets: [3, 16], | run.yaml:4:43: package.nop.disabled_chiplets cannot hold '16': write a list of different integers from 0 to 15",
        "groups: 4,     | groups: 4, disabled_chiplets: [3, 3], | run.yaml:4:43: package.nop.disabled_chiplets cannot hold '3': write a list of different integers from 0 to 15",
        "top_k: 6       | top_k: 0       | run.yaml:16:10: model.top_k is 0, outside 1..8: write an integer from 1 to 8",
        "tokens: 2048   | tokens: 8193   | run.yaml:20:11: trace.tokens is 8193, outside 1..8192: write an integer from 1 to 8192",
        "order: index   | order: hotest  | run.yaml:21:41: mapping.order is 'hotest', which is not known: write one of hottest-first, index",
        "layer: 2       | file: again    | run.yaml:19:3: key 'trace.file' stands twice: keep one",
        "output: out/small | output:     | run.yaml:22:8: output is empty: write a text",
      })
  void namesTheLineAndColumnOfAFault(String from, String to, String expected) throws IOException {
    assertTrue(GOOD.contains(from), from);
    var problems = problems(GOOD.replaceFirst(from, to));
    assertTrue(problems.contains(expected), String.join("\n", problems));
  }

  @Test
  void reportsAMissingKeyAtTheSectionThatLacksIt() throws IOException {
    assertEquals(
        List.of(
            "run.yaml:7:5: missing key 'latency_cycles' in package.dram:"
                + " write an integer from 1 to 10000 cycles"),
        problems(GOOD.replaceFirst(" +latency_cycles.*\\n", "")));
  }

  @Test
  void reportsAMissingSectionOnceWithItsKeys() throws IOException {
    assertEquals(
        List.of(
            "run.yaml:1:1: missing key 'trace' in the file: add a section with file, layer,"
                + " tokens"),
        problems(GOOD.replaceFirst("trace:\\n( .*\\n)+", "")));
  }

  @Test
  void reportsAValueWhereASectionBelongs() throws IOException {
    assertEquals(
        List.of(
            "run.yaml:21:10: mapping must be a section of keys, is 'contiguous':"
                + " write the keys placement, order, train_tokens, seed"),
        problems(GOOD.replaceFirst("mapping:.*", "mapping: contiguous")));
  }

  @Test
  void listsTheChipletsThatAreLeftOutInOrder() throws IOException {
    var text = GOOD.replace("groups: 4,", "groups: 4, disabled_chiplets: [7, 3],");
    var pack = RunConfigReader.read(write(text)).pack();
    assertEquals(List.of(3, 7), pack.nop().disabledChiplets());
    assertEquals(16, pack.chiplets());
    assertEquals(14, pack.enabledChiplets().size());
  }

  @Test
  void aPackageWithoutChipletsIsRefused() throws IOException {
    var text = GOOD.replace("groups: 4,", "groups: 1, disabled_chiplets: [0, 1, 2, 3],");
    assertEquals(
        List.of(
            "run.yaml:4:39: package.nop.disabled_chiplets leaves none of the 4 MoE chiplets:"
                + " write 3 at most"),
        problems(text));
  }

  @Test
  void reportsTopKAboveTheNumberOfExperts() throws IOException {
    var text =
        GOOD.replace("groups: 4", "groups: 1")
            .replace("chiplets_per_group: 4", "chiplets_per_group: 1")
            .replace("experts: 64", "experts: 4");
    assertEquals(
        List.of("run.yaml:16:10: model.top_k is 6, more than the 4 experts: write at most 4"),
        problems(text));
  }

  @Test
  void collectsAllFaultsInTheOrderOfTheFile() throws IOException {
    var text =
        GOOD.replace("name: small", "nam: small")
            .replace("hidden: 256", "hidden: much")
            .replace("tokens: 2048", "tokens: 0");
    var bad = assertThrows(BadInput.class, () -> RunConfigReader.read(write(text)));
    assertEquals(List.of(1, 13, 20), bad.problems().stream().map(BadInput.Problem::line).toList());
    assertEquals(3, bad.getMessage().lines().count());
  }

  @Test
  void aMisspeltKeyIsOneFaultAndNotAMissingKeyAsWell() throws IOException {
    assertEquals(
        List.of("run.yaml:1:1: unknown key 'nam' in the file: did you mean 'name'?"),
        problems(GOOD.replace("name: small", "nam: small")));
  }

  @Test
  void aNameThatIsNoFolderIsRefused() throws IOException {
    assertEquals(
        List.of(
            "run.yaml:1:7: name is '../up', which cannot name a folder:"
                + " write letters, digits, '-', '_' and '.'"),
        problems(GOOD.replace("name: small", "name: ../up")));
  }

  @Test
  void reportsBrokenYamlWithItsPlace() throws IOException {
    var problems = problems("name: [a, b\nmodel: {}\n");
    assertEquals(1, problems.size());
    assertTrue(problems.getFirst().startsWith("run.yaml:2:6: not YAML: "), problems.getFirst());
  }

  @Test
  void reportsAnEmptyFile() throws IOException {
    assertEquals(List.of("run.yaml:1:1: the file is empty: start from an example"), problems(""));
  }

  @Test
  void reportsAFileThatIsNotText() throws IOException {
    var file = folder.resolve("run.yaml");
    Files.write(file, "name: \u00e4".getBytes(StandardCharsets.ISO_8859_1));
    var bad = assertThrows(BadInput.class, () -> RunConfigReader.read(file));
    assertEquals(file + ": the file is not UTF-8 text: save it as UTF-8", bad.getMessage());
  }

  @Test
  void reportsAMissingFile() {
    var file = folder.resolve("none.yaml");
    var bad = assertThrows(BadInput.class, () -> RunConfigReader.read(file));
    assertEquals(file + ": the file cannot be read: check the path", bad.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"nop-tree-16.yaml,64,256", "nop-tree-16-full.yaml,256,2048"})
  void readsTheShippedExamples(String name, int flitBytes, int hidden) {
    var config = RunConfigReader.read(Fixtures.EXAMPLES.resolve(name));
    assertEquals(flitBytes, config.pack().nop().flitBytes());
    assertEquals(hidden, config.model().hidden());
    assertEquals(16, config.pack().chiplets());
    assertTrue(Files.exists(config.trace().file()));
  }
}

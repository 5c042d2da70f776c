package chorale.bench.arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Dataflow;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.Element;
import chorale.sim.BuildOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the registers of PEs hold in the course of GEMMs that use 3 rows and 2 columns of 4 x 4. */
final class PowerDownTest {
  private static final int ROWS = 3;
  private static final int COLUMNS = 2;
  private static final int STEPS = 20;
  private static final ArrayParameters TILE =
      new ArrayParameters(4, 4, Element.INT8, Datapath.VALUES, true, true, 1, 64, 16).tile(2);

  /** By instance and signal, all values seen. */
  private static final Map<String, Set<String>> SEEN = new HashMap<>();

  private static GemmBench.Run run;

  @BeforeAll
  static void runsBothDataflows(@TempDir Path folder) throws IOException {
    var memory = new MatrixMemory(TILE, new Random(1));
    var gemms =
        List.of(
            memory.add(Dataflow.WEIGHT_STATIONARY, STEPS, ROWS, COLUMNS, false, false, true),
            memory.add(Dataflow.OUTPUT_STATIONARY, ROWS, 4, COLUMNS, false, false, true));
    var library =
        GemmBench.build(
            TILE, folder, Path.of("target/models"), BuildOptions.defaults().trace(true));
    Path waves = folder.resolve("waves.vcd");
    try (var model = library.open();
        var bench = new GemmBench(TILE, model)) {
      model.openTrace(waves);
      run = bench.run(gemms, memory, GemmBench.Grants.ALWAYS);
      model.closeTrace();
    }
    assertEquals(List.of(), memory.wrong());
    read(waves);
  }

  private static void read(Path waves) throws IOException {
    var scopes = new ArrayDeque<String>();
    var names = new HashMap<String, List<String>>(); // equal signals share a code
    for (String line : Files.readAllLines(waves)) {
      var words = line.strip().split("\\s+");
      switch (words[0]) {
        case "$scope" -> scopes.addLast(words[2]);
        case "$upscope" -> scopes.removeLast();
        case "$var" ->
            names
                .computeIfAbsent(words[3], _ -> new ArrayList<>())
                .add(String.join(".", scopes) + "." + words[4]);
        default -> value(words, names);
      }
    }
  }

  /** {@code b0101 code}, or a bit and the code without a space. */
  private static void value(String[] words, Map<String, List<String>> names) {
    boolean wide = words[0].startsWith("b");
    String code = wide ? words[1] : words[0].isEmpty() ? "" : words[0].substring(1);
    String bits = wide ? words[0].substring(1) : words[0];
    for (String name : names.getOrDefault(code, List.of())) {
      SEEN.computeIfAbsent(name, _ -> new HashSet<>()).add(bits.contains("1") ? bits : "0");
    }
  }

  /** How many values a register of a PE took; 1 if it was 0 all the time. */
  private static int values(int array, int row, int column, String register) {
    String end = ".array_%d.pe_%d_%d.%s".formatted(array, row, column, register);
    var signal = SEEN.keySet().stream().filter(s -> s.endsWith(end)).findFirst().orElseThrow();
    assertTrue(SEEN.get(signal).contains("0"), signal + " is never 0");
    return SEEN.get(signal).size();
  }

  @Test
  void rowsThatAreNotUsedGetNoOperand() {
    for (int j = 0; j < TILE.columns(); j++) {
      assertEquals(1, values(0, ROWS, j, "operand"));
      assertTrue(values(0, ROWS - 1, j, "operand") > STEPS / 2);
    }
  }

  @Test
  void columnsThatAreNotUsedGetNoOperandAndAddNothing() {
    for (int i = 0; i < ROWS; i++) {
      for (int j = COLUMNS; j < TILE.columns(); j++) {
        for (String register : List.of("weight", "down", "sum")) {
          assertEquals(1, values(0, i, j, register), register + " in column " + j);
        }
      }
      assertTrue(values(0, i, COLUMNS - 1, "sum") > STEPS / 2);
    }
  }

  @Test
  void anArrayWithoutAShareKeepsStill() {
    for (int i = 0; i < TILE.rows(); i++) {
      for (int j = 0; j < TILE.columns(); j++) {
        for (String register : List.of("operand", "weight", "down", "sum")) {
          assertEquals(1, values(1, i, j, register), register);
        }
      }
    }
  }

  @Test
  void theCountersSayHowManyPesAreInUse() {
    assertEquals(STEPS + 4, run.steps());
    assertEquals((STEPS + 4) * ROWS * COLUMNS, run.peCycles());
  }
}

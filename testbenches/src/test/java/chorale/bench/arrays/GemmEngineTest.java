package chorale.bench.arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chorale.bench.RtlHarness;
import chorale.bench.arrays.GemmBench.Grants;
import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Dataflow;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.Element;
import chorale.chiplet.array.Gemm;
import chorale.chiplet.array.GemmEngine;
import chorale.chiplet.array.GemmFormat;
import chorale.workload.ArrayCycles;
import chorale.workload.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GemmEngineTest {
  private static final ArrayParameters INT8 =
      new ArrayParameters(4, 4, Element.INT8, Datapath.VALUES, true, true, 0, 64, 16);

  private static final ArrayParameters BF16 = ArrayParameters.of(8, 8, Datapath.VALUES);
  private static final ArrayParameters TALL =
      new ArrayParameters(9, 4, Element.INT8, Datapath.TIMING, true, false, 1, 64, 16);
  private static final ArrayParameters WIDE =
      new ArrayParameters(4, 16, Element.BF16, Datapath.TIMING, true, false, 2, 64, 16);

  /** Tiles of 2, 4 and 8 arrays. */
  private static final ArrayParameters INT8_TILE = INT8.tile(4);

  private static final ArrayParameters BF16_TILE =
      ArrayParameters.of(4, 4, Datapath.VALUES).tile(2);
  private static final ArrayParameters TALL_TILE = TALL.tile(8);

  private static RtlHarness engine(ArrayParameters p) {
    return RtlHarness.of(GemmBench.name(p), () -> new GemmEngine(null, p));
  }

  private static void check(ArrayParameters p, int commands, long seed, boolean stalls) {
    var random = new Random(seed);
    var matrices = new MatrixMemory(p, random);
    var gemms = new ArrayList<Gemm>();
    for (int i = 0; i < commands; i++) {
      gemms.add(matrices.random(12, 12 * p.arrays()));
    }
    Grants grants = stalls ? (side, t) -> random.nextInt(3) > 0 : Grants.ALWAYS;
    try (var bench = new GemmBench(p, engine(p).open())) {
      bench.run(gemms, matrices, grants);
    }
    assertEquals(List.of(), matrices.wrong().stream().limit(5).toList(), "seed " + seed);
  }

  @Test
  void computesInt8() {
    check(INT8, 20, 1, false);
  }

  @Test
  void computesBf16() {
    check(BF16, 20, 7, true);
  }

  @Test
  void computesWhateverTheMemoriesGrant() {
    check(INT8, 60, 2, true);
  }

  @Test
  void addsUpTheSharesOfATile() {
    check(INT8_TILE, 60, 12, true);
    check(BF16_TILE, 60, 13, true);
    check(BF16_TILE, 20, 14, false);
  }

  /** Short folds whose rows still begin when the next fold is ready to. */
  private static void shortFolds(ArrayParameters p) {
    var matrices = new MatrixMemory(p, new Random(15));
    var gemms = new ArrayList<Gemm>();
    for (int i = 0; i < 24; i++) {
      int k = 1 + i % 5;
      boolean withInitial = i % 2 == 1;
      gemms.add(matrices.add(Dataflow.OUTPUT_STATIONARY, 7, k, 6, false, false, withInitial));
    }
    try (var bench = new GemmBench(p, engine(p).open())) {
      bench.run(gemms, matrices, Grants.ALWAYS);
    }
    assertEquals(List.of(), matrices.wrong().stream().limit(5).toList());
  }

  @Test
  void initialValuesReachTheRowsOfTheirFoldOnlyHoweverShortItIs() {
    shortFolds(INT8);
    shortFolds(INT8_TILE);
  }

  private static void cycles(ArrayParameters p, int shapes, long seed) {
    var form = new ArrayCycles(p.rows(), p.columns(), p.arrays());
    var random = new Random(seed);
    var differ = new ArrayList<String>();
    try (var bench = new GemmBench(p, engine(p).open())) {
      for (int i = 0; i < shapes; i++) {
        var matrices = new MatrixMemory(p, random);
        int m = 1 + random.nextInt(3 * p.rows());
        int k = 1 + random.nextInt(3 * p.arrays() * p.rows());
        int n = 1 + random.nextInt(3 * p.columns());
        for (var dataflow : Dataflow.values()) {
          var run =
              bench.run(
                  List.of(matrices.add(dataflow, m, k, n, false, false, false)),
                  matrices,
                  Grants.ALWAYS);
          long expected =
              GemmEngine.EDGE
                  + p.productStages()
                  + (dataflow == Dataflow.WEIGHT_STATIONARY
                      ? form.weightStationary(m, k, n)
                      : form.outputStationary(m, k, n));
          // A PE in use does a product in each step.
          assertEquals((long) m * k * n, run.peCycles());
          if (run.cycles() != expected) {
            differ.add(
                "%s %d x %d x %d: %d, not %d".formatted(dataflow, m, k, n, run.cycles(), expected));
          }
        }
      }
    }
    assertEquals(List.of(), differ, "seed " + seed);
  }

  @Test
  void takesItsClosedForm() {
    cycles(INT8, 40, 3);
    cycles(INT8.with(Datapath.TIMING), 100, 4);
    cycles(TALL, 100, 5);
    cycles(WIDE, 100, 6);
  }

  @Test
  void takesTheClosedFormOfATile() {
    cycles(BF16_TILE, 40, 15);
    cycles(INT8_TILE.with(Datapath.TIMING), 100, 16);
    cycles(TALL_TILE, 100, 17);
  }

  @Test
  void takesTheSameCyclesWithoutValues(@TempDir Path folder) throws IOException {
    assertEquals(
        0,
        LockStep.mismatches(
            40,
            List.of(new int[] {4, 4, 1}, new int[] {4, 3, 4}),
            folder,
            Path.of("target/models"),
            11,
            _ -> {}));
  }

  @Test
  void losesNothingBetweenGemmsButForTranspositionThatBegins() {
    var p = BF16.with(Datapath.TIMING);
    var matrices = new MatrixMemory(p, new Random(8));
    var form = new ArrayCycles(8, 8);
    var gemms = new ArrayList<Gemm>();
    long occupied = 0;
    for (int i = 0; i < 10; i++) {
      gemms.add(
          matrices.add(
              Dataflow.WEIGHT_STATIONARY, 8 + 8 * (i % 3), 20, 30, i % 2 == 0, i % 3 == 0, false));
      occupied += i < 9 ? form.weightStationaryOccupancy(8 + 8 * (i % 3), 20, 30) : 0;
    }
    long last = form.weightStationary(8, 20, 30);
    try (var bench = new GemmBench(p, engine(p).open())) {
      var run = bench.run(gemms, matrices, Grants.ALWAYS);
      // Each transposed left operand that follows one which is not, the first included.
      long turn = 5L * p.rows();
      assertEquals(occupied + last + turn + GemmEngine.EDGE + p.productStages(), run.cycles());
    }
  }

  @Test
  void refusesWhatTheArrayCannotDo() {
    var place = new Gemm.Place(0, 1);
    var gemm =
        new Gemm(Dataflow.WEIGHT_STATIONARY, 65, 9, 4, place, false, place, false, null, place);
    var thrown =
        assertThrows(IllegalArgumentException.class, () -> new GemmFormat(INT8).encode(gemm));
    assertEquals(
        "a weight-stationary GEMM of 65 x 9 x 4 (M x K x N) needs at most 64 rows, as many as a"
            + " column has accumulators, or a single fold in K",
        thrown.getMessage());
  }

  @Test
  void namesTheLineOfAWrongShape(@TempDir Path folder) throws IOException {
    var file = folder.resolve("shapes.csv");
    Files.writeString(file, "shape,m,n,k,dataflow,rows,columns\na,1,2,3,ws,8,8\nb,0,2,3,xs,8,8\n");
    var thrown = assertThrows(BadInput.class, () -> ArrayShape.read(file));
    assertEquals(
        file + ":3: m is \"0\": a number from 1 to 32767\n" + file + ":3: no dataflow: ws or os",
        thrown.getMessage());
  }
}

package chorale.bench.arrays;

import chorale.chiplet.array.Dataflow;
import chorale.workload.Routing;
import chorale.workload.TraceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How much of the time the PEs of an array multiply: large GEMMs, and batches of real experts. */
public final class ArrayUtilisation {
  private static final int[] SIZES = {16, 64};
  private static final int LARGE = 512;

  // The trace's model; experts of the size of DeepSeek-MoE-16B (2048, 1408).
  private static final int EXPERTS = 64;
  private static final int TOP_K = 6;
  private static final int TOKENS = 2048;
  private static final int CHIPLETS = 16;
  private static final int HIDDEN = 2048;
  private static final int INNER = 1408;
  private static final int ARRAY = 64;
  private static final int[] LAYERS = {2, 5};
  private static final int[] BATCHES = {TOKENS, 256};
  private static final int[] CHIPLETS_RUN = {0, 7, 13};

  private final List<Row> rows;

  private ArrayUtilisation(List<Row> rows) {
    this.rows = rows;
  }

  /**
   * A run.
   *
   * @param name what ran
   * @param rows of the array
   * @param columns of the array
   * @param gemms commands
   * @param cycles from the first read to the last write
   * @param bound fewest cycles with whole folds
   * @param work multiplications
   * @param stalls cycles without a step by cause, as in {@link GemmBench.Run}
   * @param peCycles PEs in use, summed over the steps
   */
  public record Row(
      String name,
      int rows,
      int columns,
      int gemms,
      long cycles,
      long bound,
      long work,
      List<Long> stalls,
      long peCycles) {
    /** Copies the list. */
    public Row {
      stalls = List.copyOf(stalls);
    }

    /** Bound over cycles. */
    public double overBound() {
      return (double) bound / cycles;
    }

    /** Multiplications over PEs times cycles. */
    public double macs() {
      return (double) work / ((double) rows * columns * cycles);
    }

    private boolean isBatch() {
      return name.startsWith("experts");
    }
  }

  /** Number of runs. */
  public static int parts() {
    return 2 * SIZES.length + LAYERS.length * BATCHES.length * CHIPLETS_RUN.length;
  }

  /** Runs all; {@code done} hears of each. */
  public static ArrayUtilisation of(Path trace, Path verilog, Path cache, Consumer<String> done)
      throws IOException {
    var rows = new ArrayList<Row>();
    for (int size : SIZES) {
      var p = ShapeStudy.array(size, size);
      try (var bench = new GemmBench(p, GemmBench.build(p, verilog, cache).open())) {
        for (var dataflow : Dataflow.values()) {
          var shape = new ArrayShape("large", LARGE, LARGE, LARGE, dataflow, size, size);
          var run = bench.run(List.of(ShapeStudy.gemm(shape)), null, GemmBench.Grants.ALWAYS);
          long work = (long) LARGE * LARGE * LARGE;
          String name = "large " + (shape.isOutputStationary() ? "os" : "ws");
          rows.add(row(name, size, run, 1, work / ((long) size * size), work));
          done.accept(name);
        }
      }
    }
    var p = ShapeStudy.array(ARRAY, ARRAY);
    try (var bench = new GemmBench(p, GemmBench.build(p, verilog, cache).open())) {
      for (int layer : LAYERS) {
        for (int tokens : BATCHES) {
          var routing = TraceReader.read(trace, layer, tokens, TOP_K, EXPERTS);
          for (int chiplet : CHIPLETS_RUN) {
            var batch = new ExpertBatch(ARRAY, ARRAY, loads(routing, chiplet), HIDDEN, INNER);
            if (batch.gemms().isEmpty()) {
              continue;
            }
            var run = bench.run(batch.gemms(), null, GemmBench.Grants.ALWAYS);
            String name =
                "experts of chiplet %d, layer %d, %d tokens".formatted(chiplet, layer, tokens);
            rows.add(row(name, ARRAY, run, batch.gemms().size(), batch.bound(), batch.work()));
            done.accept(name);
          }
        }
      }
    }
    return new ArrayUtilisation(rows);
  }

  private static List<Integer> loads(Routing routing, int chiplet) {
    int each = EXPERTS / CHIPLETS;
    var loads = new ArrayList<Integer>();
    for (int e = chiplet * each; e < (chiplet + 1) * each; e++) {
      loads.add(routing.load(e));
    }
    return loads;
  }

  private static Row row(
      String name, int size, GemmBench.Run run, int gemms, long bound, long work) {
    return new Row(
        name, size, size, gemms, run.cycles(), bound, work, run.stalls(), run.peCycles());
  }

  /** All runs. */
  public List<Row> rows() {
    return List.copyOf(rows);
  }

  /** The least multiplications per PE and cycle of the large GEMMs. */
  public double steady() {
    return rows.stream().filter(r -> !r.isBatch()).mapToDouble(Row::macs).min().orElseThrow();
  }

  /** The least share of the bound of the batches. */
  public double batch() {
    return rows.stream().filter(Row::isBatch).mapToDouble(Row::overBound).min().orElseThrow();
  }

  /** The least multiplications per PE and cycle of the batches. */
  public double macs() {
    return rows.stream().filter(Row::isBatch).mapToDouble(Row::macs).min().orElseThrow();
  }
}

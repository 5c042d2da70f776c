package chorale.bench.arrays;

import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Dataflow;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.Element;
import chorale.chiplet.array.Gemm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Tiles of several arrays: shapes for their cycles, bits of random programs, large GEMMs. */
public final class TileStudy {
  // Rows, columns, arrays.
  private static final int[][] RAGGED = {{4, 4, 2}, {6, 3, 8}, {16, 16, 16}};
  private static final int SHAPES = 40;
  private static final int OF_REFERENCE = 4;
  private static final int[][] VALUES = {{4, 4, 2}, {3, 5, 4}, {4, 4, 16}};
  private static final int PROGRAMS = 20;
  private static final int COMMANDS = 8;
  private static final int ACCUMULATORS = 64;
  private static final int ADDRESS_BITS = 20;
  private static final int[] LARGE_TILES = {4, 16};
  private static final int LARGE = 512;
  private static final int LARGE_ARRAY = 16;

  private TileStudy() {}

  /**
   * Results of random programs on the RTL.
   *
   * @param numbers how many were compared
   * @param mismatches how many are not, bit by bit, what Java has
   * @param first a mismatch, or nothing
   */
  public record Bits(long numbers, long mismatches, String first) {}

  /**
   * The simulator's shapes on tiles of four of its arrays, and random ones on small tiles, of which
   * many leave arrays, rows and columns without work.
   */
  public static List<ArrayShape> shapes(long seed) {
    var all = new ArrayList<ArrayShape>();
    ArrayShape.reference().forEach(s -> all.add(s.tile(OF_REFERENCE)));
    var random = new Random(seed);
    for (int[] size : RAGGED) {
      for (int i = 0; i < SHAPES; i++) {
        int m = 1 + random.nextInt(3 * size[0]);
        int k = 1 + random.nextInt(3 * size[0] * size[2]);
        int n = 1 + random.nextInt(3 * size[1]);
        for (var dataflow : Dataflow.values()) {
          all.add(new ArrayShape("ragged", m, k, n, dataflow, size[0], size[1], size[2]));
        }
      }
    }
    return all;
  }

  /** Number of tiles that {@link #bits} runs. */
  public static int tiles() {
    return VALUES.length * Element.values().length;
  }

  /** Runs random programs with random grants on tiles with values. */
  public static Bits bits(Path verilog, Path cache, long seed, Consumer<String> done)
      throws IOException {
    long numbers = 0;
    var wrong = new ArrayList<String>();
    for (int[] size : VALUES) {
      for (var element : Element.values()) {
        var p =
            new ArrayParameters(
                size[0],
                size[1],
                element,
                Datapath.VALUES,
                true,
                size[0] == size[1],
                1,
                ACCUMULATORS,
                ADDRESS_BITS,
                size[2]);
        var random = new Random(seed);
        try (var bench = new GemmBench(p, GemmBench.build(p, verilog, cache).open())) {
          for (int i = 0; i < PROGRAMS; i++) {
            var memory = new MatrixMemory(p, random);
            var gemms = new ArrayList<Gemm>();
            for (int g = 0; g < COMMANDS; g++) {
              gemms.add(memory.random(3 * size[0], 3 * size[0] * size[2]));
            }
            bench.run(gemms, memory, (_, _) -> random.nextInt(4) > 0);
            numbers += memory.results();
            wrong.addAll(memory.wrong());
          }
        }
        done.accept(GemmBench.name(p));
      }
    }
    return new Bits(numbers, wrong.size(), wrong.isEmpty() ? "" : wrong.getFirst());
  }

  /** The least multiplications per PE and cycle of large GEMMs, from first read to last write. */
  public static double steady(Path verilog, Path cache) throws IOException {
    double least = 1;
    for (int arrays : LARGE_TILES) {
      var p = ShapeStudy.tile(LARGE_ARRAY, LARGE_ARRAY, arrays);
      try (var bench = new GemmBench(p, GemmBench.build(p, verilog, cache).open())) {
        for (var dataflow : Dataflow.values()) {
          var shape =
              new ArrayShape(
                  "large", LARGE, LARGE, LARGE, dataflow, LARGE_ARRAY, LARGE_ARRAY, arrays);
          var run = bench.run(List.of(ShapeStudy.gemm(shape)), null, GemmBench.Grants.ALWAYS);
          least = Math.min(least, shape.utilisation(run.cycles()));
        }
      }
    }
    return least;
  }
}

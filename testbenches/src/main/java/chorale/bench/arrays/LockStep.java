package chorale.bench.arrays;

import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Dataflow;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.Element;
import chorale.chiplet.array.Gemm;
import chorale.chiplet.array.Gemm.Place;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * Runs random programs on an engine with values and on the same one with timing only, with the same
 * memories' grants: every command must be taken and done in the same cycles.
 */
public final class LockStep {
  private static final int MOST_COMMANDS = 6;
  private static final int MOST = 40;

  private LockStep() {}

  /** What memories with values hold: anything. */
  private static final class Noise implements GemmBench.Memories {
    private final ArrayParameters p;

    Noise(ArrayParameters p) {
      this.p = p;
    }

    @Override
    public BigInteger read(GemmBench.Side side, long address) {
      int bits =
          switch (side) {
            case LEFT -> p.rows() * p.element().operandBits;
            case TOP -> p.columns() * p.element().operandBits;
            case INITIAL, RESULT -> p.columns() * p.element().sumBits;
          };
      return BigInteger.valueOf(address * 0x9e37_79b9L).mod(BigInteger.ONE.shiftLeft(bits));
    }

    @Override
    public void write(long address, BigInteger word) {
      // Only the cycles count.
    }
  }

  /**
   * Programs whose cycles differ, of {@code programs} on arrays of {@code sizes}: rows, columns,
   * and arrays of a tile.
   */
  public static int mismatches(
      int programs, List<int[]> sizes, Path verilog, Path cache, long seed, IntConsumer done)
      throws IOException {
    int wrong = 0;
    int finished = 0;
    for (int[] size : sizes) {
      var p =
          new ArrayParameters(
              size[0],
              size[1],
              Element.BF16,
              Datapath.VALUES,
              true,
              size[0] == size[1],
              1,
              MOST,
              16,
              size[2]);
      var timing = p.with(Datapath.TIMING);
      var random = new SplittableRandom(seed + size[0] * size[2]);
      int share = (programs - finished) / (sizes.size() - sizes.indexOf(size));
      try (var a = new GemmBench(p, GemmBench.build(p, verilog, cache).open());
          var b = new GemmBench(timing, GemmBench.build(timing, verilog, cache).open())) {
        for (int i = 0; i < share; i++) {
          var gemms = program(p, random);
          long grants = random.nextLong();
          var withValues = a.run(gemms, new Noise(p), randomly(grants));
          var withoutValues = b.run(gemms, null, randomly(grants));
          wrong += withValues.equals(withoutValues) ? 0 : 1;
          done.accept(++finished);
        }
      }
    }
    return wrong;
  }

  private static List<Gemm> program(ArrayParameters p, SplittableRandom random) {
    var gemms = new ArrayList<Gemm>();
    int n = 1 + random.nextInt(MOST_COMMANDS);
    for (int i = 0; i < n; i++) {
      gemms.add(
          new Gemm(
              random.nextBoolean() ? Dataflow.OUTPUT_STATIONARY : Dataflow.WEIGHT_STATIONARY,
              1 + random.nextInt(MOST),
              1 + random.nextInt(MOST),
              1 + random.nextInt(MOST),
              place(random),
              p.transposes() && random.nextInt(3) == 0,
              place(random),
              p.transposes() && random.nextInt(3) == 0,
              random.nextInt(3) == 0 ? place(random) : null,
              place(random)));
    }
    return gemms;
  }

  private static Place place(SplittableRandom random) {
    return new Place(random.nextInt(1 << 12), random.nextInt(16));
  }

  /** Grants at a rate of its own on each side, from always to one cycle in four. */
  private static GemmBench.Grants randomly(long seed) {
    var random = new SplittableRandom(seed);
    int[] outOfEight = random.ints(GemmBench.Side.values().length, 2, 9).toArray();
    return (side, cycle) -> random.nextInt(8) < outOfEight[side.ordinal()];
  }
}

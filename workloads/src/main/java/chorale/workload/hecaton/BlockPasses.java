package chorale.workload.hecaton;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The forward and the backward pass of tokens through a block, or a pair of layers, as Programs.
 * The norm before a layer scales its sums, not its inputs: the sum of squares of a token's numbers
 * goes with them and with the sums, so that it needs no collective of its own.
 */
public final class BlockPasses {
  private final BlockShape s;
  private final Manner manner;
  private final Grid grid;
  private final DieWriter die;
  private final Layers layers;

  private BlockPasses(BlockShape shape, Manner manner, Ways ways) {
    s = shape;
    this.manner = manner;
    grid = ways.grid();
    die = new DieWriter(manner.partial());
    layers =
        switch (manner.scheme()) {
          case FLAT_1D, TORUS_1D -> new LineLayers(die, ways, manner, shape.tokens());
          case BROADCAST_2D -> new BroadcastLayers(die, ways, manner, shape.tokens());
          case GRID_2D, SKEWED_2D -> new TiledLayers(die, ways, manner, shape.tokens());
        };
  }

  /** What goes through a grid. */
  public enum Pass {
    /** A block forward. */
    FORWARD,
    /** A block backward. */
    BACKWARD,
    /** Two layers H to F to H forward, without norm, attention and kernels. */
    PAIR_FORWARD,
    /** The same backward. */
    PAIR_BACKWARD
  }

  /** The Program of all dies. */
  public static GridProgram of(Pass pass, BlockShape shape, Manner manner, Grid grid) {
    return new GridProgram(
        grid,
        IntStream.range(0, grid.dies())
            .mapToObj(d -> write(pass, shape, manner, Ways.of(grid, d, manner.directions())))
            .toList());
  }

  /** The Program of one die that stands for all of the grid: its neighbours are itself. */
  public static GridProgram alike(Pass pass, BlockShape shape, Manner manner, Grid grid) {
    var ways = Ways.alike(grid, manner.directions());
    return new GridProgram(new Grid(1, 1), List.of(write(pass, shape, manner, ways)));
  }

  private static List<GridCommand> write(Pass pass, BlockShape shape, Manner manner, Ways ways) {
    var passes = new BlockPasses(shape, manner, ways);
    switch (pass) {
      case FORWARD -> passes.forward();
      case BACKWARD -> {
        passes.backward(manner.recomputes() ? passes.forward() : Ready.NOW);
      }
      case PAIR_FORWARD -> passes.pairForward();
      case PAIR_BACKWARD -> passes.pairBackward();
    }
    return passes.die.commands();
  }

  private void pairForward() {
    var y = layers.forward(true, s.hidden(), s.inner(), 0, Ready.NOW);
    layers.forward(false, s.inner(), s.hidden(), 0, y);
  }

  private void pairBackward() {
    var dy = layers.backward(false, s.inner(), s.hidden(), 0, Ready.NOW);
    layers.backward(true, s.hidden(), s.inner(), 0, dy);
  }

  private Ready forward() {
    var x = kernel(s.hidden(), Ready.NOW);
    var qkv = layers.forward(true, s.hidden(), s.query() + keyValue(), 1, x);
    var own = kernel(s.query() + keyValue(), qkv);
    var keys = splitsSequences() ? layers.gatherKeys(keyValue(), own) : own;
    var scores = attend(1, keys);
    var weights = kernel(s.length() * s.heads(), scores);
    var context = kernel(s.query(), attend(1, weights));
    var z = layers.forward(false, s.query(), s.hidden(), 0, context);
    var x1 = kernel(2 * s.hidden(), z);
    var sums = layers.forward(true, s.hidden(), s.firstInner(), 1, x1);
    var h = kernel(s.firstInner(), sums);
    var y = layers.forward(false, s.inner(), s.hidden(), 0, h);
    return kernel(s.hidden(), y);
  }

  private void backward(Ready begin) {
    var dh = layers.backward(false, s.inner(), s.hidden(), 0, begin);
    var dSums = kernel(2 * s.firstInner(), dh);
    var dn = layers.backward(true, s.hidden(), s.firstInner(), 1, dSums);
    var dx1 = kernel(2 * s.hidden(), dn);
    var dContext = layers.backward(false, s.query(), s.hidden(), 0, dx1);
    var dWeights = kernel(s.length() * s.heads(), attend(1, dContext));
    var dKeys = attend(3, dWeights);
    var own = splitsSequences() ? layers.scatterKeys(keyValue(), dKeys) : dKeys;
    var dQkv = kernel(s.query() + keyValue(), own);
    var dx = layers.backward(true, s.hidden(), s.query() + keyValue(), 1, dQkv);
    kernel(2 * s.hidden(), dx);
  }

  /** Whether a token slice is less than whole sequences, so that keys must be gathered. */
  private boolean splitsSequences() {
    return s.tokens() / s.length() % grid.rows() != 0;
  }

  private long keyValue() {
    return s.keyValue(manner.scheme().isTiled() ? grid.columns() : 1);
  }

  /** A kernel over so many numbers of a token. */
  private Ready kernel(long numbers, Ready operand) {
    return die.apply((double) s.tokens() * numbers / grid.dies(), operand);
  }

  /** So many products of each query head with all tokens of its sequence. */
  private Ready attend(int products, Ready operand) {
    double all = grid.dies();
    double queries = s.tokens() * s.query() / all;
    double scores = s.tokens() * s.length() * s.heads() / all;
    double macs = products * queries * s.length();
    return die.multiply(
        macs, DieWriter.OPERAND * products * (2 * queries + scores), operand.whole());
  }
}

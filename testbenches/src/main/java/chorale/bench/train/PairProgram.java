package chorale.bench.train;

import chorale.bench.train.CommandQueues.Wait;
import chorale.bench.train.DieCommands.Part;
import chorale.bench.train.HostWords.Word;
import chorale.bench.train.PairMemory.Sums;
import chorale.chiplet.TrainingParameters;
import chorale.workload.hecaton.Grid;
import chorale.workload.vector.Kernel;
import chorale.workload.vector.Kernels;
import java.util.Arrays;
import java.util.List;

/**
 * A pair of layers on tiles, forward and backward, as commands of the dies of a grid: what {@link
 * chorale.workload.hecaton.TiledLayers} says, with numbers at their places. A layer gathers its
 * input in one ring, multiplies it by a tile, and scatters the sums in the other ring.
 *
 * <p>Skewed, token slices lie along diagonals, products go slice by slice, and each slice of a
 * result is rounded and passed on when it is there; so all of this goes on beside each other.
 */
final class PairProgram {
  private static final Kernel ADDED = Kernels.added();

  private final GridMachine machine;
  private final Grid grid;
  private final TrainingParameters p;
  private final PairShape shape;
  private final HostWords words;
  private final int added;
  final PairMemory m;
  final GridPlan plan;

  PairProgram(GridMachine machine, TrainingParameters p, PairShape shape, PairData data) {
    this.machine = machine;
    this.p = p;
    this.shape = shape;
    grid = machine.grid();
    words = new HostWords(p);
    plan = new GridPlan(machine, p);
    m = new PairMemory(p, grid, shape.tokens(), shape.hidden(), shape.inner());
    var kernels = new KernelMemory(p.vector());
    added = kernels.add(ADDED);
    for (int die = 0; die < grid.dies(); die++) {
      words.kernels(machine.chiplet(die), kernels);
      if (machine.hasValues(p)) {
        fill(die, data);
      }
      new OfDie(die).write();
    }
  }

  /** All that the host writes before the run. */
  List<Word> words() {
    return words.list();
  }

  /** The slice of the tokens that a die has before the pair, or in the middle of it. */
  int tokenSlice(int die, boolean before) {
    return TileRings.slice(grid, shape.skewed(), die, before);
  }

  /** Its first token. */
  int firstToken(int die, boolean before) {
    return tokenSlice(die, before) * ownTokens(before);
  }

  /** Tokens of a slice. */
  int ownTokens(boolean before) {
    return shape.tokens() / (before ? grid.columns() : grid.rows());
  }

  private void fill(int die, PairData data) {
    int h = shape.hidden() / grid.rows();
    int f = shape.inner() / grid.columns();
    int hidden = grid.row(die) * h;
    int inner = grid.column(die) * f;
    int first = firstToken(die, true);
    for (int t = first; t < first + ownTokens(true); t++) {
      operands(die, m.x, t, data.x()[t], hidden, h);
      operands(die, m.dz, t, data.dz()[t], hidden, h);
    }
    for (int i = 0; i < h; i++) {
      operands(die, m.weight[0], i, data.first()[hidden + i], inner, f);
    }
    for (int i = 0; i < f; i++) {
      operands(die, m.weight[1], i, data.second()[inner + i], hidden, h);
    }
  }

  private void operands(int die, Region at, int row, float[] numbers, int from, int count) {
    words.operands(machine.chiplet(die), at, row, Arrays.copyOfRange(numbers, from, from + count));
  }

  /** The commands of a die. */
  private final class OfDie {
    private final DieCommands d;
    private final TileRings rings;
    private final int die;

    OfDie(int die) {
      this.die = die;
      d = new DieCommands(machine, p, die, words, plan);
      rings = new TileRings(d, grid, die, shape.skewed());
    }

    void write() {
      var y = layer(true, m.x, own(true, null), m.weight[0], false, m.y);
      var z = layer(false, m.y.value(), y, m.weight[1], false, m.z);
      if (shape.backward()) {
        var dz = own(true, z.getLast().first());
        var products = gatherAndMultiply(true, m.dz, dz, m.weight[1], true, m.dy);
        d.outer(m.y.value(), m.dz, m.gradient[1], null, null);
        var dy = scatter(false, m.dy, products);
        products = gatherAndMultiply(false, m.dy.value(), dy, m.weight[0], true, m.dx);
        d.outer(m.x, m.dy.value(), m.gradient[0], null, null);
        scatter(true, m.dx, products);
      }
      d.end();
    }

    private List<Part> own(boolean before, Wait wait) {
      return List.of(new Part(firstToken(die, before), ownTokens(before), wait, null));
    }

    /** Gathers along the row or the column, scatters along the other one. */
    private List<Part> layer(
        boolean alongRow, Region in, List<Part> own, Region weight, boolean turns, Sums out) {
      return scatter(!alongRow, out, gatherAndMultiply(alongRow, in, own, weight, turns, out));
    }

    private List<Part> gatherAndMultiply(
        boolean alongRow, Region in, List<Part> own, Region weight, boolean turns, Sums out) {
      var gathered = rings.gather(alongRow, in, shape.chunks(), own);
      return rings.multiply(gathered, own, in, weight, turns, out.parts());
    }

    private List<Part> scatter(boolean alongRow, Sums out, List<Part> products) {
      var sums = rings.scatter(alongRow, out.parts(), out.arriving(), shape.chunks(), products);
      return rings.each(sums, part -> round(part, out));
    }

    private Wait round(Part part, Sums out) {
      return d.vector(
          added,
          ADDED,
          part.rows(),
          part.first(),
          part.second(),
          out.arriving().rows(part.row(), part.rows()),
          out.parts().rows(part.row(), part.rows()),
          out.value().rows(part.row(), part.rows()));
    }
  }
}

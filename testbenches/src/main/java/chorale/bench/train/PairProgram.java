package chorale.bench.train;

import chorale.bench.train.CommandQueues.Wait;
import chorale.bench.train.DieCommands.Part;
import chorale.bench.train.HostWords.Word;
import chorale.bench.train.PairMemory.Sums;
import chorale.chiplet.TrainingParameters;
import chorale.workload.hecaton.Grid;
import chorale.workload.hecaton.Ring;
import chorale.workload.vector.Kernel;
import chorale.workload.vector.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

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
    int place = before ? grid.column(die) : grid.row(die);
    return shape.skewed() ? (grid.row(die) + grid.column(die)) % grid.rows() : place;
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
    private final Ring row;
    private final Ring column;

    /** The slice of the tokens of a place of either ring. */
    private final IntUnaryOperator ofRow;

    private final IntUnaryOperator ofColumn;
    private final int die;

    OfDie(int die) {
      this.die = die;
      d = new DieCommands(machine, p, die, words, plan);
      row = grid.rowRing(grid.row(die));
      column = grid.columnRing(grid.column(die));
      ofRow = place -> tokenSlice(row.at(place), true);
      ofColumn = place -> tokenSlice(column.at(place), false);
    }

    void write() {
      var y = layer(true, m.x, own(true, null), m.weight[0], false, m.y);
      var z = layer(false, m.y.value(), y, m.weight[1], false, m.z);
      if (shape.backward()) {
        var gathered = gather(true, m.dz, own(true, z.getLast().first()));
        var products = multiply(gathered, m.dz, m.weight[1], true, m.dy);
        d.outer(m.y.value(), m.dz, m.gradient[1], null, null);
        var dy = scatter(false, m.dy, products);
        gathered = gather(false, m.dy.value(), dy);
        products = multiply(gathered, m.dy.value(), m.weight[0], true, m.dx);
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
      return scatter(!alongRow, out, multiply(gather(alongRow, in, own), in, weight, turns, out));
    }

    private List<Part> gather(boolean alongRow, Region in, List<Part> own) {
      return d.gather(
          alongRow ? row : column, in, alongRow ? ofRow : ofColumn, shape.chunks(), own);
    }

    private List<Part> multiply(
        List<Part> operand, Region in, Region weight, boolean turns, Sums out) {
      if (shape.skewed()) {
        return operand.stream()
            .map(
                part ->
                    new Part(
                        part.row(),
                        part.rows(),
                        d.multiply(part, in, weight, turns, out.parts()),
                        null))
            .toList();
      }
      // The last part has come after all others; the own ones were there before they were sent.
      var last = operand.getLast().first();
      var whole = new Part(0, in.rows(), last, null);
      return DieCommands.whole(out.parts(), d.multiply(whole, in, weight, turns, out.parts()));
    }

    private List<Part> scatter(boolean alongRow, Sums out, List<Part> products) {
      var sums =
          d.scatter(
              alongRow ? row : column,
              out.parts(),
              out.arriving(),
              alongRow ? ofRow : ofColumn,
              shape.chunks(),
              products);
      if (shape.skewed()) {
        return sums.stream().map(part -> round(part, out)).toList();
      }
      var last = sums.getLast();
      int first = sums.getFirst().row();
      int rows = sums.stream().mapToInt(Part::rows).sum();
      return List.of(round(new Part(first, rows, last.first(), last.second()), out));
    }

    private Part round(Part part, Sums out) {
      var done =
          d.vector(
              added,
              ADDED,
              part.rows(),
              part.first(),
              part.second(),
              out.arriving().rows(part.row(), part.rows()),
              out.parts().rows(part.row(), part.rows()),
              out.value().rows(part.row(), part.rows()));
      return new Part(part.row(), part.rows(), done, null);
    }
  }
}

package chorale.bench.train;

import chorale.bench.train.HostWords.Word;
import chorale.chiplet.TrainingParameters;
import chorale.workload.hecaton.BlockData;
import chorale.workload.hecaton.BlockData.Weight;
import chorale.workload.hecaton.Grid;
import chorale.workload.vector.SplitNorm;
import java.util.Arrays;
import java.util.List;

/**
 * A transformer block on tiles, forward and backward, as commands of the dies of a grid: norm,
 * queries, keys and values, attention, output, residual, norm, gated network, residual.
 */
final class BlockProgram {
  private final GridMachine machine;
  private final Grid grid;
  private final TrainingParameters p;
  private final BlockCase c;
  private final HostWords words;
  final BlockMemory m;
  final GridPlan plan;

  BlockProgram(GridMachine machine, TrainingParameters p, BlockCase c, BlockData data) {
    this.machine = machine;
    this.p = p;
    this.c = c;
    grid = machine.grid();
    c.check(grid, p.lanes());
    words = new HostWords(p);
    plan = new GridPlan(machine, p);
    m = new BlockMemory(p, grid, c);
    var memory = new KernelMemory(p.vector());
    var kernels = new BlockKernels(memory, p.lanes(), m);
    for (int die = 0; die < grid.dies(); die++) {
      words.kernels(machine.chiplet(die), memory);
      if (machine.hasValues(p)) {
        new Fill(die, data).write();
      }
      var d = new DieCommands(machine, p, die, words, plan);
      new BlockCommands(d, grid, die, m, kernels, c, p.lanes()).write();
    }
  }

  /** All that the host writes before the run. */
  List<Word> words() {
    return words.list();
  }

  /** The first token of a die. */
  int firstToken(int die, boolean before) {
    return TileRings.slice(grid, c.skewed(), die, before) * m.ownTokens;
  }

  /** What a die begins with. */
  private final class Fill {
    private final int die;
    private final int chiplet;
    private final BlockData data;
    private final int row;
    private final int column;

    Fill(int die, BlockData data) {
      this.die = die;
      this.data = data;
      chiplet = machine.chiplet(die);
      row = grid.row(die);
      column = grid.column(die);
    }

    void write() {
      int h = m.hiddenWords * p.lanes();
      int first = firstToken(die, true);
      for (int t = 0; t < m.ownTokens; t++) {
        operands(m.x, t, part(data.x()[first + t], row, h));
        operands(m.dy, first + t, part(data.dy()[first + t], row, h));
      }
      operands(m.attention.gain, 0, part(data.gains()[0], row, h));
      operands(m.network.gain, 0, part(data.gains()[1], row, h));
      first(m.attention.weight, Weight.QUERY, Weight.KEY, Weight.VALUE);
      first(m.network.weight, Weight.GATE, Weight.UP);
      second(m.output.weight, Weight.OUTPUT);
      second(m.down.weight, Weight.DOWN);
      int hidden = (int) c.shape().hidden();
      words.scalars(chiplet, m.constants, 0, SplitNorm.constants(hidden, BlockData.EPSILON));
      words.scalars(chiplet, m.scale, 0, new float[] {data.scale()});
      words.scalars(chiplet, m.one, 0, new float[] {1});
      for (int t = 0; c.causal() && t < m.mask.rows(); t++) {
        var seen = new float[m.mask.rows()];
        Arrays.fill(seen, t + 1, seen.length, Float.NEGATIVE_INFINITY);
        words.sums(chiplet, m.mask, t, seen);
      }
    }

    /** Tiles of the layers behind a norm, beside each other. */
    private void first(Region to, Weight... weights) {
      for (int i = 0; i < to.rows(); i++) {
        var line = new float[to.words() * p.lanes()];
        int at = 0;
        for (var weight : weights) {
          var all = data.weights().get(weight)[row * to.rows() + i];
          int width = all.length / grid.columns();
          System.arraycopy(all, column * width, line, at, width);
          at += width;
        }
        operands(to, i, line);
      }
    }

    private void second(Region to, Weight weight) {
      for (int i = 0; i < to.rows(); i++) {
        var all = data.weights().get(weight)[column * to.rows() + i];
        operands(to, i, part(all, row, to.words() * p.lanes()));
      }
    }

    private void operands(Region to, int at, float[] numbers) {
      words.operands(chiplet, to, at, numbers);
    }

    private static float[] part(float[] all, int number, int size) {
      return Arrays.copyOfRange(all, number * size, (number + 1) * size);
    }
  }
}

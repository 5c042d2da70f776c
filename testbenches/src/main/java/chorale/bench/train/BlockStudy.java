package chorale.bench.train;

import chorale.workload.hecaton.BlockData;
import chorale.workload.hecaton.BlockData.Weight;
import chorale.workload.hecaton.BlockReference;
import chorale.workload.hecaton.Grid;
import chorale.workload.hecaton.SlicedSums;
import chorale.workload.train.Binary32;
import java.util.List;

/** A transformer block on the RTL of a grid: bits, numbers sent, and cycles over their bound. */
public final class BlockStudy {
  private static final long SEED = 2407;

  private final GridRtl rtl;
  private final BlockCase c;
  private final BlockData data;
  private final BlockProgram program;
  private long numbers;
  private long mismatches;

  private BlockStudy(GridRtl rtl, BlockCase c) {
    this.rtl = rtl;
    this.c = c;
    data = BlockData.random(c.shape(), c.causal(), SEED);
    program = new BlockProgram(rtl.machine, rtl.p, c, data);
  }

  /**
   * What a block showed.
   *
   * @param run cycles, their bound, numbers sent
   * @param closedForm numbers that each die has to send
   * @param numbers compared
   * @param mismatches that have other bits
   */
  public record Result(GridResult run, double closedForm, long numbers, long mismatches) {
    /** Dies that sent something else than the closed form says. */
    public long wrongVolumes() {
      return run.sent().stream().filter(s -> s != closedForm).count();
    }
  }

  /** Random numbers through a block. */
  public static Result run(GridRtl rtl, BlockCase c) {
    var study = new BlockStudy(rtl, c);
    var result = rtl.run(study.program.words(), study.program.plan, study::compare);
    return new Result(result, study.closedForm(), study.numbers, study.mismatches);
  }

  /**
   * What is gathered and scattered along rows and columns: states, what is behind a norm, contexts
   * and hidden values, and of each norm a word more a token.
   */
  private double closedForm() {
    Grid grid = rtl.machine.grid();
    var s = c.shape();
    long t = s.tokens();
    long attended = s.query() + 2 * s.kvHeads() * s.headSize();
    double alongRows = (grid.columns() - 1.0) * t * 4 * s.hidden();
    double alongColumns =
        (grid.rows() - 1.0) * t * (attended + s.query() + s.firstInner() + s.inner());
    int lanes = rtl.p.lanes();
    double ofNorms = 2.0 * t * lanes * (1.0 - 1.0 / grid.columns() + (1.0 - 1.0 / grid.rows()));
    double forward = (alongRows + alongColumns) / grid.dies() + ofNorms;
    // of each norm's gains a packet for each block, scattered and gathered
    double ofGains = 2.0 * 2 * (grid.columns() - 1) * rtl.p.packetWords() / 2 * lanes;
    return c.backward() ? 2 * forward + ofGains : forward;
  }

  private void compare(TrainingRun run) {
    var grid = rtl.machine.grid();
    var order = new SlicedSums(grid, c.skewed(), 1, (int) c.shape().tokens(), rtl.p.lanes());
    var expected = new BlockReference<>(data, order, new Binary32());
    for (int die = 0; die < grid.dies(); die++) {
      new OfDie(run, die, expected).compare();
    }
  }

  /** What a die has at the end. */
  private final class OfDie {
    private final TrainingRun run;
    private final BlockReference<Float> expected;
    private final BlockMemory m = program.m;
    private final int die;
    private final int row;
    private final int column;

    OfDie(TrainingRun run, int die, BlockReference<Float> expected) {
      this.run = run;
      this.die = die;
      this.expected = expected;
      row = rtl.machine.grid().row(die);
      column = rtl.machine.grid().column(die);
    }

    void compare() {
      int first = program.firstToken(die, true);
      int hidden = m.hiddenWords * rtl.p.lanes();
      for (int t = 0; t < m.ownTokens; t++) {
        count(read(m.down.value, t), 0, expected.y().get(first + t), row, hidden);
        if (c.backward()) {
          count(read(m.attention.dx, first + t), 0, expected.dx().get(first + t), row, hidden);
        }
      }
      if (c.backward()) {
        first(m.attention.gradient, Weight.QUERY, Weight.KEY, Weight.VALUE);
        first(m.network.gradient, Weight.GATE, Weight.UP);
        second(m.output.gradient, Weight.OUTPUT);
        second(m.down.gradient, Weight.DOWN);
        gains(m.attention.gainGradient, expected.gainGradients().get(0));
        gains(m.network.gainGradient, expected.gainGradients().get(1));
      }
    }

    private void first(Region gradient, Weight... weights) {
      for (int i = 0; i < gradient.rows(); i++) {
        var got = read(gradient, i);
        int at = 0;
        for (var weight : weights) {
          var line = expected.gradient(weight).get(row * gradient.rows() + i);
          int width = line.size() / rtl.machine.grid().columns();
          count(got, at, line, column, width);
          at += width;
        }
      }
    }

    private void second(Region gradient, Weight weight) {
      for (int i = 0; i < gradient.rows(); i++) {
        var line = expected.gradient(weight).get(column * gradient.rows() + i);
        count(read(gradient, i), 0, line, row, gradient.words() * rtl.p.lanes());
      }
    }

    private void gains(Region gradient, List<Float> line) {
      int blocks = gradient.rows();
      int block = m.hiddenWords * rtl.p.lanes() / blocks;
      for (int b = 0; b < blocks; b++) {
        count(read(gradient, b), 0, line, row * blocks + b, block);
      }
    }

    private float[] read(Region region, int at) {
      return run.row(rtl.machine.chiplet(die), region, at);
    }
  }

  /** Numbers from a place on, of which there are {@code width}, against a slice of as many. */
  private void count(float[] got, int at, List<Float> expected, int slice, int width) {
    for (int i = 0; i < width; i++) {
      int bits = Float.floatToIntBits(expected.get(slice * width + i));
      numbers++;
      mismatches += Float.floatToIntBits(got[at + i]) == bits ? 0 : 1;
    }
  }
}

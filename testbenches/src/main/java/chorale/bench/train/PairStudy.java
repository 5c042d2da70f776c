package chorale.bench.train;

import chorale.workload.hecaton.ClosedForms;
import chorale.workload.hecaton.PairReference;
import chorale.workload.hecaton.SlicedSums;
import chorale.workload.train.Binary32;
import java.util.List;

/** A pair of layers on the RTL of a grid: bits, numbers sent, and cycles over their bound. */
public final class PairStudy {
  private static final long SEED = 2407;

  private PairStudy() {}

  /**
   * What a pair showed.
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

  /** Random numbers through a pair. */
  public static Result run(GridRtl rtl, PairShape s) {
    var data = PairData.random(s.tokens(), s.hidden(), s.inner(), SEED);
    var program = new PairProgram(rtl.machine, rtl.p, s, data);
    var counts = new long[2];
    var result =
        rtl.run(program.words(), program.plan, run -> compare(rtl, run, program, s, data, counts));
    double forward = ClosedForms.tiled(rtl.machine.grid(), s.tokens(), s.hidden(), s.inner());
    return new Result(result, s.backward() ? 2 * forward : forward, counts[0], counts[1]);
  }

  private static void compare(
      GridRtl rtl,
      TrainingRun run,
      PairProgram program,
      PairShape s,
      PairData data,
      long[] counts) {
    var grid = rtl.machine.grid();
    var order = new SlicedSums(grid, s.skewed(), 1, s.tokens());
    var expected =
        new PairReference<>(
            data.x(), data.dz(), data.first(), data.second(), order, new Binary32());
    int h = s.hidden() / grid.rows();
    int f = s.inner() / grid.columns();
    for (int die = 0; die < grid.dies(); die++) {
      int chiplet = rtl.machine.chiplet(die);
      int hidden = grid.row(die) * h;
      int inner = grid.column(die) * f;
      int first = program.firstToken(die, true);
      for (int t = first; t < first + program.ownTokens(true); t++) {
        count(run.row(chiplet, program.m.z.value(), t), expected.z().get(t), hidden, counts);
        if (s.backward()) {
          count(run.row(chiplet, program.m.dx.value(), t), expected.dx().get(t), hidden, counts);
        }
      }
      for (int i = 0; i < h && s.backward(); i++) {
        var row = run.row(chiplet, program.m.gradient[0], i);
        count(row, expected.gradient(true).get(hidden + i), inner, counts);
      }
      for (int i = 0; i < f && s.backward(); i++) {
        var row = run.row(chiplet, program.m.gradient[1], i);
        count(row, expected.gradient(false).get(inner + i), hidden, counts);
      }
    }
  }

  private static void count(float[] got, List<Float> expected, int from, long[] counts) {
    for (int i = 0; i < got.length; i++) {
      int bits = Float.floatToIntBits(expected.get(from + i));
      counts[0]++;
      counts[1] += Float.floatToIntBits(got[i]) == bits ? 0 : 1;
    }
  }
}

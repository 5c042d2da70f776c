package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.workload.hecaton.Grid;

/** Where a pair of layers H to F to H lies in the memories of a die: all tokens of everything. */
final class PairMemory {
  /**
   * Sums of a layer.
   *
   * @param parts the die's own, of all tokens
   * @param arriving what the die before passes
   * @param value the sums of the own tokens as operands, where the next layer gathers them
   */
  record Sums(Region parts, Region arriving, Region value) {}

  final Region x;
  final Region dz;
  final Region[] weight;
  final Region[] gradient;
  final Sums y;
  final Sums z;
  final Sums dy;
  final Sums dx;

  PairMemory(TrainingParameters p, Grid grid, int tokens, int hidden, int inner) {
    var plan = new MemoryPlan(p, 0);
    int h = hidden / grid.rows();
    int f = inner / grid.columns();
    int hWords = h / p.lanes();
    int fWords = f / p.lanes();
    x = plan.take(Target.SCRATCH, tokens, hWords);
    dz = plan.take(Target.SCRATCH, tokens, hWords);
    weight =
        new Region[] {
          plan.take(Target.SCRATCH, h, fWords), plan.take(Target.SCRATCH, f, hWords),
        };
    gradient = new Region[] {plan.take(Target.SUMS, h, fWords), plan.take(Target.SUMS, f, hWords)};
    y = sums(plan, tokens, fWords);
    z = sums(plan, tokens, hWords);
    dy = sums(plan, tokens, fWords);
    dx = sums(plan, tokens, hWords);
    plan.check();
  }

  private static Sums sums(MemoryPlan plan, int tokens, int words) {
    return new Sums(
        plan.take(Target.SUMS, tokens, words),
        plan.take(Target.SUMS, tokens, words),
        plan.take(Target.SCRATCH, tokens, words));
  }
}

package chorale.bench.train;

import java.util.List;

/**
 * What the RTL of a grid showed.
 *
 * @param cycles of the run
 * @param bound lower bound of them
 * @param sent numbers that each die has sent
 * @param arraySteps cycles with products, the most of a die
 * @param vectorSteps cycles with an instruction of a kernel, the most of a die
 */
public record GridResult(
    long cycles, long bound, List<Long> sent, long arraySteps, long vectorSteps) {
  /** Cycles over their lower bound. */
  public double overBound() {
    return (double) cycles / bound;
  }
}

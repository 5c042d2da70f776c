package chorale.bench.train;

import chorale.chiplet.array.Gemm;
import chorale.chiplet.array.Gemm.Place;
import chorale.workload.step.Work;

/** Products of a step as GEMMs of an array. */
final class StepGemm {
  private StepGemm() {}

  /**
   * Gradients of weights are output-stationary; a dashed matrix is transposed on its way.
   *
   * @param from where the sums begin, or null if at 0
   */
  static Gemm of(Work.Multiply w, Place left, Place top, Place from, Place to) {
    var gemm =
        w.product().ofWeights()
            ? Gemm.outputStationary(w.m(), w.k(), w.n(), left, top, to)
            : Gemm.weightStationary(w.m(), w.k(), w.n(), left, top, to);
    return gemm.turningTop(w.product().transposes()).from(from);
  }
}

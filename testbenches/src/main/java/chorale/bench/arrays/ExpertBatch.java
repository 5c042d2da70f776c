package chorale.bench.arrays;

import chorale.chiplet.array.Dataflow;
import chorale.chiplet.array.Gemm;
import chorale.chiplet.array.Gemm.Place;
import chorale.workload.ArrayCycles;
import java.util.ArrayList;
import java.util.List;

/**
 * The GEMMs of the experts of a chiplet, one after the other: up, gate and down projection of each
 * expert that has tokens. Each is done in the dataflow that occupies the array for fewer cycles;
 * rows of tokens are transposed on the way where that is the output-stationary one.
 */
final class ExpertBatch {
  private final int rows;
  private final int columns;
  private final List<Gemm> gemms = new ArrayList<>();
  private long bound;
  private long work;

  /**
   * A batch.
   *
   * @param tokens of each expert
   * @param hidden the model's hidden size
   * @param inner the experts' intermediate size
   */
  ExpertBatch(int rows, int columns, List<Integer> tokens, int hidden, int inner) {
    this.rows = rows;
    this.columns = columns;
    for (int m : tokens) {
      if (m > 0) {
        add(m, hidden, inner);
        add(m, hidden, inner);
        add(m, inner, hidden);
      }
    }
  }

  private void add(int m, int k, int n) {
    var form = new ArrayCycles(rows, columns);
    long ws = form.weightStationaryOccupancy(m, k, n);
    long os = form.outputStationaryOccupancy(m, k, n);
    boolean stays = os < ws;
    gemms.add(
        new Gemm(
            stays ? Dataflow.OUTPUT_STATIONARY : Dataflow.WEIGHT_STATIONARY,
            m,
            k,
            n,
            new Place(0, Math.ceilDiv(k, rows)),
            stays,
            new Place(0, Math.ceilDiv(n, columns)),
            false,
            null,
            new Place(0, Math.ceilDiv(n, columns))));
    long folds = (long) Math.ceilDiv(n, columns);
    long stationary = Math.ceilDiv(k, rows) * (long) Math.max(m, rows);
    bound += folds * Math.min((long) Math.ceilDiv(m, rows) * k, stationary);
    work += (long) m * k * n;
  }

  List<Gemm> gemms() {
    return List.copyOf(gemms);
  }

  /**
   * Fewest cycles with whole folds and one row of operands a cycle on either side: {@code ceil(N/C)
   * min(ceil(M/R) K, ceil(K/R) max(M, R))} for each GEMM; nothing fills, drains or changes.
   */
  long bound() {
    return bound;
  }

  /** Multiplications. */
  long work() {
    return work;
  }
}

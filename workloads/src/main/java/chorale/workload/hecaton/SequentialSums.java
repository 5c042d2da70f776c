package chorale.workload.hecaton;

import chorale.workload.train.Arithmetic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Sums of {@link BlockReference}, and its matrices, which are lists of rows.
 *
 * @param <N> the numbers
 */
final class SequentialSums<N> {
  private final SlicedSums order;
  private final Arithmetic<N> n;

  SequentialSums(SlicedSums order, Arithmetic<N> arithmetic) {
    this.order = order;
    n = arithmetic;
  }

  /** A number of a row and a column. */
  @FunctionalInterface
  interface Element<N> {
    N at(int row, int column);
  }

  /** A sum over slices in their order; of each its part. */
  N sliced(boolean first, int token, int slice, IntFunction<N> part) {
    N total = null;
    for (int k : order.order(first, token, slice)) {
      N next = part.apply(k);
      total = total == null ? next : n.add(total, next);
    }
    return total;
  }

  /** {@code from}, and terms from one to before another. */
  N ascending(N from, int begin, int end, IntFunction<N> term) {
    N sum = from;
    for (int i = begin; i < end; i++) {
      sum = n.add(sum, term.apply(i));
    }
    return sum;
  }

  /** The sum of a row of a die's own, in the order of lanes. */
  N ofRow(int begin, int end, IntFunction<N> term) {
    int lanes = order.lanes();
    var sums = new ArrayList<N>();
    for (int lane = 0; lane < lanes; lane++) {
      N sum = n.of(0);
      for (int i = begin + lane; i < end; i += lanes) {
        sum = n.add(sum, term.apply(i));
      }
      sums.add(sum);
    }
    for (int apart = 1; apart < lanes; apart *= 2) {
      for (int lane = 0; lane < lanes; lane += 2 * apart) {
        sums.set(lane, n.add(sums.get(lane), sums.get(lane + apart)));
      }
    }
    return sums.getFirst();
  }

  /** A number of a matrix. */
  static <N> N at(List<List<N>> rows, int row, int column) {
    return rows.get(row).get(column);
  }

  /** A matrix by its numbers. */
  static <N> List<List<N>> rows(int count, int width, Element<N> element) {
    var rows = new ArrayList<List<N>>();
    for (int r = 0; r < count; r++) {
      var row = new ArrayList<N>();
      for (int c = 0; c < width; c++) {
        row.add(element.at(r, c));
      }
      rows.add(row);
    }
    return rows;
  }
}

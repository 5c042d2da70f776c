package chorale.workload.train;

import chorale.workload.num.SumOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Rows and matrices of numbers, matrices as lists of rows. Every sum of products goes in the order
 * of a tile of arrays.
 *
 * @param <N> the numbers
 */
final class Matrices<N> {
  private final Arithmetic<N> n;
  private final SumOrder order;

  Matrices(Arithmetic<N> arithmetic, SumOrder order) {
    n = arithmetic;
    this.order = order;
  }

  /** {@code x B}. */
  List<N> times(List<N> x, List<List<N>> b) {
    var y = new ArrayList<N>();
    for (int j = 0; j < b.getFirst().size(); j++) {
      int column = j;
      y.add(sum(n.of(0), x.size(), k -> n.times(x.get(k), b.get(k).get(column))));
    }
    return y;
  }

  /** {@code from + x B'}; from 0 if it is null. */
  List<N> timesTransposed(List<N> x, List<List<N>> b, List<N> from) {
    var y = new ArrayList<N>();
    for (int j = 0; j < b.size(); j++) {
      var column = b.get(j);
      y.add(
          sum(
              from == null ? n.of(0) : from.get(j),
              x.size(),
              k -> n.times(x.get(k), column.get(k))));
    }
    return y;
  }

  /** {@code sums += X' Y}, the sum going over rows. */
  void accumulate(List<List<N>> sums, List<List<N>> x, List<List<N>> y) {
    for (int i = 0; i < sums.size(); i++) {
      int row = i;
      for (int j = 0; j < sums.get(i).size(); j++) {
        int column = j;
        sums.get(i)
            .set(
                j,
                sum(
                    sums.get(i).get(j),
                    x.size(),
                    t -> n.times(x.get(t).get(row), y.get(t).get(column))));
      }
    }
  }

  private N sum(N from, int k, IntFunction<N> product) {
    return order.sum(from, n.of(0), k, (sum, i) -> n.add(sum, product.apply(i)), n::add);
  }

  List<N> toBf16(List<N> x) {
    return new ArrayList<>(x.stream().map(n::toBf16).toList());
  }

  List<N> numbers(float[] x) {
    var list = new ArrayList<N>();
    for (float f : x) {
      list.add(n.of(f));
    }
    return list;
  }

  List<List<N>> numbers(float[][] x) {
    var rows = new ArrayList<List<N>>();
    for (float[] row : x) {
      rows.add(numbers(row));
    }
    return rows;
  }

  List<List<N>> zeros(int rows, int columns) {
    return numbers(new float[rows][columns]);
  }
}

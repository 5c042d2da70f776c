package chorale.workload.train;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows and matrices of numbers, matrices as lists of rows. Every sum goes in ascending order.
 *
 * @param <N> the numbers
 */
final class Matrices<N> {
  private final Arithmetic<N> n;

  Matrices(Arithmetic<N> arithmetic) {
    n = arithmetic;
  }

  /** {@code x B}. */
  List<N> times(List<N> x, List<List<N>> b) {
    var y = new ArrayList<N>();
    for (int j = 0; j < b.getFirst().size(); j++) {
      N sum = n.of(0);
      for (int k = 0; k < x.size(); k++) {
        sum = n.add(sum, n.times(x.get(k), b.get(k).get(j)));
      }
      y.add(sum);
    }
    return y;
  }

  /** {@code from + x B'}; from 0 if it is null. */
  List<N> timesTransposed(List<N> x, List<List<N>> b, List<N> from) {
    var y = new ArrayList<N>();
    for (int j = 0; j < b.size(); j++) {
      N sum = from == null ? n.of(0) : from.get(j);
      for (int k = 0; k < x.size(); k++) {
        sum = n.add(sum, n.times(x.get(k), b.get(j).get(k)));
      }
      y.add(sum);
    }
    return y;
  }

  /** {@code sums += x' y}. */
  void accumulate(List<List<N>> sums, List<N> x, List<N> y) {
    for (int i = 0; i < x.size(); i++) {
      var row = sums.get(i);
      for (int j = 0; j < y.size(); j++) {
        row.set(j, n.add(row.get(j), n.times(x.get(i), y.get(j))));
      }
    }
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

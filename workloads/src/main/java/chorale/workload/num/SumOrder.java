package chorale.workload.num;

import java.util.ArrayList;
import java.util.function.BinaryOperator;

/**
 * The order in which a tile of arrays adds up the products of an element of a matrix. Of k products
 * each array has {@code S = R ceil(k / (A R))} in a row, the last ones fewer or none, and adds them
 * up in order: the first from the element's initial value on, the others from 0. Then the sums of
 * arrays 0 and 1, 2 and 3, .. are added, then these sums in the same way, until one is left. One
 * array adds all in sequence.
 *
 * @param arrays A, a power of two
 * @param rows R, rows of an array
 */
public record SumOrder(int arrays, int rows) {
  /** All products in sequence. */
  public static final SumOrder SEQUENCE = new SumOrder(1, 1);

  /**
   * Adds the product with a number to a sum.
   *
   * @param <N> the numbers
   */
  @FunctionalInterface
  public interface Step<N> {
    /** {@code sum} and product {@code i}. */
    N add(N sum, int i);
  }

  /** Checks the sizes. */
  public SumOrder {
    if (arrays < 1 || Integer.bitCount(arrays) != 1 || rows < 1) {
      throw new IllegalArgumentException(
          "sums over %d arrays of %d rows: 1, 2, 4 .. arrays of at least 1 row"
              .formatted(arrays, rows));
    }
  }

  /** Products of an array, of k; the last ones that have any may have fewer. */
  public int share(int k) {
    return rows * Math.ceilDiv(k, arrays * rows);
  }

  /** Most additions that a product goes through, of k. */
  public int additions(int k) {
    return Math.min(k, share(k)) + Integer.numberOfTrailingZeros(arrays);
  }

  /** The sum of {@code from} and k products; {@code from} itself if k is 0. */
  public <N> N sum(N from, N zero, int k, Step<N> product, BinaryOperator<N> plus) {
    if (k == 0) {
      return from;
    }
    var sums = new ArrayList<N>();
    int share = share(k);
    for (int a = 0; a < arrays; a++) {
      N sum = a == 0 ? from : zero;
      for (int i = a * share; i < Math.min(k, (a + 1) * share); i++) {
        sum = product.add(sum, i);
      }
      sums.add(sum);
    }
    for (int count = arrays / 2; count > 0; count /= 2) {
      for (int i = 0; i < count; i++) {
        sums.set(i, plus.apply(sums.get(2 * i), sums.get(2 * i + 1)));
      }
    }
    return sums.getFirst();
  }
}

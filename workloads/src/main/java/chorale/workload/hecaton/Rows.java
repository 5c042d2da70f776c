package chorale.workload.hecaton;

import chorale.workload.num.Bf16;
import java.util.Arrays;
import java.util.List;

/** Matrices of binary32 by rows; every sum in ascending order, each product rounded before it. */
final class Rows {
  private Rows() {}

  /** {@code a b}. */
  static float[][] times(float[][] a, float[][] b) {
    var c = new float[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        for (int j = 0; j < b[k].length; j++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  /** {@code sums + a b'}, into sums. */
  static void addTransposed(float[][] sums, float[][] a, float[][] b) {
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        float sum = sums[i][j];
        for (int k = 0; k < b[j].length; k++) {
          sum += a[i][k] * b[j][k];
        }
        sums[i][j] = sum;
      }
    }
  }

  /** {@code a' b}. */
  static float[][] outer(float[][] a, float[][] b) {
    var c = new float[a[0].length][b[0].length];
    for (int t = 0; t < a.length; t++) {
      for (int i = 0; i < c.length; i++) {
        for (int j = 0; j < c[i].length; j++) {
          c[i][j] += a[t][i] * b[t][j];
        }
      }
    }
    return c;
  }

  /** Rows and columns from one each to before another. */
  static float[][] part(float[][] a, int fromRow, int toRow, int from, int to) {
    var part = new float[toRow - fromRow][];
    for (int r = fromRow; r < toRow; r++) {
      part[r - fromRow] = Arrays.copyOfRange(a[r], from, to);
    }
    return part;
  }

  /** Columns of all rows. */
  static float[][] columns(float[][] a, int from, int to) {
    return part(a, 0, a.length, from, to);
  }

  /** Matrices side by side. */
  static float[][] beside(List<float[][]> parts) {
    var all = new float[parts.getFirst().length][];
    for (int r = 0; r < all.length; r++) {
      int width = 0;
      for (var part : parts) {
        width += part[r].length;
      }
      all[r] = new float[width];
      int at = 0;
      for (var part : parts) {
        System.arraycopy(part[r], 0, all[r], at, part[r].length);
        at += part[r].length;
      }
    }
    return all;
  }

  /** Of two numbers of the same place. */
  @FunctionalInterface
  interface Function {
    float of(int row, int column);
  }

  /** Numbers by their places. */
  static float[][] of(int rows, int columns, Function function) {
    var a = new float[rows][columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        a[r][c] = function.of(r, c);
      }
    }
    return a;
  }

  /** Rounded to bfloat16. */
  static float[][] toBf16(float[][] a) {
    return of(a.length, a[0].length, (r, c) -> Bf16.round(a[r][c]));
  }
}

package chorale.workload.vector;

import java.util.Arrays;

/**
 * What a stream of a {@link Kernel} leads to: words of lanes by row, by the loop's count (0 outside
 * of loops) and by the instruction's offset.
 */
public interface Operand {
  /** The lanes of a word. */
  float[] read(int row, int word, int offset);

  /** Replaces the lanes of a word. */
  void write(int row, int word, int offset, float[] lanes);

  /** Rows of a matrix, each as long as the words that are used of it. */
  static Operand rows(float[][] matrix, int lanes) {
    return new Operand() {
      @Override
      public float[] read(int row, int word, int offset) {
        return part(matrix[row], word + offset, lanes);
      }

      @Override
      public void write(int row, int word, int offset, float[] value) {
        System.arraycopy(value, 0, matrix[row], (word + offset) * lanes, lanes);
      }
    };
  }

  /** The same row for all, such as a gain. */
  static Operand sharedRow(float[] values, int lanes) {
    return readOnly((_, word, offset) -> part(values, word + offset, lanes));
  }

  /** Constants at offsets 0, 1 .., each in all lanes, the same for all rows and words. */
  static Operand constants(int lanes, float... values) {
    return readOnly((_, _, offset) -> splat(values[offset], lanes));
  }

  /** Numbers of each row at offsets 0, 1 .., each in all lanes, the same for all words. */
  static Operand scalars(float[][] values, int lanes) {
    return new Operand() {
      @Override
      public float[] read(int row, int word, int offset) {
        return splat(values[row][offset], lanes);
      }

      @Override
      public void write(int row, int word, int offset, float[] value) {
        values[row][offset] = value[0];
      }
    };
  }

  /** A matrix by columns: row r is its r-th column of words, word w of it in the matrix's row w. */
  static Operand columns(float[][] matrix, int lanes) {
    var rows = rows(matrix, lanes);
    return new Operand() {
      @Override
      public float[] read(int row, int word, int offset) {
        return rows.read(word, row, offset);
      }

      @Override
      public void write(int row, int word, int offset, float[] value) {
        rows.write(word, row, offset, value);
      }
    };
  }

  /** A source of words. */
  @FunctionalInterface
  interface Source {
    /** The lanes of a word. */
    float[] read(int row, int word, int offset);
  }

  private static Operand readOnly(Source source) {
    return new Operand() {
      @Override
      public float[] read(int row, int word, int offset) {
        return source.read(row, word, offset);
      }

      @Override
      public void write(int row, int word, int offset, float[] lanes) {
        throw new IllegalStateException("a kernel writes to a stream that can only be read");
      }
    };
  }

  private static float[] part(float[] row, int word, int lanes) {
    return Arrays.copyOfRange(row, word * lanes, (word + 1) * lanes);
  }

  private static float[] splat(float value, int lanes) {
    var word = new float[lanes];
    Arrays.fill(word, value);
    return word;
  }
}

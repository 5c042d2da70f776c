package chorale.bench.train;

import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.Gemm.Place;

/**
 * A matrix in a memory of a chiplet.
 *
 * @param memory which
 * @param address of its first word
 * @param rows number of rows
 * @param words of a row
 */
record Region(Target memory, long address, int rows, int words) {
  Place place() {
    return new Place(address, words);
  }

  /** The columns from a word of each row on. */
  Place columns(int word) {
    return new Place(address + word, words);
  }

  /** The same from a word of each row on. */
  Region from(int word) {
    return new Region(memory, address + word, rows, words);
  }

  /** Some of its rows. */
  Region rows(int first, int count) {
    return new Region(memory, row(first), count, words);
  }

  /** Address of a row. */
  long row(int i) {
    return address + (long) i * words;
  }

  long end() {
    return row(rows);
  }
}

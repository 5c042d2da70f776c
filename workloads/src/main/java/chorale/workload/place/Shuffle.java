package chorale.workload.place;

import java.util.Random;

/** Fisher and Yates. */
final class Shuffle {
  private Shuffle() {}

  /** Puts {@code values} into a random order. */
  static void of(int[] values, Random random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }
}

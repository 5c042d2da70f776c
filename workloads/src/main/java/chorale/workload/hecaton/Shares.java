package chorale.workload.hecaton;

/** Equal shares. */
final class Shares {
  private Shares() {}

  /** Each of {@code count} shares of something, which must come out even. */
  static long of(long numbers, int count) {
    if (numbers % count != 0) {
      throw new IllegalArgumentException(
          "%d numbers over %d dies: a multiple of them".formatted(numbers, count));
    }
    return numbers / count;
  }
}

package chorale.workload.uniep;

/** Work given so far to each of some equal engines: the next goes to the one with least. */
final class EngineLoads {
  private final long[] load;

  EngineLoads(int engines) {
    load = new long[engines];
  }

  int engines() {
    return load.length;
  }

  /** Gives work to the engine with least so far, of equal ones the first, and returns it. */
  int toLeast(long work) {
    int least = leastBut(-1);
    add(least, work);
    return least;
  }

  /** Gives work to an engine. */
  void add(int engine, long work) {
    load[engine] += work;
  }

  /** The two engines with least so far, or the only one. */
  int[] two() {
    int first = leastBut(-1);
    return load.length == 1 ? new int[] {first} : new int[] {first, leastBut(first)};
  }

  private int leastBut(int other) {
    int best = other == 0 ? 1 : 0;
    for (int i = best; i < load.length; i++) {
      best = i != other && load[i] < load[best] ? i : best;
    }
    return best;
  }
}

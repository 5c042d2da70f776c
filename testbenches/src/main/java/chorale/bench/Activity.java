package chorale.bench;

import java.util.Map;

/**
 * Counters of a run while it ran.
 *
 * @param tracks samples by node and counter, as in {@link Measurement#counters}
 */
record Activity(Map<String, Map<String, Track>> tracks) {
  /** A run of which nothing is known but its end. */
  static Activity none() {
    return new Activity(Map.of());
  }

  /**
   * Samples of one counter, the cycles ascending from 0. Between two samples it is taken to count
   * evenly.
   */
  record Track(long[] cycles, long[] counts) {
    /** The count before {@code cycle}. */
    private double at(double cycle, int from) {
      int i = from;
      double span = cycles[i + 1] - cycles[i];
      return counts[i] + (counts[i + 1] - counts[i]) * (cycle - cycles[i]) / span;
    }

    /** How much it counted in each of {@code n} equal parts of the run; their sum is its end. */
    long[] parts(int n) {
      var parts = new long[n];
      double last = cycles[cycles.length - 1];
      long before = 0;
      int i = 0;
      for (int part = 0; part < n; part++) {
        double end = part == n - 1 ? last : last * (part + 1) / n;
        while (i + 2 < cycles.length && cycles[i + 1] < end) {
          i++;
        }
        long now = Math.round(at(end, i));
        parts[part] = now - before;
        before = now;
      }
      return parts;
    }
  }

  /** The samples of a counter; those of one that was not sampled are a straight line. */
  Track track(Measurement m, String node, String counter) {
    var track = tracks.getOrDefault(node, Map.of()).get(counter);
    return track != null
        ? track
        : new Track(
            new long[] {0, Math.max(1, m.cycles())}, new long[] {0, m.count(node, counter)});
  }
}

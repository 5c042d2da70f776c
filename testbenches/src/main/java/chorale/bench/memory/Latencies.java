package chorale.bench.memory;

import java.util.Arrays;

/** How many cycles each of many reads took. */
public final class Latencies {
  private long[] counts = new long[1024]; // by cycles
  private long reads;
  private long sum;

  void add(long cycles) {
    int at = Math.toIntExact(cycles);
    if (at >= counts.length) {
      counts = Arrays.copyOf(counts, Integer.highestOneBit(at) * 2);
    }
    counts[at]++;
    reads++;
    sum += cycles;
  }

  /** Reads counted. */
  public long reads() {
    return reads;
  }

  /** The mean; 0 if there was none. */
  public double mean() {
    return reads == 0 ? 0 : (double) sum / reads;
  }

  /** The least number of cycles in which this share of the reads was done; 0 if there was none. */
  public int quantile(double share) {
    long wanted = Math.max(1, (long) Math.ceil(share * reads));
    long seen = 0;
    for (int c = 0; c < counts.length; c++) {
      seen += counts[c];
      if (seen >= wanted) {
        return c;
      }
    }
    return 0;
  }

  /** That in which half of them were done. */
  public int median() {
    return quantile(0.5);
  }

  /** The most. */
  public int most() {
    return quantile(1);
  }
}

package chorale.bench.noc;

import chorale.sim.ModelLibrary;
import java.util.SplittableRandom;

/** Runs of a network under random traffic. */
public final class Load {
  /** Packets that a leaf has waiting under full load. */
  private static final int BACKLOG = 4;

  private Load() {}

  /**
   * What a run showed, after warming up.
   *
   * @param accepted flits that leaves received, per leaf and cycle
   * @param latency mean cycles from the making of a packet to its tail's arrival
   * @param histogram packets by latency; the last entry counts all longer ones too
   */
  public record Result(double accepted, double latency, long packets, long[] histogram) {
    /** The latency that a share of the packets does not exceed. */
    public int percentile(double share) {
      long sum = 0;
      for (int i = 0; i < histogram.length; i++) {
        sum += histogram[i];
        if (sum >= share * packets) {
          return i;
        }
      }
      return histogram.length;
    }
  }

  /**
   * When a leaf makes packets: independently in each cycle, or in bursts.
   *
   * @param rate flits per leaf and cycle; 1 or more: there is always one waiting
   * @param burst mean packets of a burst, which are made in successive cycles; 1: no bursts
   */
  public record Offer(double rate, double burst) {
    /** Independent packets. */
    public static Offer of(double rate) {
      return new Offer(rate, 1);
    }
  }

  /** Runs {@code warmUp} cycles and then {@code cycles} that are measured. */
  public static Result run(
      NetworkConfig config,
      ModelLibrary library,
      Pattern pattern,
      Offer offer,
      int flits,
      int warmUp,
      int cycles,
      long seed) {
    var random = new SplittableRandom(seed);
    var draw = pattern.draw();
    int n = config.topology().leaves();
    var histogram = new long[2048];
    var sums = new long[2]; // packets, cycles
    // A burst ends with probability 1 / burst; the gaps between bursts keep the rate.
    double packets = offer.rate / flits;
    double begin = packets / offer.burst / Math.max(1e-9, 1 - packets);
    var bursting = new boolean[n];
    try (var bench = new NetworkBench(config, library)) {
      long received = 0;
      long end = (long) warmUp + cycles;
      NetworkBench.Arrival arrival =
          (_, _, _, latency) -> {
            if (bench.cycle() > warmUp) {
              sums[0]++;
              sums[1] += latency;
              histogram[(int) Math.min(latency, histogram.length - 1)]++;
            }
          };
      for (long t = 0; t < end; t++) {
        if (t == warmUp) {
          received = bench.received();
        }
        for (int s = 0; s < n; s++) {
          boolean make;
          if (offer.rate >= 1) {
            make = bench.waiting(s) < BACKLOG;
          } else if (offer.burst <= 1) {
            make = random.nextDouble() < packets;
          } else {
            bursting[s] =
                bursting[s] ? random.nextDouble() >= 1 / offer.burst : random.nextDouble() < begin;
            make = bursting[s];
          }
          if (make) {
            bench.send(s, draw.next(s, random), 0, flits);
          }
        }
        bench.step(arrival);
      }
      double accepted = (double) (bench.received() - received) / cycles / n;
      return new Result(accepted, (double) sums[1] / Math.max(1, sums[0]), sums[0], histogram);
    }
  }
}

package chorale.bench.uniep;

import chorale.chiplet.TokenOrderParameters;
import chorale.hdl.ir.ModuleIr;
import chorale.sim.Model;
import chorale.sim.ModelLibrary;
import chorale.sim.Port;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Engines of all ranks in simulation, which are given rounds of routings, each rank at a pace of
 * its own. What they say is kept; nothing is judged here.
 */
public final class OrderBench implements AutoCloseable {
  private static final int RESET_CYCLES = 2;
  private static final long PATIENCE = 1_000_000;

  /** A pair's place, as the engine says. */
  public record Entry(int rank, int expert, int slot, int row) {}

  /**
   * What a rank said in a round, and when.
   *
   * @param entries in the order of its pairs
   * @param totals pairs of each of its own experts
   * @param firstRows rows of these experts
   * @param started cycle in which its start was taken
   * @param ordered cycle in which its first order for the network was taken
   * @param complete cycle in which the last count of the round was written
   * @param first cycle in which its first pair was offered, -1 without pairs
   * @param last cycle in which its last pair was taken, -1 without pairs
   */
  public record Round(
      List<Entry> entries,
      List<Integer> totals,
      List<Integer> firstRows,
      long started,
      long ordered,
      long complete,
      long first,
      long last) {}

  private final TokenOrderParameters p;
  private final Model model;
  private final Rank[] ranks;
  private final Port[] faults;

  /** A package of {@code config}, reset. */
  public OrderBench(OrderConfig config, ModelLibrary library) {
    p = config.parameters();
    model = library.open();
    model.reset(RESET_CYCLES, ModuleIr.RESET);
    ranks = new Rank[p.ranks()];
    faults = new Port[p.ranks()];
    for (int r = 0; r < ranks.length; r++) {
      ranks[r] = new Rank(r);
      faults[r] = model.port("fault_" + r);
    }
  }

  /** Cycles since the beginning. */
  public long cycle() {
    return model.cycle();
  }

  /** Whether a rank's router did what it must not do. */
  public boolean fault(int rank) {
    return faults[rank].get() != 0;
  }

  /**
   * Runs rounds to their end.
   *
   * @param rounds per round and rank the experts of its pairs
   * @param pace null: nobody waits, and all ranks start together; otherwise every rank offers and
   *     takes with a chance drawn anew for each round
   * @return per round and rank
   */
  public List<Round[]> run(List<int[][]> rounds, SplittableRandom pace) {
    for (var rank : ranks) {
      rank.begin(rounds);
    }
    long limit = model.cycle() + PATIENCE;
    boolean more = true;
    while (more) {
      if (model.cycle() > limit) {
        throw new IllegalStateException("the ranks are not done after " + PATIENCE + " cycles");
      }
      boolean together = true;
      for (var rank : ranks) {
        together &= rank.round == rounds.size() || rank.startReady.get() != 0;
      }
      for (var rank : ranks) {
        rank.offer(pace, together);
      }
      model.eval();
      for (var rank : ranks) {
        rank.observe(model.cycle());
      }
      model.step();
      more = false;
      for (var rank : ranks) {
        more |= rank.done.size() < rounds.size();
      }
    }
    var all = new ArrayList<Round[]>();
    for (int i = 0; i < rounds.size(); i++) {
      var round = new Round[ranks.length];
      for (int r = 0; r < ranks.length; r++) {
        round[r] = ranks[r].done.get(i);
      }
      all.add(round);
    }
    return all;
  }

  @Override
  public void close() {
    model.close();
  }

  /** The ports of a rank, and where it is. */
  private final class Rank {
    private final int number;
    private final Port startValid;
    private final Port startBits;
    private final Port startReady;
    private final Port pairValid;
    private final Port pairBits;
    private final Port pairReady;
    private final Port slotValid;
    private final Port slotBits;
    private final Port slotReady;
    private final Port extent;
    private final Port extents;
    private final Port sends;
    private final Port writes;
    private List<int[][]> rounds;
    private List<Round> done;
    private int round; // that is started next, or is under way
    private int offered;
    private boolean running;
    private double will;
    private List<Entry> entries;
    private List<Integer> totals;
    private List<Integer> firstRows;
    private long started;
    private long ordered;
    private long complete;
    private long first;

    Rank(int number) {
      this.number = number;
      startValid = port("start_%d_valid");
      startBits = port("start_%d_bits");
      startReady = port("start_%d_ready");
      pairValid = port("pairs_%d_valid");
      pairBits = port("pairs_%d_bits");
      pairReady = port("pairs_%d_ready");
      slotValid = port("slots_%d_valid");
      slotBits = port("slots_%d_bits");
      slotReady = port("slots_%d_ready");
      extent = port("extent_%d");
      extents = port("extents_%d");
      sends = port("sends_%d");
      writes = port("writes_%d");
    }

    private Port port(String name) {
      return model.port(name.formatted(number));
    }

    void begin(List<int[][]> all) {
      rounds = all;
      done = new ArrayList<>();
      round = 0;
      running = false;
    }

    void offer(SplittableRandom pace, boolean together) {
      boolean starts =
          !running && round < rounds.size() && (pace == null ? together : pace.nextInt(8) == 0);
      if (starts) {
        startBits.set(rounds.get(round)[number].length);
        will = pace == null ? 1 : 0.05 + 0.95 * pace.nextDouble();
      }
      startValid.set(starts ? 1 : 0);
      boolean pair =
          running
              && offered < rounds.get(round)[number].length
              && (pace == null || pace.nextDouble() < will);
      pairValid.set(pair ? 1 : 0);
      if (pair) {
        pairBits.set(rounds.get(round)[number][offered]);
      }
      slotReady.set(pace == null || pace.nextDouble() < will ? 1 : 0);
    }

    void observe(long now) {
      if (!running) {
        if (startValid.get() != 0 && startReady.get() != 0) {
          running = true;
          offered = 0;
          entries = new ArrayList<>();
          totals = new ArrayList<>();
          firstRows = new ArrayList<>();
          started = now;
          ordered = -1;
          first = -1;
        }
      } else {
        if (pairValid.get() != 0 && pairReady.get() != 0) {
          offered++;
        }
        if (ordered < 0 && sends.get() != 0) {
          ordered = now;
        }
        if (slotValid.get() != 0) {
          first = first < 0 ? now : first;
          if (slotReady.get() != 0) {
            entries.add(entry(slotBits.get()));
          }
        }
        if (extent.get() != 0) {
          addExtents(extents.getWide());
        }
        end(now);
      }
      if (writes.get() != 0) {
        complete = now;
      }
    }

    private void end(long now) {
      int n = rounds.get(round)[number].length;
      int own = p.experts() / p.ranks();
      if (entries.size() == n && totals.size() == own && (n > 0 || startReady.get() != 0)) {
        long last = n == 0 ? -1 : now;
        done.add(new Round(entries, totals, firstRows, started, ordered, complete, first, last));
        running = false;
        round++;
      }
    }

    private Entry entry(long bits) {
      int t = p.totalBits();
      int e = p.expertBits();
      return new Entry(
          (int) (bits >>> 2 * t + e),
          (int) (bits >>> 2 * t & (1L << e) - 1),
          (int) (bits >>> t & (1L << t) - 1),
          (int) (bits & (1L << t) - 1));
    }

    private void addExtents(BigInteger bits) {
      int t = p.totalBits();
      var mask = BigInteger.ONE.shiftLeft(t).subtract(BigInteger.ONE);
      for (int l = 0; l < p.lanes(); l++) {
        firstRows.add(bits.shiftRight(l * t).and(mask).intValueExact());
        totals.add(bits.shiftRight((p.lanes() + l) * t).and(mask).intValueExact());
      }
    }
  }
}

package chorale.bench.memory;

import chorale.chiplet.memory.DramShape;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/**
 * The reference's traces at any length, by its names. Those without chance are the reference's
 * burst by burst; the others are of the same kind, drawn with a generator and seed of our own. Rows
 * are the first 16,384 of a bank, as there.
 */
public final class Pattern {
  static final DramShape SHAPE = DramShape.HBM;
  private static final Requests.Code CODE = new Requests.Code(SHAPE);
  private static final int ROWS = 1 << 14;
  private static final int ROW_BURSTS = SHAPE.banks() * SHAPE.columns(); // of all banks
  private static final long SEED = 20_260_101;
  private static final int COPY_BLOCK = 64;
  private static final int CHUNK = 16;
  private static final int LARGE_CHUNK = 64;
  private static final int SMALL_EXPERT = 2048; // bursts: 1 MB over 16 pseudo-channels
  private static final int LARGE_EXPERT = 8192;

  private static final Map<String, Pattern> ALL = new LinkedHashMap<>();

  static {
    add("seq_rd_bgil", 1, _ -> sequence(AddressMap.GROUPS, false));
    add("seq_rd_page", 1, _ -> sequence(AddressMap.PAGES, false));
    add("seq_wr_bgil", 1, _ -> sequence(AddressMap.GROUPS, true));
    add("seq_wr_page", 1, _ -> sequence(AddressMap.PAGES, true));
    add("copy_rw50", 1, _ -> copy(1));
    add("copy_rw50_blk64", 1, _ -> copy(COPY_BLOCK));
    add("rand1_rd", 1, seed -> random(1, 0, seed));
    add("rand1_rw50", 1, seed -> random(1, 0.5, seed));
    add("rand2_rd", 1, seed -> random(2, 0, seed));
    add("rand2_rw50", 1, seed -> random(2, 0.5, seed));
    for (int k : new int[] {1, 2, 4, 8}) {
      expert("expert_1MB_k" + k, SMALL_EXPERT, k, CHUNK, 0, k > 1);
      expert("expert_4MB_k" + k, LARGE_EXPERT, k, CHUNK, 0, k > 1);
    }
    expert("expert_4MB_k4_ch64", LARGE_EXPERT, 4, LARGE_CHUNK, 0, true);
    expert("expert_4MB_k2_wr1", LARGE_EXPERT, 2, CHUNK, 1, true);
    add("same_bank_conflict", 5, _ -> line(i -> at(0, 0, i, 0)));
    add(
        "act_storm_rr",
        1,
        _ -> line(i -> at((int) i % 4, (int) (i / 4) % 4, i / 16, (int) i % 32)));
    add("one_bank_stream", 2, _ -> line(i -> at(0, 0, i / 32, (int) i % 32)));
    add("one_bg_stream", 1, _ -> line(i -> at(0, (int) (i / 32) % 4, i / 128, (int) i % 32)));
  }

  private final String name;
  private final int divisor;
  private final LongFunction<Requests> make;

  private Pattern(String name, int divisor, LongFunction<Requests> make) {
    this.name = name;
    this.divisor = divisor;
    this.make = make;
  }

  private static void add(String name, int divisor, LongFunction<Requests> make) {
    ALL.put(name, new Pattern(name, divisor, make));
  }

  private static void expert(
      String name, int bursts, int readers, int chunk, int writers, boolean swizzles) {
    add(name, 1, seed -> streams(bursts, readers, writers, chunk, AddressMap.GROUPS, seed));
    if (swizzles) {
      add(
          name + "_swz",
          1,
          seed -> streams(bursts, readers, writers, chunk, AddressMap.SWIZZLED, seed));
    }
  }

  /** All of them. */
  public static Collection<Pattern> all() {
    return ALL.values();
  }

  /** The one of that name. */
  public static Pattern of(String name) {
    var pattern = ALL.get(name);
    if (pattern == null) {
      throw new IllegalArgumentException("no pattern " + name + "; there are " + ALL.keySet());
    }
    return pattern;
  }

  public String name() {
    return name;
  }

  /** Its requests, without end. */
  public Requests endless() {
    return make.apply(SEED + name.hashCode());
  }

  /** As many as the reference has at a nominal length: of slow patterns fewer. */
  public Requests requests(long nominal) {
    return endless().limit(nominal / divisor);
  }

  private static int at(int group, int bank, long row, int column) {
    return CODE.of(false, group, bank, (int) (row % ROWS), column);
  }

  private static Requests line(LongFunction<Integer> request) {
    long[] next = {0};
    return () -> request.apply(next[0]++);
  }

  private static Requests sequence(AddressMap map, boolean write) {
    return line(i -> map.request(CODE, write, i % ((long) ROWS * ROW_BURSTS)));
  }

  /** Blocks read, and written to another bank half the rows away. */
  private static Requests copy(int block) {
    return line(
        i -> {
          long burst = i / (2L * block) * block + i % block;
          boolean write = i / block % 2 == 1;
          int read = AddressMap.GROUPS.request(CODE, write, burst);
          return write
              ? CODE.of(
                  true, CODE.bank(read) ^ 2, (CODE.row(read) + ROWS / 2) % ROWS, CODE.column(read))
              : read;
        });
  }

  /** So many bursts side by side at a random place; a share of them writes. */
  private static Requests random(int bursts, double writes, long seed) {
    var random = new SplittableRandom(seed);
    int[] last = {0};
    return line(
        i -> {
          if (i % bursts == 0) {
            last[0] =
                CODE.of(
                    random.nextDouble() < writes,
                    random.nextInt(SHAPE.banks()),
                    random.nextInt(ROWS),
                    random.nextInt(SHAPE.columns()) & -bursts);
          }
          return last[0] + (int) (i % bursts);
        });
  }

  /**
   * Blocks of {@code bursts}, each from a random row on, {@code readers} and {@code writers} of
   * them at a time, in turns of {@code chunk} bursts: experts on their way to chiplets, and
   * gradients from them.
   */
  static Requests streams(
      int bursts, int readers, int writers, int chunk, AddressMap map, long seed) {
    var random = new SplittableRandom(seed);
    int places = ROWS - bursts / ROW_BURSTS - 1;
    long[] base = new long[readers + writers];
    for (int s = 0; s < base.length; s++) {
      base[s] = (long) random.nextInt(places) * ROW_BURSTS;
    }
    return line(
        i -> {
          int s = (int) (i / chunk % base.length);
          long done = i / ((long) chunk * base.length) * chunk + i % chunk;
          if (done > 0 && done % bursts == 0) {
            base[s] = (long) random.nextInt(places) * ROW_BURSTS;
          }
          return map.request(CODE, s >= readers, base[s] + done % bursts);
        });
  }
}

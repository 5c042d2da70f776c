package chorale.bench.memory;

import java.util.SplittableRandom;

/**
 * Requests without any plan: what is drawn changes every {@value #PHASE} requests, from one bank to
 * all, from a row to thousands, from single bursts to whole rows, from reads to writes, from a
 * request in every cycle to one now and then. A few places come again and again, so that requests
 * to the same burst meet.
 */
final class RandomTraffic implements Requests {
  private static final int PHASE = 256;
  private static final int HOT = 64;
  private static final int FEW = 8;
  private static final double MOST_PAUSES = 0.9;
  private static final int[] RUNS = {1, 2, 3, 4, 5, 8, 32};

  private final Code code;
  private final int rows;
  private final SplittableRandom random;
  private final int[] hot = new int[HOT]; // addresses asked for lately
  private long left;
  private int phase;
  private int banks;
  private int phaseRows;
  private int firstRow;
  private int longest;
  private double writes;
  private double pauses;
  private double repeats;
  private int run;
  private int last;

  /**
   * @param rows of each bank, from the first on, that are used
   * @param count requests
   */
  RandomTraffic(Code code, int rows, long count, long seed) {
    this.code = code;
    this.rows = rows;
    left = count;
    random = new SplittableRandom(seed);
  }

  @Override
  public int next() {
    if (left == 0) {
      return END;
    }
    if (phase == 0) {
      newPhase();
    }
    if (random.nextDouble() < pauses) {
      return PAUSE;
    }
    left--;
    phase--;
    boolean write = random.nextDouble() < writes;
    if (random.nextDouble() < repeats) {
      int address = hot[random.nextInt(HOT)];
      return code.of(write, code.bank(address), code.row(address), code.column(address));
    }
    int columns = code.shape().columns();
    if (run > 0) {
      run--;
      int column = (code.column(last) + 1) % columns;
      last = code.of(write, code.bank(last), code.row(last), column);
    } else {
      run = random.nextInt(longest);
      last =
          code.of(
              write,
              random.nextInt(banks) * (code.shape().banks() / banks),
              firstRow + random.nextInt(phaseRows),
              random.nextInt(columns));
    }
    hot[random.nextInt(HOT)] = code.address(last);
    return last;
  }

  private void newPhase() {
    int allBanks = code.shape().banks();
    // Few banks are slow: they get short phases, or hardly a command would be checked.
    boolean few = random.nextInt(FEW) == 0;
    banks = few ? 1 << random.nextInt(Integer.numberOfTrailingZeros(allBanks)) : allBanks;
    phase = few ? PHASE / FEW : PHASE;
    phaseRows = Math.clamp((int) (rows * Math.pow(random.nextDouble(), 4)), 1, rows);
    firstRow = random.nextInt(rows - phaseRows + 1);
    longest = RUNS[random.nextInt(RUNS.length)];
    double direction = random.nextDouble();
    writes = direction < 0.4 ? 0 : direction < 0.6 ? 1 : random.nextDouble();
    pauses = random.nextInt(16) == 0 ? MOST_PAUSES * random.nextDouble() : 0;
    repeats = random.nextInt(8) == 0 ? random.nextDouble() / 2 : 0;
    run = 0;
  }
}

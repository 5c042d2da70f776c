package chorale.workload.fast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A pseudo-channel of a {@link BankedMemory}. Consecutive bursts go round the bank groups; the
 * controller reads the row that was first asked for, and in between, while its group rests
 * (tCCD_L), the next one. So bursts of neighbouring groups are read in turn, as a {@link Run}: a
 * group's row closes while the others are still being read. A row is opened as soon as it is asked
 * for and nobody wants the one that is open, nor an older one; of the runs whose rows are open the
 * oldest row's goes first. A refresh that is due lets no read go, closes what is open, and rows are
 * opened again when it is over.
 */
final class BankedChannel {
  /** A transfer of several channels. */
  static final class Transfer {
    private final Clock clock;
    private final Runnable whole;
    private int left = 1;
    private long last;

    Transfer(Clock clock, Runnable whole) {
      this.clock = clock;
      this.whole = whole;
      last = clock.now();
    }

    /** All of its runs are with their channels. */
    void begun() {
      ended(last);
    }

    private void ended(long at) {
      last = Math.max(last, at);
      if (--left == 0) {
        clock.at(Math.max(last, clock.now()), whole);
      }
    }
  }

  /** Bursts of a transfer in one row of neighbouring groups, which are read in turn. */
  private static final class Run {
    final Transfer transfer;
    final int bank; // the first group's
    final int banks; // one in each group
    final long row;
    final long stamp; // when the row was first asked for
    int left;

    Run(Transfer transfer, int bank, int banks, long row, long stamp, int left) {
      this.transfer = transfer;
      this.bank = bank;
      this.banks = banks;
      this.row = row;
      this.stamp = stamp;
      this.left = left;
    }
  }

  private static final int WINDOW = 4; // activates in tFAW
  private static final long LONG_AGO = Long.MIN_VALUE / 2;

  private final Clock clock;
  private final BankedMemory m;
  private final long[] openRow;
  private final long[] activated;
  private final long[] lastRead;
  private final long[] window = new long[WINDOW];
  private final List<Run> runs = new ArrayList<>();
  private int oldest;
  private long lastActivate = LONG_AGO;
  private long nextRead;
  private long nextRefresh;
  private long blockedUntil;
  private long next; // stamp
  private boolean changed; // runs have come or gone, or rows were closed
  private long planned = Long.MAX_VALUE;

  BankedChannel(Clock clock, BankedMemory memory) {
    this.clock = clock;
    m = memory;
    openRow = new long[m.banksPerGroup() * m.bankGroups()];
    activated = new long[openRow.length];
    lastRead = new long[openRow.length];
    nextRefresh = m.refi();
    Arrays.fill(openRow, -1);
    Arrays.fill(activated, LONG_AGO);
    Arrays.fill(lastRead, LONG_AGO);
    Arrays.fill(window, LONG_AGO);
  }

  /** Reads the channel's bursts {@code from .. to-1}. */
  void read(long from, long to, Transfer transfer) {
    int set = m.bankGroups() * m.columns(); // bursts with equal rows and bank numbers
    long at = from;
    while (at < to) {
      long end = Math.min(to, (at / set + 1) * set);
      add(transfer, at, end);
      at = end;
    }
    go();
  }

  /** Adds the bursts {@code from .. to-1} of one row of all groups. */
  private void add(Transfer transfer, long from, long to) {
    int groups = m.bankGroups();
    long set = from / (groups * m.columns());
    long row = set / m.banksPerGroup();
    int number = (int) (set % m.banksPerGroup() ^ row / groups % m.banksPerGroup());
    int parts = groups / m.together();
    int first = (int) (from % groups) / m.together();
    for (int i = 0; i < parts; i++) {
      int part = (first + i) % parts;
      int count = 0;
      for (int g = part * m.together(); g < (part + 1) * m.together(); g++) {
        count += (int) (Math.floorDiv(to - 1 - g, groups) - Math.floorDiv(from - 1 - g, groups));
      }
      if (count > 0) {
        int group = (int) (part * m.together() ^ row % groups) / m.together() * m.together();
        int bank = group * m.banksPerGroup() + number;
        long stamp = next++;
        for (var run : runs) {
          stamp = run.bank == bank && run.row == row ? Math.min(stamp, run.stamp) : stamp;
        }
        runs.add(new Run(transfer, bank, Math.min(count, m.together()), row, stamp, count));
        transfer.left++;
        changed = true;
      }
    }
  }

  private void go() {
    while (clock.now() >= nextRefresh) {
      refresh();
    }
    if (changed) {
      changed = false;
      openRows();
    }
    var best = best();
    if (best == null) {
      return;
    }
    long begin = Math.max(nextRead, mayRead(best));
    if (begin > clock.now()) {
      plan(Math.min(begin, nextRefresh));
      return;
    }
    serve(best);
    go();
  }

  private void plan(long at) {
    if (at < planned) {
      planned = at;
      clock.at(
          at,
          () -> {
            if (planned == at) {
              planned = Long.MAX_VALUE;
              go();
            }
          });
    }
  }

  /** Of the runs whose row is open, the one that may be read first; of equal ones the oldest. */
  private Run best() {
    Run best = null;
    long least = Long.MAX_VALUE;
    for (var run : runs) {
      long at = mayRead(run);
      if (at < least || at == least && best != null && run.stamp < best.stamp) {
        least = at;
        best = run;
      }
    }
    return best;
  }

  /** Reads of {@code run} until it ends, or a refresh is due. */
  private void serve(Run run) {
    long begin = clock.now();
    int here = (int) Math.min(run.left, Math.ceilDiv(nextRefresh - begin, (long) m.bl()));
    long last = begin + (long) (here - 1) * m.bl();
    for (int i = 0; i < run.banks; i++) {
      lastRead[bank(run, i)] = last;
    }
    nextRead = last + m.bl();
    run.left -= here;
    if (run.left == 0) {
      runs.remove(run);
      changed = true;
      run.transfer.ended(last + m.toCount());
    }
  }

  private int bank(Run run, int i) {
    return run.bank + i * m.banksPerGroup();
  }

  /** Opens rows, as soon as nobody wants the row that is open, nor an older one. */
  private void openRows() {
    for (var run : runs) {
      boolean free = true;
      for (var other : runs) {
        if (other.bank == run.bank && other.row != run.row) {
          free &= run.stamp < other.stamp && openRow[other.bank] != other.row;
        }
      }
      for (int i = 0; free && i < run.banks; i++) {
        open(bank(run, i), run.row);
      }
    }
  }

  private void open(int bank, long row) {
    if (openRow[bank] == row) {
      return;
    }
    long at = Math.max(clock.now(), blockedUntil);
    if (openRow[bank] >= 0) {
      at = Math.max(at, Math.max(lastRead[bank] + m.rtp(), activated[bank] + m.ras())) + m.rp();
    }
    at = Math.max(at, Math.max(lastActivate + m.rrd(), window[oldest] + m.faw()));
    window[oldest] = at;
    oldest = (oldest + 1) % WINDOW;
    lastActivate = at;
    activated[bank] = at;
    openRow[bank] = row;
  }

  /** The cycle from which on a run can be read without a gap; never, if its row is not opened. */
  private long mayRead(Run run) {
    long at = 0;
    for (int i = 0; i < run.banks; i++) {
      int bank = bank(run, i);
      if (openRow[bank] != run.row) {
        return Long.MAX_VALUE;
      }
      // burst i is read i places later
      at = Math.max(at, activated[bank] + m.rcd() - (long) i * m.bl());
    }
    return at <= Math.max(clock.now(), nextRead) ? 0 : at;
  }

  private void refresh() {
    long at = Math.max(nextRefresh, blockedUntil);
    boolean any = false;
    for (int b = 0; b < openRow.length; b++) {
      if (openRow[b] >= 0) {
        any = true;
        at = Math.max(at, Math.max(lastRead[b] + m.rtp(), activated[b] + m.ras()));
      }
    }
    blockedUntil = at + (any ? m.rp() : 0) + m.rfc();
    Arrays.fill(openRow, -1);
    changed = true;
    nextRead = Math.max(nextRead, blockedUntil);
    nextRefresh += m.refi();
  }
}

package chorale.bench.memory;

import chorale.bench.memory.RuleViolation.Broken;
import chorale.bench.memory.TimingTable.Kind;
import chorale.bench.memory.TimingTable.Place;
import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.DramTiming;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Holds every command to one pseudo-channel against the rules of its timing. It knows what was last
 * done to each bank and looks back from each command; a command that breaks rules is a {@link
 * RuleViolation}. Cycles must not go backwards; of two commands in one cycle, tell the column
 * command first.
 *
 * <p>Refreshes may be late or early: at any time at most {@value #POSTPONED} of those that one in
 * each tREFI makes are owed, and at most as many are ahead. That is JEDEC's allowance for DDR3 and
 * DDR4 (a maximum of 8 postponed, so 9 tREFI between two; a maximum of 8 pulled in), and what AMD's
 * HBM2 controller does (PG313, "All Bank Refresh with Deficit Mode": skipped up to eight times).
 * With refresh of single banks it is the same for each bank.
 */
public final class RuleChecker {
  /** Refreshes that may be owed, and that may be ahead. */
  static final int POSTPONED = 8;

  private static final int KINDS = Kind.values().length;
  private static final int ACTIVATES = 4;
  private static final int BUS = 64;
  private static final long NEVER = Long.MIN_VALUE / 2;

  private final DramTiming timing;
  private final TimingTable table;
  private final int banks;
  private final int groupShift;
  private final boolean perBank;
  private final long[][] last; // by kind and bank, the cycle
  private final boolean[] open;
  private final long[] activates = new long[ACTIVATES]; // the last ones, in a ring
  private int activated;
  private final long[] busy = new long[BUS]; // by cycle of the data bus, in a ring: that cycle
  private final long[] owner = new long[BUS]; // and the cycle of the command whose burst is there
  private final int[] refreshes; // by bank
  private long refreshed; // their sum
  private final long start;
  private final List<Broken> broken = new ArrayList<>();
  private long now;

  /**
   * Of banks that are closed in cycle {@code start}, with which the refresh intervals begin.
   *
   * @param perBank whether banks are refreshed one by one, every tREFIpb
   */
  public RuleChecker(DramTiming timing, DramShape shape, boolean perBank, long start) {
    this.timing = timing;
    this.perBank = perBank;
    this.start = start;
    table = new TimingTable(timing);
    banks = shape.banks();
    groupShift = Integer.numberOfTrailingZeros(shape.banksPerGroup());
    last = new long[KINDS][banks];
    for (long[] l : last) {
      Arrays.fill(l, NEVER);
    }
    open = new boolean[banks];
    refreshes = new int[banks];
    Arrays.fill(activates, NEVER);
    Arrays.fill(busy, NEVER);
    int longest = Math.max(timing.cl(), timing.cwl()) + timing.bl();
    if (longest > BUS) {
      throw new IllegalArgumentException(
          "timing %s: a burst ends %d cycles after its command; at most %d are kept"
              .formatted(timing.name(), longest, BUS));
    }
  }

  /** Whether a bank is open. */
  public boolean isOpen(int bank) {
    return open[bank];
  }

  /** Opens a row of a bank. */
  public void activate(long cycle, int bank) {
    now = cycle;
    lookBack(Kind.ACTIVATE, bank);
    if (open[bank]) {
      breaks(TimingRule.CLOSED, "open since cycle " + last[Kind.ACTIVATE.ordinal()][bank]);
    }
    long fourth = activates[activated & ACTIVATES - 1];
    if (now < fourth + timing.faw()) {
      breaks(TimingRule.FAW, after("the fourth activate before it", fourth, timing.faw()));
    }
    settle(Kind.ACTIVATE, bank);
    activates[activated++ & ACTIVATES - 1] = now;
    open[bank] = true;
  }

  /** Closes a bank; of a closed one, nothing. */
  public void precharge(long cycle, int bank) {
    now = cycle;
    lookBack(Kind.PRECHARGE, bank);
    if (open[bank]) {
      settle(Kind.PRECHARGE, bank);
      open[bank] = false;
    } else {
      complain(Kind.PRECHARGE, bank);
    }
  }

  /** Closes all banks. */
  public void prechargeAll(long cycle) {
    for (int b = 0; b < banks; b++) {
      precharge(cycle, b);
    }
  }

  /** Reads a burst of the open row. */
  public void read(long cycle, int bank) {
    column(cycle, Kind.READ, bank, timing.cl());
  }

  /** Writes a burst of the open row. */
  public void write(long cycle, int bank) {
    column(cycle, Kind.WRITE, bank, timing.cwl());
  }

  private void column(long cycle, Kind kind, int bank, int latency) {
    now = cycle;
    lookBack(kind, bank);
    if (!open[bank]) {
      breaks(TimingRule.OPEN, "the bank is closed");
    }
    for (long t = now + latency; t < now + latency + timing.bl(); t++) {
      int slot = (int) t & BUS - 1;
      if (busy[slot] == t) {
        breaks(
            TimingRule.DATA_BUS,
            "in cycle %d has the burst of the command in cycle %d".formatted(t, owner[slot]));
      }
      busy[slot] = t;
      owner[slot] = now;
    }
    settle(kind, bank);
  }

  /** Refreshes one bank. */
  public void refreshBank(long cycle, int bank) {
    now = cycle;
    lookBack(Kind.REFRESH_BANK, bank);
    if (open[bank]) {
      breaks(TimingRule.IDLE, "open since cycle " + last[Kind.ACTIVATE.ordinal()][bank]);
    }
    for (int b = 0; b < banks; b++) {
      if (refreshes[b] < refreshes[bank]) {
        breaks(TimingRule.REFRESH_TURN, "bank %d has been refreshed less often".formatted(b));
        break;
      }
    }
    refreshes[bank]++;
    ahead(1);
    settle(Kind.REFRESH_BANK, bank);
  }

  /** Refreshes all banks. */
  public void refreshAll(long cycle) {
    now = cycle;
    for (int b = 0; b < banks; b++) {
      lookBack(Kind.REFRESH_ALL, b);
      if (open[b]) {
        breaks(
            TimingRule.IDLE,
            "bank %d is open since cycle %d".formatted(b, last[Kind.ACTIVATE.ordinal()][b]));
      }
      refreshes[b]++;
    }
    ahead(banks);
    for (int b = 0; b < banks; b++) {
      settle(Kind.REFRESH_ALL, b);
    }
  }

  /** Nothing happened until this cycle: no refresh is overdue. */
  public void idle(long cycle) {
    now = cycle;
    overdue();
    if (!broken.isEmpty()) {
      violation("no refresh");
    }
  }

  /** Refreshes of a bank, summed over the banks, that the intervals until {@code now} ask for. */
  private long due() {
    return perBank ? (now - start) / timing.refiPb() : (now - start) / timing.refi() * banks;
  }

  private void ahead(int count) {
    refreshed += count;
    if (refreshed - due() > (long) POSTPONED * banks) {
      breaks(TimingRule.REFI, "more than %d refreshes ahead of time".formatted(POSTPONED));
    }
  }

  private void overdue() {
    long deadline =
        perBank
            ? start + (refreshed + 1 + (long) POSTPONED * banks) * timing.refiPb()
            : start + (refreshed / banks + 1 + POSTPONED) * timing.refi();
    if (now > deadline) {
      breaks(
          TimingRule.REFI,
          "more than %d refreshes late: one was due by cycle %d".formatted(POSTPONED, deadline));
    }
  }

  /** Looks at what came before a command to a bank. */
  private void lookBack(Kind later, int bank) {
    overdue();
    int[][] before = table.before(later);
    for (int e = 0; e < KINDS; e++) {
      int[] cycles = before[e];
      if (cycles == null) {
        continue;
      }
      long[] then = last[e];
      if (now < then[bank] + cycles[0]) {
        tooEarly(e, later, Place.SAME_BANK, bank);
      }
      if (cycles[1] == 0 && cycles[2] == 0) {
        continue;
      }
      int group = bank >> groupShift;
      for (int b = 0; b < banks; b++) {
        int place = b >> groupShift == group ? 1 : 2;
        if (now < then[b] + cycles[place] && b != bank) {
          tooEarly(e, later, Place.values()[place], b);
        }
      }
    }
  }

  private void tooEarly(int earlier, Kind later, Place place, int bank) {
    var kind = Kind.values()[earlier];
    long then = last[earlier][bank];
    table.breaches(
        kind,
        later,
        place,
        now - then,
        (rule, cycles) -> breaks(rule, after(name(kind, bank), then, cycles)));
  }

  private static String name(Kind kind, int bank) {
    return "%s of bank %d".formatted(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '), bank);
  }

  private String after(String command, long then, int cycles) {
    return "%d cycles after %s in cycle %d, not %d".formatted(now - then, command, then, cycles);
  }

  private void breaks(TimingRule rule, String why) {
    if (broken.stream().noneMatch(b -> b.rule() == rule)) {
      broken.add(new Broken(rule, why));
    }
  }

  private void settle(Kind kind, int bank) {
    complain(kind, bank);
    last[kind.ordinal()][bank] = now;
  }

  private void complain(Kind kind, int bank) {
    if (!broken.isEmpty()) {
      violation(name(kind, bank));
    }
  }

  private void violation(String command) {
    var all = List.copyOf(broken);
    broken.clear();
    throw new RuleViolation(command, now, all);
  }
}

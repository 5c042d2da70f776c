package chorale.bench.memory;

import chorale.chiplet.memory.DramTiming;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The rules that ask for a number of cycles between two commands, as a table: which commands, where
 * the second one's bank lies with respect to the first one's, and how many cycles. A command to all
 * banks counts as one to each.
 *
 * <p>The pairs are those of JESD235 and JESD238 as Ramulator 2 has them (CMU-SAFARI/ramulator2,
 * {@code HBM3.cpp}), without the second cycle that HBM takes to send an activate. A refresh of a
 * bank is an activate to those that follow an activate (tRRD), but does not count in tFAW.
 */
final class TimingTable {
  /** Commands, as far as rules tell them apart. */
  enum Kind {
    ACTIVATE,
    PRECHARGE,
    READ,
    WRITE,
    REFRESH_BANK,
    REFRESH_ALL
  }

  /** Where the bank of a command lies with respect to that of an earlier one. */
  enum Place {
    SAME_BANK,
    SAME_GROUP,
    OTHER_GROUP
  }

  private record Gap(TimingRule rule, Kind earlier, Kind later, Set<Place> places, int cycles) {}

  private static final Set<Place> BANK = EnumSet.of(Place.SAME_BANK);
  private static final Set<Place> GROUP = EnumSet.of(Place.SAME_BANK, Place.SAME_GROUP);
  private static final Set<Place> NEIGHBOUR = EnumSet.of(Place.SAME_GROUP);
  private static final Set<Place> ELSEWHERE = EnumSet.of(Place.OTHER_GROUP);
  private static final Set<Place> OTHER_BANK = EnumSet.of(Place.SAME_GROUP, Place.OTHER_GROUP);
  private static final Set<Place> ANYWHERE = EnumSet.allOf(Place.class);

  private final List<Gap> gaps = new ArrayList<>();
  private final int[][][] most = new int[Kind.values().length][Kind.values().length][];

  TimingTable(DramTiming t) {
    add(TimingRule.RCD_READ, Kind.ACTIVATE, Kind.READ, BANK, t.rcdRead());
    add(TimingRule.RCD_WRITE, Kind.ACTIVATE, Kind.WRITE, BANK, t.rcdWrite());
    add(TimingRule.RAS, Kind.ACTIVATE, Kind.PRECHARGE, BANK, t.ras());
    add(TimingRule.RTP, Kind.READ, Kind.PRECHARGE, BANK, t.rtp());
    add(TimingRule.WR, Kind.WRITE, Kind.PRECHARGE, BANK, t.cwl() + t.bl() + t.wr());
    for (Kind row : List.of(Kind.ACTIVATE, Kind.REFRESH_BANK, Kind.REFRESH_ALL)) {
      add(TimingRule.RP, Kind.PRECHARGE, row, BANK, t.rp());
      add(TimingRule.RC, Kind.ACTIVATE, row, BANK, t.ras() + t.rp());
      add(TimingRule.RFC_BANK, Kind.REFRESH_BANK, row, BANK, t.rfcPb());
      add(TimingRule.RFC, Kind.REFRESH_ALL, row, BANK, t.rfc());
    }
    add(TimingRule.RFC, Kind.REFRESH_ALL, Kind.PRECHARGE, BANK, t.rfc());
    add(TimingRule.RRD_S, Kind.ACTIVATE, Kind.ACTIVATE, ELSEWHERE, t.rrdS());
    add(TimingRule.RRD_L, Kind.ACTIVATE, Kind.ACTIVATE, GROUP, t.rrdL());
    add(TimingRule.RRD_S, Kind.ACTIVATE, Kind.REFRESH_BANK, ELSEWHERE, t.rrdS());
    add(TimingRule.RRD_L, Kind.ACTIVATE, Kind.REFRESH_BANK, NEIGHBOUR, t.rrdL());
    add(TimingRule.RREFD, Kind.REFRESH_BANK, Kind.ACTIVATE, OTHER_BANK, t.rrefd());
    add(TimingRule.RREFD, Kind.REFRESH_BANK, Kind.REFRESH_BANK, OTHER_BANK, t.rrefd());
    for (Kind column : List.of(Kind.READ, Kind.WRITE)) {
      add(TimingRule.CCD_S, column, column, ELSEWHERE, t.ccdS());
      add(TimingRule.CCD_L, column, column, GROUP, t.ccdL());
    }
    add(TimingRule.WTR_S, Kind.WRITE, Kind.READ, ELSEWHERE, t.cwl() + t.bl() + t.wtrS());
    add(TimingRule.WTR_L, Kind.WRITE, Kind.READ, GROUP, t.cwl() + t.bl() + t.wtrL());
    add(TimingRule.RTW, Kind.READ, Kind.WRITE, ANYWHERE, t.rtw());
  }

  private void add(TimingRule rule, Kind earlier, Kind later, Set<Place> places, int cycles) {
    gaps.add(new Gap(rule, earlier, later, places, cycles));
    int[][] row = most[later.ordinal()];
    if (row[earlier.ordinal()] == null) {
      row[earlier.ordinal()] = new int[Place.values().length];
    }
    int[] least = row[earlier.ordinal()];
    places.forEach(p -> least[p.ordinal()] = Math.max(least[p.ordinal()], cycles));
  }

  /** By earlier kind and place, the cycles that must lie before a command; null where none must. */
  int[][] before(Kind later) {
    return most[later.ordinal()];
  }

  /** Hears of a rule that asks for more cycles than there were. */
  @FunctionalInterface
  interface Breach {
    void of(TimingRule rule, int cycles);
  }

  /** The rules that two commands {@code distance} cycles apart break. */
  void breaches(Kind earlier, Kind later, Place place, long distance, Breach breach) {
    for (Gap g : gaps) {
      if (g.earlier == earlier
          && g.later == later
          && g.places.contains(place)
          && distance < g.cycles) {
        breach.of(g.rule, g.cycles);
      }
    }
  }
}

package chorale.bench.memory;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.DramTiming;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule: a command in the first legal cycle is accepted, one cycle before it is caught. */
final class RuleCheckerTest {
  /** Every rule binds in some case: in the presets some are implied by others. */
  private static final DramTiming TIMING =
      new DramTiming(
          "test",
          "this test",
          1000,
          2,
          14,
          5,
          14,
          12,
          14,
          34,
          1,
          4,
          4,
          6,
          30,
          5,
          16,
          6,
          8,
          9,
          350,
          3900,
          160,
          122,
          8);

  // Banks 0 to 3 are group 0, 4 to 7 group 1.
  private static final int A = 1;
  private static final int NEIGHBOUR = 2;
  private static final int ELSEWHERE = 6;

  /** One command. */
  private interface Step {
    void to(RuleChecker dram, long cycle);
  }

  private static Step act(int bank) {
    return (d, t) -> d.activate(t, bank);
  }

  private static Step pre(int bank) {
    return (d, t) -> d.precharge(t, bank);
  }

  private static Step read(int bank) {
    return (d, t) -> d.read(t, bank);
  }

  private static Step write(int bank) {
    return (d, t) -> d.write(t, bank);
  }

  private static Step refresh(int bank) {
    return (d, t) -> d.refreshBank(t, bank);
  }

  private static final Step REFRESH = RuleChecker::refreshAll;
  private static final Step PRECHARGE_ALL = RuleChecker::prechargeAll;

  private record At(long cycle, Step step) {}

  /**
   * A case.
   *
   * @param rule that the last command breaks one cycle early
   * @param others that it breaks with it, since they imply each other
   * @param before what goes before
   * @param last the command
   * @param cycle the first cycle in which it may stand
   */
  private record Case(
      String name,
      TimingRule rule,
      List<TimingRule> others,
      List<At> before,
      Step last,
      long cycle,
      boolean perBank) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final class Cases {
    private final List<Case> cases = new ArrayList<>();

    /** Commands in pairs of cycle and step. */
    void add(String name, TimingRule rule, Step last, long cycle, Object... before) {
      add(name, rule, List.of(), last, cycle, before);
    }

    void add(
        String name,
        TimingRule rule,
        List<TimingRule> others,
        Step last,
        long cycle,
        Object... before) {
      cases.add(new Case(name, rule, others, steps(before), last, cycle, name.contains("single")));
    }

    private static List<At> steps(Object... before) {
      var steps = new ArrayList<At>();
      for (int i = 0; i < before.length; i += 2) {
        steps.add(new At((Integer) before[i], (Step) before[i + 1]));
      }
      return steps;
    }
  }

  static List<Case> cases() {
    var t = TIMING;
    var c = new Cases();
    int late = 100; // when nothing before binds any more
    c.add("activate to read", TimingRule.RCD_READ, read(A), t.rcdRead(), 0, act(A));
    c.add("activate to write", TimingRule.RCD_WRITE, write(A), t.rcdWrite(), 0, act(A));
    c.add("activate to precharge", TimingRule.RAS, pre(A), t.ras(), 0, act(A));
    c.add("activate to precharge of all", TimingRule.RAS, PRECHARGE_ALL, t.ras(), 0, act(A));
    c.add("precharge to activate", TimingRule.RP, act(A), late + t.rp(), 0, act(A), late, pre(A));
    c.add(
        "precharge of all to activate",
        TimingRule.RP,
        act(A),
        late + t.rp(),
        0,
        act(A),
        late,
        PRECHARGE_ALL);
    c.add("precharge to refresh", TimingRule.RP, REFRESH, late + t.rp(), 0, act(A), late, pre(A));
    c.add(
        "precharge to refresh of a single bank",
        TimingRule.RP,
        refresh(A),
        late + t.rp(),
        0,
        act(A),
        late,
        pre(A));
    c.add(
        "activate to activate of a bank",
        TimingRule.RC,
        List.of(TimingRule.RP),
        act(A),
        t.ras() + t.rp(),
        0,
        act(A),
        t.ras(),
        pre(A));
    columns(c, t);
    c.add("activates in two groups", TimingRule.RRD_S, act(ELSEWHERE), t.rrdS(), 0, act(A));
    c.add("activates in one group", TimingRule.RRD_L, act(NEIGHBOUR), t.rrdL(), 0, act(A));
    c.add(
        "five activates",
        TimingRule.FAW,
        act(15),
        t.faw(),
        0,
        act(0),
        6,
        act(4),
        12,
        act(8),
        18,
        act(12));
    refreshes(c, t);
    return c.cases;
  }

  private static void columns(Cases c, DramTiming t) {
    int late = 100;
    for (var column : List.of("read", "write")) {
      boolean reads = column.equals("read");
      Step first = reads ? read(A) : write(A);
      c.add(
          column + "s of one group",
          TimingRule.CCD_L,
          reads ? read(NEIGHBOUR) : write(NEIGHBOUR),
          late + t.ccdL(),
          0,
          act(A),
          10,
          act(NEIGHBOUR),
          late,
          first);
      c.add(
          column + "s of one bank",
          TimingRule.CCD_L,
          first,
          late + t.ccdL(),
          0,
          act(A),
          late,
          first);
      c.add(
          column + "s whose bursts would overlap",
          TimingRule.DATA_BUS,
          reads ? read(ELSEWHERE) : write(ELSEWHERE),
          late + t.bl(),
          0,
          act(A),
          10,
          act(ELSEWHERE),
          late,
          first);
    }
    c.add(
        "a write's burst into a read's",
        TimingRule.DATA_BUS,
        write(A),
        late + t.cl() + t.bl() - t.cwl(),
        0,
        act(A),
        late,
        read(A));
    c.add("read to precharge", TimingRule.RTP, pre(A), late + t.rtp(), 0, act(A), late, read(A));
    c.add(
        "write to precharge",
        TimingRule.WR,
        pre(A),
        late + t.cwl() + t.bl() + t.wr(),
        0,
        act(A),
        late,
        write(A));
    c.add(
        "write to read of another group",
        TimingRule.WTR_S,
        read(ELSEWHERE),
        late + t.cwl() + t.bl() + t.wtrS(),
        0,
        act(A),
        10,
        act(ELSEWHERE),
        late,
        write(A));
    c.add(
        "write to read of the group",
        TimingRule.WTR_L,
        read(NEIGHBOUR),
        late + t.cwl() + t.bl() + t.wtrL(),
        0,
        act(A),
        10,
        act(NEIGHBOUR),
        late,
        write(A));
    c.add(
        "write to read of the bank",
        TimingRule.WTR_L,
        read(A),
        late + t.cwl() + t.bl() + t.wtrL(),
        0,
        act(A),
        late,
        write(A));
  }

  private static void refreshes(Cases c, DramTiming t) {
    c.add("refresh to activate", TimingRule.RFC, act(A), t.rfc(), 0, REFRESH);
    c.add("refresh to refresh", TimingRule.RFC, REFRESH, t.rfc(), 0, REFRESH);
    c.add("refresh to refresh of a single bank", TimingRule.RFC, refresh(A), t.rfc(), 0, REFRESH);
    c.add("refresh to precharge", TimingRule.RFC, pre(A), t.rfc(), 0, REFRESH);
    c.add("single refresh to activate", TimingRule.RFC_BANK, act(A), t.rfcPb(), 0, refresh(A));
    c.add(
        "single refresh to refresh of all", TimingRule.RFC_BANK, REFRESH, t.rfcPb(), 0, refresh(A));
    c.add(
        "single refresh to activate elsewhere",
        TimingRule.RREFD,
        act(ELSEWHERE),
        t.rrefd(),
        0,
        refresh(A));
    c.add(
        "single refresh to activate beside",
        TimingRule.RREFD,
        act(NEIGHBOUR),
        t.rrefd(),
        0,
        refresh(A));
    c.add(
        "single refresh to the next",
        TimingRule.RREFD,
        refresh(ELSEWHERE),
        t.rrefd(),
        0,
        refresh(A));
    c.add(
        "activate to single refresh elsewhere",
        TimingRule.RRD_S,
        refresh(ELSEWHERE),
        t.rrdS(),
        0,
        act(A));
    c.add(
        "activate to single refresh beside",
        TimingRule.RRD_L,
        refresh(NEIGHBOUR),
        t.rrdL(),
        0,
        act(A));
  }

  private static RuleChecker after(Case c) {
    var dram = new RuleChecker(TIMING, DramShape.HBM, c.perBank, 0);
    c.before.forEach(s -> s.step.to(dram, s.cycle));
    return dram;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void accepts_a_command_in_the_first_legal_cycle(Case c) {
    assertDoesNotThrow(() -> c.last.to(after(c), c.cycle));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void catches_the_same_command_one_cycle_early(Case c) {
    var dram = after(c);
    var violation =
        assertThrows(RuleViolation.class, () -> c.last.to(dram, c.cycle - 1), c.rule.toString());
    var expected = EnumSet.of(c.rule);
    expected.addAll(c.others);
    assertEquals(expected, EnumSet.copyOf(violation.rules()), violation.getMessage());
    assertTrue(
        violation.getMessage().contains("in cycle " + (c.cycle - 1)), violation.getMessage());
  }

  private static RuleChecker fresh(boolean perBank) {
    return new RuleChecker(TIMING, DramShape.HBM, perBank, 0);
  }

  private static void breaks(TimingRule rule, Runnable command) {
    var violation = assertThrows(RuleViolation.class, command::run);
    assertEquals(List.of(rule), violation.rules(), violation.getMessage());
  }

  /** A timing in which reads and writes alternate at once, but for the rule itself. */
  private static DramTiming longer(int ccdS, int rtw) {
    var t = TIMING;
    return new DramTiming(
        "test",
        "this test",
        t.tCkPs(),
        t.bl(),
        t.cl(),
        t.cwl(),
        t.rcdRead(),
        t.rcdWrite(),
        t.rp(),
        t.ras(),
        ccdS,
        t.ccdL(),
        t.rrdS(),
        t.rrdL(),
        t.faw(),
        t.rtp(),
        t.wr(),
        t.wtrS(),
        t.wtrL(),
        rtw,
        t.rfc(),
        t.refi(),
        t.rfcPb(),
        t.refiPb(),
        t.rrefd());
  }

  private static RuleChecker twoOpenGroups(DramTiming timing) {
    var dram = new RuleChecker(timing, DramShape.HBM, false, 0);
    dram.activate(0, A);
    dram.activate(10, ELSEWHERE);
    return dram;
  }

  @Test
  void columns_of_two_groups_keep_their_distance() {
    var t = longer(3, 20);
    var reads = twoOpenGroups(t);
    reads.read(100, A);
    breaks(TimingRule.CCD_S, () -> reads.read(102, ELSEWHERE));
    var writes = twoOpenGroups(t);
    writes.write(100, A);
    breaks(TimingRule.CCD_S, () -> writes.write(102, ELSEWHERE));
    var legal = twoOpenGroups(t);
    legal.read(100, A);
    legal.read(103, ELSEWHERE);
    legal.write(200, A);
    legal.write(203, ELSEWHERE);
  }

  @Test
  void a_write_waits_for_reads_of_any_bank() {
    var t = longer(3, 20);
    for (int bank : new int[] {A, ELSEWHERE}) {
      var dram = twoOpenGroups(t);
      dram.read(100, A);
      breaks(TimingRule.RTW, () -> dram.write(119, bank));
      var legal = twoOpenGroups(t);
      legal.read(100, A);
      legal.write(120, bank);
    }
  }

  @Test
  void a_bank_is_opened_once() {
    var dram = fresh(false);
    dram.activate(0, A);
    breaks(TimingRule.CLOSED, () -> dram.activate(200, A));
    var legal = fresh(false);
    legal.activate(0, A);
    legal.precharge(34, A);
    legal.activate(200, A);
  }

  @Test
  void only_open_banks_are_read_and_written() {
    breaks(TimingRule.OPEN, () -> fresh(false).read(100, A));
    breaks(TimingRule.OPEN, () -> fresh(false).write(100, A));
    var closed = fresh(false);
    closed.activate(0, A);
    closed.precharge(50, A);
    breaks(TimingRule.OPEN, () -> closed.read(100, A));
  }

  @Test
  void only_closed_banks_are_refreshed() {
    var all = fresh(false);
    all.activate(0, A);
    breaks(TimingRule.IDLE, () -> all.refreshAll(500));
    var one = fresh(true);
    one.activate(0, A);
    one.refreshBank(300, ELSEWHERE);
    breaks(TimingRule.IDLE, () -> one.refreshBank(500, A));
  }

  @Test
  void a_refresh_is_at_most_eight_intervals_late() {
    int last = 9 * TIMING.refi();
    breaks(TimingRule.REFI, () -> fresh(false).activate(last + 1, A));
    breaks(TimingRule.REFI, () -> fresh(false).idle(last + 1));
    var dram = fresh(false);
    dram.refreshAll(last);
    dram.idle(last + TIMING.refi());
    breaks(TimingRule.REFI, () -> dram.idle(last + TIMING.refi() + 1));
  }

  @Test
  void at_most_eight_refreshes_are_ahead() {
    var early = fresh(false);
    for (int i = 0; i < 8; i++) {
      early.refreshAll((long) i * TIMING.rfc());
    }
    var legal = fresh(false);
    for (int i = 0; i < 8; i++) {
      legal.refreshAll((long) i * TIMING.rfc());
    }
    breaks(TimingRule.REFI, () -> early.refreshAll(TIMING.refi() - 1));
    legal.refreshAll(TIMING.refi());
  }

  @Test
  void refreshes_of_single_banks_keep_their_intervals() {
    int banks = DramShape.HBM.banks();
    long last = (8L * banks + 1) * TIMING.refiPb();
    breaks(TimingRule.REFI, () -> fresh(true).refreshBank(last + 1, 0));
    var dram = fresh(true);
    dram.refreshBank(last, 0);
    breaks(TimingRule.REFI, () -> dram.idle(last + TIMING.refiPb() + 1));
  }

  @Test
  void every_bank_has_its_turn_before_one_is_refreshed_again() {
    var dram = fresh(true);
    int banks = DramShape.HBM.banks();
    for (int b = 0; b < banks - 1; b++) {
      dram.refreshBank(10L * b, b);
    }
    breaks(TimingRule.REFRESH_TURN, () -> dram.refreshBank(500, 0));
    var legal = fresh(true);
    for (int b = 0; b < banks; b++) {
      legal.refreshBank(10L * b, b);
    }
    legal.refreshBank(500, 0);
  }

  @Test
  void the_message_names_the_rule_the_cycle_the_bank_and_the_earlier_command() {
    var dram = fresh(false);
    dram.activate(7, A);
    var violation = assertThrows(RuleViolation.class, () -> dram.read(20, A));
    assertEquals(
        "read of bank 1 in cycle 20 breaks tRCDRD (13 cycles after activate of bank 1 in cycle 7,"
            + " not 14)",
        violation.getMessage());
  }
}

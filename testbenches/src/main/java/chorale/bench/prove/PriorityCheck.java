package chorale.bench.prove;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import chorale.nop.Arbitration;
import chorale.nop.OutputArbiter;
import chorale.nop.RouterParameters;
import chorale.nop.RouterParameters.Allocation;
import chorale.nop.VcClass;
import chorale.nop.VcClass.Choice;
import java.util.ArrayList;
import java.util.List;

/**
 * An output that serves its classes in their order ({@link Arbitration#PRIORITY}), with four
 * requesters of two classes that come and go: one grant, only to who asks, and one whenever anybody
 * asks; never to the second class while one of the first asks; and among those of a class to whom
 * {@link TurnsRule} gives the turn. Who is of the first class and asks in every cycle sees at most
 * {@code others} turns of others.
 */
final class PriorityCheck extends Module {
  private static final VcClass FIRST = VcClass.unicast("first", 2, 2, Choice.DESTINATION, 2);
  private static final VcClass SECOND = VcClass.unicast("second", 2, 2, Choice.DESTINATION, 2);

  /** Classes of the requesters: neither order is that of the requesters' numbers. */
  private static final List<VcClass> CLASSES = List.of(SECOND, FIRST, SECOND, FIRST);

  private static final int N = CLASSES.size();
  private static final int WIDTH = 8;

  /** The logic alone, as a module. */
  static final class ArbiterUnit extends Module {
    final UInt asking;
    final UInt waiting;
    final UInt begun;
    final UInt grant;

    ArbiterUnit(Module parent) {
      super(parent);
      asking = in(N);
      waiting = in(N);
      begun = in(N);
      grant = out(N);
      var p =
          new RouterParameters(
              WIDTH, List.of(FIRST, SECOND), 2, Allocation.OUTPUT, Arbitration.PRIORITY);
      grant.set(
          new OutputArbiter(this, p, 0, bits(asking), bits(waiting), bits(begun), CLASSES).grant());
    }

    private static List<Bool> bits(UInt all) {
      var bits = new ArrayList<Bool>();
      for (int i = 0; i < all.width(); i++) {
        bits.add(all.bit(i));
      }
      return bits;
    }
  }

  PriorityCheck(int others) {
    super(null);
    var waiting = in(N).named("waiting");
    var able = in(N).named("able");
    var ends = inBool().named("ends");
    var asking = waiting.and(able).named("asking");
    var begun = reg(N).named("begun"); // within a packet
    var unit = new ArbiterUnit(this);
    unit.name("arbiter");
    unit.asking.set(asking);
    unit.waiting.set(waiting);
    unit.begun.set(begun);
    UInt grant = unit.grant;
    var last = reg(N).named("last");
    when(
        grant.any(),
        () -> {
          begun.set(ends.mux(begun.and(grant.not()), begun.or(grant)));
          last.set(grant);
        });

    assertThat(grant.and(asking.not()).any().not(), "only who asks is granted");
    assertThat(grant.and(grant.minus(1)).any().not(), "at most one grant");
    assertThat(grant.any().eq(asking.any()), "a grant whenever anybody asks");
    var takesPart = new ArrayList<Bool>();
    for (int k = 0; k < N; k++) {
      Bool earlier = Bool.lit(false); // one of an earlier class asks
      for (int j = 0; j < N; j++) {
        boolean is = CLASSES.get(j).equals(FIRST) && CLASSES.get(k).equals(SECOND);
        earlier = is ? earlier.or(asking.bit(j)) : earlier;
      }
      assertThat(grant.bit(k).not().or(earlier.not()), "an earlier class goes first");
      takesPart.add(asking.bit(k).andNot(earlier));
    }
    var rule = new TurnsRule(this, N);
    rule.name("rule");
    rule.asking.set(RoundRobin.mask(takesPart));
    rule.waiting.set(waiting);
    rule.begun.set(begun);
    rule.taken.set(asking.any());
    assertThat(grant.eq(rule.next), "in turn within a class");

    var goesOn = grant.and(begun).and(last).any().named("goes_on"); // the same turn
    for (int k = 0; k < N; k++) {
      if (CLASSES.get(k).equals(FIRST)) {
        var passed = reg(log2(others + 2)).named("passed_" + k);
        var over = asking.bit(k).andNot(grant.bit(k)).andNot(goesOn).named("passed_over_" + k);
        assertThat(over.not().or(passed.lt(others)), "the first class is served in turn");
        when(asking.bit(k).not().or(grant.bit(k)), () -> passed.set(0))
            .elseWhen(over, () -> passed.set(passed.plus(1)));
      }
    }
  }
}

package chorale.bench.prove;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.nop.Turns;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns among requesters that come and go: one grant, only to who asks, and one whenever anybody
 * asks; and who waits, be it anyone, sees at most {@code others} turns of others in cycles in which
 * it asks, before its own. Who is within a packet goes on in its turn. Who may be blocked makes a
 * difference, see {@link Turns}. Besides, the grant is that of {@link TurnsRule} in every cycle.
 */
final class TurnsCheck extends Module {
  /** The logic alone, as a module. */
  static final class TurnsUnit extends Module {
    final UInt asking;
    final UInt waiting;
    final UInt begun;
    final Bool taken;
    final UInt grant;

    TurnsUnit(Module parent, int n, boolean packets) {
      super(parent);
      asking = in(n);
      waiting = in(n);
      begun = packets ? in(n) : null;
      taken = inBool();
      grant = out(n);
      grant.set(
          new Turns(this, "", n)
              .grant(asking, bits(waiting), packets ? bits(begun) : List.of(), taken));
    }

    private static List<Bool> bits(UInt all) {
      var bits = new ArrayList<Bool>();
      for (int i = 0; i < all.width(); i++) {
        bits.add(all.bit(i));
      }
      return bits;
    }
  }

  /** Who may have something to send and yet be unable to ask. */
  enum Blocked {
    ITSELF,
    OTHERS,
    ANYBODY
  }

  TurnsCheck(int n, boolean packets, Blocked whose, int others) {
    super(null);
    var waiting = in(n).named("waiting");
    var somebody = in(log2(n)).named("somebody");
    // One requester that the proof chooses once and for all.
    var started = regBool().named("started");
    var held = reg(log2(n)).named("held");
    started.set(true);
    var who = started.mux(held, somebody).named("who");
    held.set(who);
    var blocked = in(n).named("blocked");
    var mine = UInt.lit(1, n).shl(who).truncate(n).named("mine");
    var open =
        switch (whose) {
          case ITSELF -> mine;
          case OTHERS -> mine.not();
          case ANYBODY -> mine.or(mine.not());
        };
    var asking = waiting.and(blocked.and(open).not()).named("asking");
    var taken = inBool().named("take").and(asking.any()).named("taken");
    var unit = new TurnsUnit(this, n, packets);
    unit.name("turns");
    unit.asking.set(asking);
    unit.waiting.set(waiting);
    unit.taken.set(taken);
    UInt grant = unit.grant;
    assertThat(grant.and(asking.not()).any().not(), "only who asks is granted");
    assertThat(grant.and(grant.minus(1)).any().not(), "at most one grant");
    assertThat(grant.any().eq(asking.any()), "a grant whenever anybody asks");

    var rule = new TurnsRule(this, n);
    rule.name("rule");
    rule.asking.set(asking);
    rule.waiting.set(waiting);
    rule.taken.set(taken);
    assertThat(grant.eq(rule.next), "the turn goes to whom the rule gives it");

    Bool goesOn = Bool.lit(false);
    if (packets) {
      var begun = reg(n).named("begun"); // within a packet
      var last = reg(n).named("last");
      var ends = inBool().named("ends");
      unit.begun.set(begun);
      rule.begun.set(begun);
      when(
          taken,
          () -> {
            begun.set(ends.mux(begun.and(grant.not()), begun.or(grant)));
            last.set(grant);
          });
      var could = begun.and(last).and(asking).named("could_go_on");
      assertThat(could.any().not().or(grant.eq(could)), "a packet goes on while it can");
      goesOn = could.any();
    } else {
      rule.begun.set(0);
      var plain = regBool(true).named("plain"); // all have asked in all cycles
      var turn = reg(n, 1).named("turn");
      plain.set(plain.and(asking.all()));
      assertThat(plain.and(asking.all()).not().or(grant.eq(turn)), "plain round robin if all ask");
      when(taken, () -> turn.set(Bits.cat(turn.slice(n - 2, 0), turn.bit(n - 1))));
    }
    var served = grant.shr(who).bit(0).named("served");
    var waits = waiting.shr(who).bit(0).named("waits");
    var asks = asking.shr(who).bit(0).named("asks");
    var passed = reg(log2(others + 2)).named("passed");
    var passedOver = taken.and(asks).andNot(served).andNot(goesOn).named("passed_over");
    when(waits.not().or(taken.and(served)), () -> passed.set(0))
        .elseWhen(passedOver, () -> passed.set(passed.plus(1)));
    assertThat(passedOver.not().or(passed.lt(others)), "served in turn");
  }
}

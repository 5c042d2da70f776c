package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.OneHot;
import chorale.hdl.lib.RoundRobin;
import chorale.hdl.lib.RoundRobinArbiter;
import java.util.ArrayList;
import java.util.List;

/**
 * The combines under way in a switch, one entry each: which children are expected and which have
 * come. An entry is claimed by a reservation, leaves when all have come, and is free again when the
 * last flit of its sum has been read. No two entries have the same tag: a reservation waits for the
 * one before it to be gone. Complete entries leave in turn.
 */
final class ReductionTable extends Module {
  final Stream reserve;

  /** Whether contributions pass the switch by: reservations are taken and forgotten. */
  final Bool home;

  final Query[] child;

  /** The complete entry whose turn it is, one-hot or 0; it leaves if {@link #take} is 1. */
  final UInt next;

  final Bool take;
  final UInt nextTag;
  final UInt nextExpected;
  final UInt nextLength;
  final UInt nextLeaves;

  /** The entry whose sum has been read, one-hot or 0. */
  final UInt freed;

  /** Entries in use. */
  final UInt occupied;

  /** Sticky: an entry has waited for too long; its tag and the lowest child missing there then. */
  final Bool late;

  final UInt lateTag;
  final UInt lateChild;

  private final ReducerParameters p;

  /**
   * One child's side, see {@link ContributionStore}.
   *
   * @param begins whether a head with {@code tag} comes
   */
  record Query(
      UInt tag, Bool begins, UInt leaves, UInt ends, UInt found, Bool repeated, UInt foundLength) {}

  /** An entry's registers. */
  private record Entry(
      Bool used,
      UInt tag,
      UInt expected,
      UInt length,
      UInt arrived,
      UInt leaves,
      UInt leaving,
      UInt age) {
    UInt missing() {
      return expected.and(arrived.not()).mask(used);
    }
  }

  ReductionTable(Module parent, ReducerParameters p) {
    super(parent);
    this.p = p;
    reserve = sink(p.reservationBits());
    home = inBool();
    child = new Query[p.children()];
    for (int c = 0; c < child.length; c++) {
      child[c] = query();
    }
    next = out(p.entries());
    take = inBool();
    nextTag = out(p.tagBits());
    nextExpected = out(p.children());
    nextLength = out(p.lengthBits());
    nextLeaves = out(p.format().addressBits());
    freed = in(p.entries());
    occupied = out(log2(p.entries() + 1));
    late = outBool();
    lateTag = out(p.tagBits());
    lateChild = out(log2(p.children()));

    var entries = new ArrayList<Entry>();
    for (int e = 0; e < p.entries(); e++) {
      entries.add(entry(e));
    }
    var used = RoundRobin.mask(entries.stream().map(Entry::used).toList());
    occupied.set(OneHot.popCount(used));

    var asked = Reservation.of(p, reserve.bits());
    var known = holding(entries, asked.tag());
    var free = RoundRobin.lowest(used.not()).named("free");
    reserve.ready().set(home.or(free.any().andNot(known.any())));
    var claims = reserve.fire().and(asked.expected().any()).andNot(home).named("claims");
    for (int e = 0; e < p.entries(); e++) {
      advance(e, entries.get(e), asked, free.bit(e).and(claims).named("claims_" + e));
    }
    for (int c = 0; c < child.length; c++) {
      answer(c, child[c], entries);
    }
    choose(entries);
    watch(entries);
  }

  private Query query() {
    return new Query(
        in(p.tagBits()),
        inBool(),
        in(p.format().addressBits()),
        in(p.entries()),
        out(p.entries()),
        outBool(),
        out(p.lengthBits()));
  }

  private Entry entry(int e) {
    return new Entry(
        regBool().named("used_" + e),
        regWithoutReset(p.tagBits()).named("tag_" + e),
        regWithoutReset(p.children()).named("expected_" + e),
        regWithoutReset(p.lengthBits()).named("length_" + e),
        regWithoutReset(p.children()).named("arrived_" + e),
        regWithoutReset(p.format().addressBits()).named("leaves_" + e),
        regWithoutReset(1).named("leaving_" + e),
        regWithoutReset(log2(p.timeout() + 1)).named("age_" + e));
  }

  /** The used entries with {@code tag}: at most one. */
  private static UInt holding(List<Entry> entries, UInt tag) {
    return RoundRobin.mask(entries.stream().map(x -> x.used().and(x.tag().eq(tag))).toList());
  }

  private void advance(int e, Entry x, Reservation asked, Bool claims) {
    var arrives = new ArrayList<Bool>();
    UInt from = x.leaves();
    for (int c = 0; c < child.length; c++) {
      Query q = child[c];
      arrives.add(q.ends().bit(e));
      from = from.or(q.leaves().mask(q.begins().and(q.found().bit(e))));
    }
    UInt contributed = from;
    when(
            claims,
            () -> {
              x.used().set(true);
              x.tag().set(asked.tag());
              x.expected().set(asked.expected());
              x.length().set(asked.length());
              x.arrived().set(0);
              x.leaves().set(0);
              x.leaving().set(0);
              x.age().set(0);
            })
        .otherwise(
            () -> {
              x.arrived().set(x.arrived().or(RoundRobin.mask(arrives)));
              x.leaves().set(contributed);
              when(freed.bit(e), () -> x.used().set(false));
              when(take.and(next.bit(e)), () -> x.leaving().set(1));
              when(x.age().ne(p.timeout()), () -> x.age().set(x.age().plus(1)));
            });
  }

  private void answer(int c, Query q, List<Entry> entries) {
    var known = holding(entries, q.tag());
    var expects = new ArrayList<Bool>();
    var has = new ArrayList<Bool>();
    for (Entry x : entries) {
      expects.add(x.expected().bit(c).andNot(x.arrived().bit(c)));
      has.add(x.arrived().bit(c));
    }
    var found = known.and(RoundRobin.mask(expects)).named("found_" + c);
    q.found().set(found);
    q.repeated().set(known.and(RoundRobin.mask(has)).any());
    q.foundLength().set(RoundRobin.select(found, entries.stream().map(Entry::length).toList()));
  }

  private void choose(List<Entry> entries) {
    var complete = new ArrayList<Bool>();
    for (Entry x : entries) {
      complete.add(x.used().andNot(x.missing().any().or(x.leaving().bit(0))));
    }
    var turns = new RoundRobinArbiter(this, entries.size());
    turns.requests.set(RoundRobin.mask(complete));
    turns.take.set(take);
    UInt turn = turns.grant;
    next.set(turn);
    nextTag.set(RoundRobin.select(turn, entries.stream().map(Entry::tag).toList()));
    nextExpected.set(RoundRobin.select(turn, entries.stream().map(Entry::expected).toList()));
    nextLength.set(RoundRobin.select(turn, entries.stream().map(Entry::length).toList()));
    nextLeaves.set(RoundRobin.select(turn, entries.stream().map(Entry::leaves).toList()));
  }

  /** Names the first entry that is overdue, the lowest of several. */
  private void watch(List<Entry> entries) {
    var overdue = new ArrayList<Bool>();
    for (Entry x : entries) {
      overdue.add(x.missing().any().and(x.age().eq(p.timeout())));
    }
    var worst = RoundRobin.lowest(RoundRobin.mask(overdue)).named("overdue");
    var missing = RoundRobin.select(worst, entries.stream().map(Entry::missing).toList());
    var isLate = regBool();
    var tag = regWithoutReset(p.tagBits()).named("late_tag_held");
    var who = regWithoutReset(log2(p.children())).named("late_child_held");
    when(
        worst.any().andNot(isLate),
        () -> {
          isLate.set(true);
          tag.set(RoundRobin.select(worst, entries.stream().map(Entry::tag).toList()));
          who.set(OneHot.priorityEncode(missing));
        });
    late.set(isLate);
    lateTag.set(tag);
    lateChild.set(who);
  }
}

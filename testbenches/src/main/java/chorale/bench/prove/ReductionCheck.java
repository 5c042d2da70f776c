package chorale.bench.prove;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.Delay;
import chorale.nop.Element;
import chorale.nop.PacketFormat;
import chorale.nop.Reducer;
import chorale.nop.ReducerParameters;
import chorale.nop.ReductionFault;
import chorale.nop.Reservation;
import java.util.List;

/**
 * Holds a {@link Reducer} against its contract with children, dispatch and parent that do anything
 * but break a packet: contributions that nobody asked for, that come twice or have another length
 * included. One tag and one child are chosen once and for all by the proof. In contributions to
 * that tag the child sends 1 and the others 0, in those to other tags anything; so a sum of the tag
 * is 1 if and only if what the child sent was added exactly once and nothing else was.
 *
 * <p>The contract is kept in a second book: the tag's combine, who has contributed to it, and the
 * combine before it while its sum may still be on its way out.
 */
final class ReductionCheck extends Module {
  private static final int CHILDREN = 2;
  private static final int ENTRIES = 2;
  private static final int TAG_BITS = 2; // more tags than entries: both can run out
  private static final int TIMEOUT = 3;
  private static final int DOWNSTREAM = 2;

  /** Cycles with an empty buffer at the parent in which a complete combine has left. */
  private static final int PATIENCE = 5;

  private final ReducerParameters p;
  private final PacketFormat format;
  private final Reducer reducer;
  private final Bool started = regBool().named("started");
  private final UInt tag;
  private final UInt child = reg(1).named("child");
  private final Bool home = regBool().named("home");
  private final Combine current = new Combine(this, "current");
  private final Combine before = new Combine(this, "before");
  private final UInt arrived = reg(CHILDREN).named("arrived");

  /** What the book says of a combine; {@code bad}: a contribution had another length. */
  private record Combine(Bool live, UInt expected, Bool length, Bool bad) {
    Combine(ReductionCheck m, String of) {
      this(
          m.regBool().named(of + "_live"),
          m.reg(CHILDREN).named(of + "_expected"),
          m.regBool().named(of + "_length"),
          m.regBool().named(of + "_bad"));
    }

    /** Becomes {@code other}, which lives on if {@code stays}. */
    void set(Combine other, Bool stays) {
      live.set(stays);
      expected.set(other.expected);
      length.set(other.length);
      bad.set(other.bad);
    }
  }

  /**
   * What a child does to the tag in this cycle.
   *
   * @param again a head comes again; the combine may have left the table since
   */
  private record Contribution(Bool ends, Bool wrongLength, Bool again, Bool unknown) {
    Bool isFault() {
      return again.or(unknown).or(wrongLength);
    }
  }

  /** Whether the last flit of a sum leaves in this cycle: of any tag, or of the one. */
  private record Left(Bool any, Bool mine) {}

  ReductionCheck() {
    super(null);
    format = PacketFormat.timing(CHILDREN, true, TAG_BITS);
    p =
        new ReducerParameters(
            format, TAG_BITS, CHILDREN, ENTRIES, 1, Element.COUNT, true, 1, TIMEOUT, DOWNSTREAM);
    reducer = new Reducer(this, p);
    reducer.name("reducer");
    tag = reg(TAG_BITS).named("tag");
    var someTag = in(TAG_BITS).named("some_tag");
    var someChild = in(1).named("some_child");
    var someMode = inBool().named("some_mode");
    when(
        started.not(),
        () -> {
          started.set(true);
          tag.set(someTag);
          child.set(someChild);
          home.set(someMode);
        });
    reducer.home.set(home);

    var contributions = List.of(contribution(0), contribution(1));
    when(
        current.live,
        () -> {
          var ends = Bits.cat(contributions.get(1).ends, contributions.get(0).ends);
          arrived.set(arrived.or(ends));
          for (Contribution c : contributions) {
            when(c.wrongLength, () -> current.bad.set(true));
          }
        });
    Left left = sums();
    Bool begins = reservations(left);
    faults(contributions);
    lateness(begins);
  }

  /** Whether all contributions to the tag's combine have come. */
  private Bool complete() {
    return current.live.and(arrived.eq(current.expected));
  }

  /** Plays child {@code c} and follows what it sends to the tag. */
  private Contribution contribution(int c) {
    String of = "_" + c;
    var valid = inBool().named("send" + of).and(started).named("sends" + of);
    var tail = inBool().named("tail" + of);
    var anyTag = in(TAG_BITS).named("any_tag" + of);
    var anything = in(format.payloadBits()).named("anything" + of);
    var inPacket = regBool().named("in_packet" + of);
    var packetTag = reg(TAG_BITS).named("packet_tag" + of);
    var accepted = regBool().named("accepted" + of);
    var flits = reg(2).named("flits" + of); // body flits so far, at most 2

    UInt marked = child.eq(c).asUInt().zext(format.payloadBits());
    UInt body = packetTag.eq(tag).mux(marked, anything);
    UInt fields = Bits.cat(anyTag, UInt.lit(1L << c, CHILDREN));
    reducer.in[c].valid().set(valid.asUInt());
    reducer.in[c].flit().set(Bits.cat(inPacket.not(), tail, inPacket.mux(body, fields)));
    assertThat(
        reducer.in[c].credit().bit(0).eq(delayed(valid).named("owed" + of)),
        "every flit has its credit in the next cycle, " + c);

    var head = valid.andNot(inPacket).and(anyTag.eq(tag)).named("head" + of);
    Bool wanted = current.live.and(current.expected.bit(c));
    var accepts = head.and(wanted).andNot(arrived.bit(c)).named("accepts" + of);
    var again = head.and(wanted).and(arrived.bit(c)).named("again" + of);
    var unknown = head.andNot(wanted).named("unknown" + of);
    var counted = inPacket.mux(flits.eq(2).mux(flits, flits.plus(1)), UInt.lit(0, 2));
    when(
        valid,
        () -> {
          inPacket.set(tail.not());
          flits.set(counted);
          when(
              inPacket.not(),
              () -> {
                packetTag.set(anyTag);
                accepted.set(accepts);
              });
        });
    var ends = valid.and(tail).and(inPacket.mux(accepted, accepts)).named("ends" + of);
    var wrong = ends.and(counted.ne(current.length.asUInt())).named("wrong_length" + of);
    return new Contribution(ends, wrong, again, unknown);
  }

  /** Plays the parent and checks the sums. */
  private Left sums() {
    var mayFree = inBool().named("may_free");
    var waiting = reg(log2(DOWNSTREAM + 2)).named("waiting");
    var valid = reducer.out.valid().bit(0);
    UInt flit = reducer.out.flit();
    Bool frees = mayFree.and(waiting.any());
    reducer.out.credit().set(frees.asUInt());
    int bits = waiting.width();
    waiting.set(waiting.plus(valid.zext(bits)).minus(frees.zext(bits)));
    assertThat(waiting.le(DOWNSTREAM), "no flit without a place");

    var inSum = regBool().named("in_sum");
    var ofTag = regBool().named("of_tag");
    var bodies = regBool().named("bodies");
    var head = valid.and(format.isHead(flit)).named("sum_head");
    var tail = valid.and(format.isTail(flit)).named("sum_tail");
    var mine = head.mux(format.info(flit, 0, TAG_BITS).eq(tag), ofTag).named("mine");
    when(
        valid,
        () -> {
          inSum.set(tail.not());
          ofTag.set(mine);
          bodies.set(head.not());
          assertThat(head.ne(inSum), "a head, then its body");
        });
    var expected = before.live.mux(before.expected, current.expected).named("sum_expected");
    var length = before.live.mux(before.length, current.length).named("sum_length");
    var bad = before.live.mux(before.bad, current.bad).named("sum_bad");
    when(
        valid.and(mine),
        () -> {
          assertThat(before.live.or(complete()), "a sum leaves when all have come, and once");
          assertThat(tail.eq(head.xor(length)), "as many flits as reserved");
          when(
              head,
              () -> {
                assertThat(format.destinations(flit).eq(expected), "from all, and nobody else");
              });
          UInt once = expected.bit(child).asUInt();
          UInt payload = flit.truncate(format.payloadBits());
          assertThat(
              head.or(bad).or(payload.eq(once)), "what the child sent is added exactly once");
        });
    assertThat(valid.not().or(inSum.not()).or(bodies.not()), "one flit of body at most");
    var waited = reg(log2(PATIENCE + 1)).named("waited");
    when(complete().not().or(valid.and(mine)), () -> waited.set(0))
        .elseWhen(
            waiting.any().not(),
            () -> {
              assertThat(waited.lt(PATIENCE), "what is complete leaves");
              waited.set(waited.plus(1));
            });
    return new Left(tail, tail.and(mine).named("leaves"));
  }

  /** Plays the dispatch and keeps the book; whether a combine of the tag begins. */
  private Bool reservations(Left left) {
    var valid = inBool().named("reserve_valid").and(started);
    var asked = in(TAG_BITS).named("asked_tag");
    var children = in(CHILDREN).named("children");
    var length = inBool().named("length");
    reducer.reserve.valid().set(valid);
    reducer.reserve.bits().set(new Reservation(asked, children, length.asUInt()).toBits());
    var ready = reducer.reserve.ready();
    var takes = valid.and(ready).and(children.any()).andNot(home).named("takes");
    Bool mine = asked.eq(tag);
    Bool hasPlace = reducer.occupied.lt(ENTRIES);
    assertThat(home.not().or(ready), "home: reservations are always taken");
    assertThat(home.or(hasPlace).or(ready.not()), "no reservation without a place");
    when(
        mine.andNot(home),
        () -> {
          assertThat(
              current.live.not().or(complete()).or(ready.not()), "no two entries of one tag");
          assertThat(
              current.live.or(before.live).or(hasPlace.not()).or(ready), "a place can be had");
        });

    var leavesFirst = left.mine.and(before.live).named("leaves_first");
    var leavesLast = left.mine.andNot(before.live).named("leaves_last");
    var begins = takes.and(mine).named("begins");
    when(leavesFirst, () -> before.live.set(false));
    when(leavesLast, () -> current.live.set(false));
    when(
        begins,
        () -> {
          assertThat(before.live.not().or(left.mine), "two combines of the tag at most");
          before.set(current, current.live.andNot(leavesLast));
          current.live.set(true);
          current.expected.set(children);
          current.length.set(length);
          current.bad.set(false);
          arrived.set(0);
        });

    // Entries in use a pipeline ago: taken before, and not left until now.
    int pipeline = p.latency() - 2;
    int bits = log2(ENTRIES + pipeline + 2);
    var held = reg(bits).named("held");
    var taken = Delay.by(this, takes, pipeline).named("taken_before");
    held.set(held.plus(taken.zext(bits)).minus(left.any.zext(bits)));
    var occupied = Delay.by(this, reducer.occupied, pipeline).named("occupied_before");
    assertThat(occupied.eq(held), "no entry is lost, and none made");
    return begins;
  }

  /** The first fault is held, with what was wrong; of two at once the lower child's. */
  private void faults(List<Contribution> contributions) {
    var kind = reducer.fault.asUInt();
    var isNone = kind.any().not();
    var names = Bits.cat(kind, reducer.faultTag, reducer.faultChild);
    var wasNone = regBool(true).named("was_none");
    wasNone.set(isNone);
    assertThat(wasNone.or(names.eq(delayed(names).named("names"))), "a fault is held");
    var begins = wasNone.andNot(isNone).named("begins");
    for (int c = 0; c < CHILDREN; c++) {
      Contribution now = contributions.get(c);
      String of = "_" + c;
      var fault = delayed(now.isFault()).named("fault" + of);
      var again = delayed(now.again).named("was_again" + of);
      var wrong = delayed(now.wrongLength).named("was_wrong_length" + of);
      var gone = delayed(complete()).named("may_be_gone" + of);
      Bool mine = reducer.faultTag.eq(tag).and(reducer.faultChild.eq(c));
      assertThat(isNone.not().or(fault.not()), "a fault is found, " + c);
      when(
          begins.and(mine),
          () -> {
            assertThat(fault, "a fault that is named has happened, " + of);
            Bool isLength = kind.eq(ReductionFault.LENGTH.ordinal());
            Bool isDuplicate = kind.eq(ReductionFault.DUPLICATE.ordinal());
            assertThat(isLength.eq(wrong), "another length is called so, " + of);
            assertThat(isDuplicate.eq(again).or(again.and(gone)), "as is a second, " + of);
          });
      if (c == 0) {
        assertThat(begins.and(fault).not().or(mine), "the lower child first");
      }
    }
  }

  /** An entry that misses a contribution for too long is named, not sooner and not later. */
  private void lateness(Bool begins) {
    var age = reg(log2(TIMEOUT + 1)).named("age");
    when(begins, () -> age.set(0)).elseWhen(age.ne(TIMEOUT), () -> age.set(age.plus(1)));
    var missing = current.expected.and(arrived.not()).mask(current.live).named("missing");
    var overdue = delayed(missing.any().and(age.eq(TIMEOUT))).named("overdue");
    var lowest = delayed(missing.bit(0).not()).named("lowest");
    var wasLate = delayed(reducer.late).named("was_late");
    var names = Bits.cat(reducer.lateTag, reducer.lateChild);
    assertThat(reducer.late.or(overdue.not()), "a missing contribution is found");
    assertThat(
        wasLate.not().or(reducer.late.and(names.eq(delayed(names).named("late_names")))),
        "what is late is held");
    when(
        reducer.late.andNot(wasLate).and(reducer.lateTag.eq(tag)),
        () -> assertThat(overdue.and(reducer.lateChild.eq(lowest.asUInt())), "late, and named"));
  }
}

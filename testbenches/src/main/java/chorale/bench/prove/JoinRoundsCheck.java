package chorale.bench.prove;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import chorale.nop.Element;
import chorale.nop.JoinParameters;
import chorale.nop.JoinRounds;
import chorale.nop.PacketFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Holds {@link JoinRounds} against its contract, with children that send any sorted streams, flit
 * by flit and whenever they like, and with sums and room that come and go.
 *
 * <ul>
 *   <li>In every cycle it reads what the rule in words says, and nothing else: nobody waits without
 *       a reason.
 *   <li>What it calls its reads adds up: one key and one child are chosen once and for all by the
 *       proof. Of the child's packets of that key one in each pass may be marked. What is marked is
 *       in the key's sum once, and nothing else is; keys leave in rising order, each once in its
 *       pass, and none is left behind. Since the proof may mark any packet, that holds for each.
 * </ul>
 */
final class JoinRoundsCheck extends Module {
  private static final int SLOT_BITS = 3;
  private static final int LEAVES = 2;
  private static final int END_AT = 1; // leaf that ends are addressed to
  private static final int FLITS = 2; // body flits of a packet
  private static final int TWICE = 2; // a count that says: too often

  private final JoinParameters p;
  private final JoinRounds rounds;
  private final List<Child> children = new ArrayList<>();
  private final UInt chosenKey;
  private final UInt chosenChild;
  private final Bool started = regBool().named("started");
  private final Bool marked = regBool().named("marked"); // in this pass
  private final Bool isOver; // with this flit

  /**
   * What stands in front of a child's stream.
   *
   * @param there whether its flit has come
   * @param key of the packet, as {@code more}
   * @param left body flits of the packet that have not been read, or 0: the head has not
   * @param isMarked whether the packet is
   */
  private record Child(Bool there, UInt key, Bool more, UInt left, Bool isMarked) {
    Bool inBody() {
      return left.any();
    }
  }

  JoinRoundsCheck(int n, boolean isRoot) {
    super(null);
    var format = PacketFormat.timing(LEAVES, false, SLOT_BITS + log2(LEAVES));
    p = new JoinParameters(format, SLOT_BITS, n, FLITS, Element.COUNT, false, 1, 1, 1, isRoot);
    rounds = new JoinRounds(this, p);
    rounds.name("rounds");
    var itsKey = reg(p.keyBits()).named("its_key");
    var itsChild = reg(log2(n)).named("its_child");
    var someKey = in(p.keyBits()).named("some_key");
    var someChild = in(itsChild.width()).named("some_child");
    assume(JoinRounds.isEnd(p, someKey).not(), "a key of a sum");
    assume(someChild.le(n - 1), "a child");
    when(
        started.not(),
        () -> {
          started.set(true);
          itsKey.set(someKey);
          itsChild.set(someChild);
        });
    chosenKey = started.mux(itsKey, someKey).named("chosen_key");
    chosenChild = started.mux(itsChild, someChild).named("chosen_child");
    for (int c = 0; c < n; c++) {
      String of = "_" + c;
      children.add(
          new Child(
              regBool().named("there" + of),
              reg(p.keyBits()).named("key" + of),
              regBool().named("more" + of),
              reg(log2(FLITS + 1)).named("left" + of),
              regBool().named("is_marked" + of)));
    }
    var ends = JoinRounds.isEnd(p, rounds.key).and(rounds.inBody).and(rounds.last);
    isOver = ends.and(rounds.reads.any()).named("is_over");
    var marks = new ArrayList<Bool>();
    var wants = new ArrayList<Bool>(); // a packet of the chosen key comes to the front
    for (int c = 0; c < n; c++) {
      play(c, marks, wants);
    }
    rule();
    sums(RoundRobin.mask(marks).any(), RoundRobin.mask(wants).any());
  }

  /** Plays a child: any stream that rises, with an end now and then. */
  private void play(int c, List<Bool> allMarks, List<Bool> wants) {
    String of = "_" + c;
    Child child = children.get(c);
    var comes = inBool().named("comes" + of);
    var next = in(p.keyBits()).named("next" + of);
    var nextMore = inBool().named("next_more" + of);
    var mark = inBool().named("mark" + of);
    var anyKey = in(p.keyBits()).named("any_key" + of); // what a body flit has in a head's places
    var anyMore = inBool().named("any_more" + of);

    Bool ends = JoinRounds.isEnd(p, next);
    Bool wasEnd = JoinRounds.isEnd(p, child.key);
    Bool rises = child.more.mux(next.eq(child.key), wasEnd.or(next.gt(child.key)));
    assume(started.not().or(rises), "keys rise" + of);
    assume(ends.not().or(next.truncate(log2(LEAVES)).eq(END_AT)), "ends have one address" + of);
    assume(ends.and(nextMore).not(), "one end of a pass" + of);

    rounds.child[c].valid().set(child.there);
    rounds.child[c].key().set(child.inBody().mux(anyKey, child.key));
    rounds.child[c].more().set(child.inBody().mux(anyMore, child.more));

    var read = rounds.reads.bit(c);
    assertThat(read.not().or(child.there), "what is not there is not read, " + c);
    var isFollowed = started.not().or(read.and(child.left.eq(1))).named("is_followed" + of);
    var mine = isFollowed.and(next.eq(chosenKey)).named("mine" + of);
    var first = marked.not().or(isOver);
    var marks = mine.and(mark).and(chosenChild.eq(c)).and(first).named("marks" + of);
    allMarks.add(marks);
    wants.add(mine);
    when(
        isFollowed,
        () -> {
          child.key.set(next);
          child.more.set(nextMore);
          child.isMarked.set(marks);
        });
    when(
        read,
        () ->
            child.left.set(
                child.inBody().mux(child.left.minus(1), UInt.lit(FLITS, child.left.width()))));
    child.there.set(read.mux(comes, child.there.or(comes)));
  }

  private static UInt mask(List<Child> children, Function<Child, Bool> of) {
    return RoundRobin.mask(children.stream().map(of).toList());
  }

  /** What is read, in words. */
  private void rule() {
    int n = children.size();
    var hasRoom = inBool().named("has_room");
    var hasSum = inBool().named("has_sum");
    rounds.hasRoom.set(hasRoom);
    rounds.hasSum.set(hasSum);

    var there = mask(children, Child::there);
    var bodies = mask(children, Child::inBody).named("bodies");
    var saysMore = mask(children, Child::more);
    var asked = reg(n).named("asked"); // said more in the round that was read last
    var adds = regBool().named("adds"); // the round under way is not its key's first
    var lowest = new ArrayList<Bool>();
    for (Child c : children) {
      lowest.add(mask(children, other -> c.key.le(other.key)).all());
    }
    var inBody = bodies.any();
    var continues = asked.any();
    var heads = continues.mux(asked, RoundRobin.mask(lowest)).named("heads");
    var round = inBody.mux(bodies, heads).named("round");
    var waitsFor = inBody.or(continues).mux(round, UInt.lit((1L << n) - 1, n)).named("waits_for");
    var isLastRound = round.and(saysMore).any().not().named("is_last_round");
    UInt roundKey =
        RoundRobin.select(RoundRobin.lowest(round), children.stream().map(Child::key).toList());
    var key = roundKey.named("round_key");
    var isDropped = Bool.lit(p.isRoot()).and(JoinRounds.isEnd(p, key));
    var makesSum = isLastRound.andNot(isDropped).named("makes_sum");
    var goes =
        waitsFor
            .and(there.not())
            .any()
            .not()
            .and(makesSum.not().or(hasRoom))
            .and(inBody.and(adds).not().or(hasSum))
            .named("goes");
    assertThat(rounds.reads.eq(round.mask(goes)), "what the rule says is read");
    assertThat(rounds.inBody.eq(inBody), "heads, then bodies");
    assertThat(rounds.sends.eq(goes.and(makesSum)), "a key's last round makes its sum");
    assertThat(rounds.keeps.eq(goes.and(inBody).andNot(isLastRound)), "others are kept");
    assertThat(goes.not().or(rounds.adds.eq(adds.and(inBody))), "to what was kept is added");
    assertThat(goes.not().or(rounds.key.eq(key)), "the round's key");
    for (Child c : children) {
      assertThat(
          inBody
              .and(c.inBody())
              .not()
              .or(rounds.beat.eq(UInt.lit(FLITS, 2).minus(c.left).truncate(1))),
          "flits are counted");
      assertThat(c.inBody().not().or(rounds.last.eq(c.left.eq(1))), "the last one is named");
    }
    when(
        goes.andNot(inBody),
        () -> {
          asked.set(round.and(saysMore));
          adds.set(continues);
        });
  }

  /** The sums that come of it. */
  private void sums(Bool marks, Bool wants) {
    var wanted = regBool().named("wanted"); // in this pass, as the next two
    var seen = regBool().named("seen");
    var within = regBool().named("within"); // a sum has left,
    var last = reg(p.keyBits()).named("last"); // with this key
    var kept = new ArrayList<UInt>();
    for (int i = 0; i < FLITS; i++) {
      kept.add(reg(2).named("kept_" + i));
    }
    UInt key = rounds.key;
    var ends = JoinRounds.isEnd(p, key).named("ends");
    var reads = rounds.reads.any();
    var head = reads.andNot(rounds.inBody).named("head");
    var body = reads.and(rounds.inBody).named("body");

    UInt before = rounds.beat.bit(0).mux(kept.get(1), kept.get(0)).mask(rounds.adds);
    UInt total = before.zext(3);
    for (int c = 0; c < children.size(); c++) {
      total = total.plus(rounds.reads.bit(c).and(children.get(c).isMarked).zext(3));
    }
    var sum = total.gt(TWICE).mux(UInt.lit(TWICE, 2), total.truncate(2)).named("sum");
    for (int i = 0; i < FLITS; i++) {
      int beat = i;
      when(rounds.keeps.and(rounds.beat.eq(beat)), () -> kept.get(beat).set(sum));
    }
    var makes = rounds.sends.and(body).and(key.eq(chosenKey));
    assertThat(makes.not().or(sum.eq(marked.zext(2))), "what is marked is added once");
    var begins = rounds.sends.and(head).named("begins");
    assertThat(begins.and(within).not().or(key.gt(last)), "sums rise");
    when(
        begins.andNot(ends),
        () -> {
          within.set(true);
          last.set(key);
          when(key.eq(chosenKey), () -> seen.set(true));
        });
    when(marks, () -> marked.set(true));
    when(wants, () -> wanted.set(true));
    when(
        isOver,
        () -> {
          assertThat(seen.eq(wanted), "what was sent leaves, once");
          marked.set(marks);
          wanted.set(wants);
          seen.set(false);
          within.set(false);
        });
  }
}

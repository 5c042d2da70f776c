package chorale.bench.prove;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import chorale.nop.Element;
import chorale.nop.JoinFault;
import chorale.nop.JoinParameters;
import chorale.nop.PacketFormat;
import chorale.nop.SortedJoin;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds a {@link SortedJoin} against its contract, with children that send any sorted streams and a
 * parent that frees places when it likes. One key and one child are chosen once and for all by the
 * proof. Of the child's packets of that key one in each pass may be marked: it is 1, and all others
 * of the key are 0, those of other keys anything. So a sum of the key is 1 if and only if what was
 * marked was added exactly once and nothing else was. Since the proof may mark any packet, that
 * holds for each.
 *
 * <p>A pass may be under way at the children while sums of three before it are on their way out:
 * the book has a page for each of four passes.
 */
final class JoinCheck extends Module {
  private static final int CHILDREN = 2;
  private static final int SLOT_BITS = 3;
  private static final int LEAVES = 2;
  private static final int LEAF = 1;
  private static final int END_AT = 1; // leaf that ends are addressed to
  private static final int PLACES = 2;
  private static final int DOWNSTREAM = 2;
  private static final int PASSES = 4;

  /** Cycles with all places free at the parent in which something moves, if all children wait. */
  private static final int PATIENCE = 6;

  private final JoinParameters p;
  private final PacketFormat format;
  private final SortedJoin join;
  private final UInt key;
  private final Bool started = regBool().named("started");
  private final UInt child = reg(1).named("child");
  private final UInt[] page = new UInt[CHILDREN]; // the pass that a child is in
  private final UInt[] sent = new UInt[CHILDREN]; // by page, whether it has sent the key
  private final UInt marked = reg(PASSES).named("marked"); // by page
  private final List<Bool> waits = new ArrayList<>();

  JoinCheck(int packetFlits) {
    super(null);
    int info = SLOT_BITS + log2(LEAVES);
    format = PacketFormat.timing(LEAVES, false, info);
    p =
        new JoinParameters(
            format,
            SLOT_BITS,
            CHILDREN,
            packetFlits,
            Element.COUNT,
            true,
            1,
            PLACES,
            DOWNSTREAM,
            false);
    join = new SortedJoin(this, p, LEAF);
    join.name("join");
    key = reg(p.keyBits()).named("key");
    var someKey = in(p.keyBits()).named("some_key");
    var someChild = in(1).named("some_child");
    when(
        started.not(),
        () -> {
          started.set(true);
          key.set(someKey);
          child.set(someChild);
        });
    assume(isEnd(someKey).not(), "a key of a sum");
    for (int c = 0; c < CHILDREN; c++) {
      page[c] = reg(log2(PASSES)).named("page_" + c);
      sent[c] = reg(PASSES).named("sent_" + c);
    }
    for (int c = 0; c < CHILDREN; c++) {
      play(c);
    }
    sums();
    assertThat(join.fault.is(JoinFault.NONE), "nothing is wrong with sorted streams");
  }

  private static Bool isEnd(UInt key) {
    return key.slice(key.width() - 1, key.width() - SLOT_BITS + 1).all();
  }

  /** Plays a child: any stream that rises, with an end now and then. */
  private void play(int c) {
    String of = "_" + c;
    var wants = inBool().named("wants" + of).and(started);
    var someKey = in(p.keyBits()).named("key" + of);
    var someMore = inBool().named("more" + of);
    var mark = inBool().named("mark" + of);
    var anything = in(format.payloadBits()).named("anything" + of);
    var held = reg(log2(PLACES + 1)).named("held" + of); // credits that are spent
    var left = reg(log2(p.packetFlits() + 1)).named("left" + of);
    var last = reg(p.keyBits()).named("last" + of);
    var within = regBool().named("within" + of);
    var again = regBool().named("again" + of);
    var isMarked = regBool().named("is_marked" + of);

    var inBody = left.any();
    var credit = join.in[c].credit().bit(0);
    assertThat(held.any().or(credit.not()), "no credit for nothing, " + c);
    var next = again.mux(last, someKey).named("next" + of);
    Bool ends = isEnd(next);
    Bool rises = again.or(within.not()).or(next.gt(last));
    Bool names = ends.not().or(next.truncate(log2(LEAVES)).eq(END_AT));
    var legal = inBody.or(rises.and(names));
    var sends = wants.and(held.lt(PLACES)).and(legal).named("sends" + of);
    held.set(held.plus(sends.zext(held.width())).minus(credit.zext(held.width())));
    waits.add(held.any());

    var more = someMore.andNot(ends).named("says_more" + of);
    var isTail = left.eq(1);
    var slot = next.slice(p.keyBits() - 1, log2(LEAVES));
    UInt fields = Bits.cat(UInt.lit(0, log2(LEAVES)), more, slot, next.truncate(log2(LEAVES)));
    UInt body = last.eq(key).mux(isMarked.zext(format.payloadBits()), anything);
    join.in[c].valid().set(sends.asUInt());
    join.in[c].flit().set(Bits.cat(inBody.not(), isTail, inBody.mux(body, fields)));

    var begins = sends.andNot(inBody).named("begins" + of);
    var mine = begins.and(next.eq(key)).named("mine" + of);
    var marks = mine.and(mark).and(child.eq(c)).andNot(marked.bit(page[c])).named("marks" + of);
    when(
            begins,
            () -> {
              left.set(p.packetFlits());
              last.set(next);
              again.set(more);
              within.set(ends.not());
              isMarked.set(marks);
            })
        .elseWhen(sends, () -> left.set(left.minus(1)));
    var here = UInt.lit(1, PASSES).shl(page[c]).truncate(PASSES);
    var following = page[c].plus(1);
    var there = UInt.lit(1, PASSES).shl(following).truncate(PASSES);
    when(mine, () -> sent[c].set(sent[c].or(here)));
    when(marks, () -> marked.set(marked.or(here)));
    when(
        sends.and(isTail).and(isEnd(last)),
        () -> {
          page[c].set(following);
          sent[c].set(sent[c].and(there.not()));
          when(child.eq(c), () -> marked.set(marked.and(there.not())));
        });
  }

  /** Plays the parent and checks the sums. */
  private void sums() {
    var mayFree = inBool().named("may_free");
    var waiting = reg(log2(DOWNSTREAM + 2)).named("waiting");
    var valid = join.out.valid().bit(0);
    UInt flit = join.out.flit();
    Bool frees = mayFree.and(waiting.any());
    join.out.credit().set(frees.asUInt());
    int bits = waiting.width();
    waiting.set(waiting.plus(valid.zext(bits)).minus(frees.zext(bits)));
    assertThat(waiting.le(DOWNSTREAM), "no flit without a place");

    var left = reg(log2(p.packetFlits() + 1)).named("sum_left");
    var sum = reg(p.keyBits()).named("sum");
    var within = regBool().named("sum_within"); // of this pass, this key was the last
    var pass = reg(log2(PASSES)).named("pass");
    var seen = regBool().named("seen"); // the key, in this pass
    var head = valid.andNot(left.any()).named("sum_head");
    var slot = format.info(flit, 0, SLOT_BITS);
    var now = Bits.cat(slot.truncate(SLOT_BITS - 1), format.destination(flit)).named("sum_key");
    Bool ends = isEnd(now);
    var any = Bool.lit(false);
    for (int c = 0; c < CHILDREN; c++) {
      any = any.or(sent[c].bit(pass));
    }
    var wanted = any.named("wanted");
    when(
        valid,
        () -> {
          assertThat(format.isHead(flit).ne(left.any()), "a head, then its body");
          assertThat(format.isTail(flit).eq(left.eq(1)), "as many flits as all");
        });
    when(
            head,
            () -> {
              assertThat(slot.bit(SLOT_BITS - 1).not(), "a sum says no more");
              assertThat(format.info(flit, SLOT_BITS, log2(LEAVES)).eq(LEAF), "from the join");
              left.set(p.packetFlits());
              sum.set(now);
              within.set(ends.not());
              seen.set(ends.not().and(seen.or(now.eq(key))));
              when(within, () -> assertThat(now.gt(sum), "sums rise"));
              when(now.eq(key), () -> assertThat(wanted, "a sum of what was sent"));
              when(
                  ends,
                  () -> {
                    assertThat(seen.eq(wanted), "what was sent leaves, once");
                    pass.set(pass.plus(1));
                  });
            })
        .elseWhen(
            valid,
            () -> {
              left.set(left.minus(1));
              UInt payload = flit.truncate(format.payloadBits());
              UInt once = marked.bit(pass).zext(format.payloadBits());
              assertThat(sum.ne(key).or(payload.eq(once)), "what is marked is added once");
            });

    var patience = reg(log2(PATIENCE + 2)).named("patience");
    var all = RoundRobin.mask(waits).all();
    Bool moves = valid.or(waiting.any());
    for (int c = 0; c < CHILDREN; c++) {
      moves = moves.or(join.in[c].credit().bit(0));
    }
    when(moves.or(all.not()), () -> patience.set(0))
        .elseWhen(patience.le(PATIENCE), () -> patience.set(patience.plus(1)));
    assertThat(patience.le(PATIENCE), "something moves when all wait");
  }
}

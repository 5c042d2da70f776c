package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;
import java.util.List;

/**
 * Which flits a {@link SortedJoin} reads in a cycle. A round begins with the heads of the lowest
 * key, once a head of every child is there; a key's further rounds with the heads of those children
 * that said more. Then the body flits of the same children follow, 1 per cycle while all of them,
 * the sum of the round before and a place for theirs are there. No cycle is lost between rounds.
 */
public final class JoinRounds extends Module {
  /** The oldest flits of the children. */
  public final Child[] child;

  /** Whether there is a place for one more flit of a sum. */
  public final Bool hasRoom;

  /** Whether the next body flit's sum of the round before is there. */
  public final Bool hasSum;

  /** The children whose flits are read. */
  public final UInt reads;

  /** Whether they are body flits, and the number of the flit in its packet. */
  public final Bool inBody;

  public final UInt beat;

  /** Whether it is the last of its packet. */
  public final Bool last;

  /** Key of the round. */
  public final UInt key;

  /** They are body flits, and the sum of the round before is added. */
  public final Bool adds;

  /** Body flits are read whose sum stays for the next round. */
  public final Bool keeps;

  /** Flits are read that make one of the key's sum. */
  public final Bool sends;

  /**
   * A child's oldest flit.
   *
   * @param key if it is a head, as {@code more}
   */
  public record Child(Bool valid, UInt key, Bool more) {}

  /** The rounds of a join. */
  public JoinRounds(Module parent, JoinParameters p) {
    super(parent);
    int n = p.children();
    child = new Child[n];
    for (int c = 0; c < n; c++) {
      child[c] = new Child(inBool(), in(p.keyBits()), inBool());
    }
    hasRoom = inBool();
    hasSum = inBool();
    reads = out(n);
    inBody = outBool();
    beat = out(log2(Math.max(2, p.packetFlits())));
    last = outBool();
    key = out(p.keyBits());
    adds = outBool();
    keeps = outBool();
    sends = outBool();

    // The round under way, and what follows from the one before.
    var body = regBool();
    var number = reg(beat.width());
    var taking = regWithoutReset(n);
    var again = reg(n); // said more
    var held = regWithoutReset(p.keyBits());
    var adding = regBool();
    var keeping = regBool();
    var sending = regBool();

    var keys = List.of(child).stream().map(Child::key).toList();
    var there = RoundRobin.mask(List.of(child).stream().map(Child::valid).toList());
    var asks = RoundRobin.mask(List.of(child).stream().map(Child::more).toList());
    var continues = again.any().named("continues");
    var lowest = lowest(keys).named("lowest");
    var same = holding(keys, lowest).named("same");
    var takes = continues.mux(again, same).named("takes");
    var now = continues.or(body).mux(held, lowest).named("now");
    var more = asks.and(takes).named("more");
    var isEnd = isEnd(p, now).named("is_end");
    var ends = more.any().not().named("ends");
    var leaves = (p.isRoot() ? ends.andNot(isEnd) : ends).named("leaves");
    var complete = continues.mux(there.or(again.not()), there).all().named("complete");
    var begins = complete.andNot(body).and(hasRoom.or(leaves.not())).named("begins");
    var all = there.or(taking.not()).all().named("all_there");
    var ready = all.and(hasSum.or(adding.not())).and(hasRoom.or(sending.not()));
    var moves = body.and(ready).named("moves");
    var isLast = number.eq(p.packetFlits() - 1).named("is_last");
    when(
            begins,
            () -> {
              body.set(true);
              taking.set(takes);
              again.set(more);
              held.set(now);
              adding.set(continues);
              keeping.set(ends.not());
              sending.set(leaves);
            })
        .elseWhen(
            moves,
            () -> {
              body.set(isLast.not());
              number.set(number.plus(1).mask(isLast.not()));
            });
    reads.set(takes.mask(begins).or(taking.mask(moves)));
    inBody.set(body);
    beat.set(number);
    last.set(body.and(isLast));
    key.set(now);
    adds.set(body.and(adding));
    keeps.set(moves.and(keeping));
    sends.set(begins.and(leaves).or(moves.and(sending)));
  }

  /** Whether {@code key} is the last of a pass: a slot of ones. */
  public static Bool isEnd(JoinParameters p, UInt key) {
    return key.slice(p.keyBits() - 1, p.keyBits() - p.slotBits() + 1).all();
  }

  private static UInt lowest(List<UInt> keys) {
    List<UInt> level = keys;
    while (level.size() > 1) {
      var next = new ArrayList<UInt>();
      for (int i = 0; i < level.size(); i += 2) {
        UInt a = level.get(i);
        next.add(i + 1 == level.size() ? a : a.le(level.get(i + 1)).mux(a, level.get(i + 1)));
      }
      level = next;
    }
    return level.getFirst();
  }

  private static UInt holding(List<UInt> keys, UInt key) {
    return RoundRobin.mask(keys.stream().map(k -> k.eq(key)).toList());
  }
}

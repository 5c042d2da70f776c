package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Choice;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.OneHot;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;
import java.util.EnumMap;

/**
 * Looks at what a {@link SortedJoin} reads and holds what was wrong first, until reset: of several
 * in one cycle the last in the order of {@link JoinFault}, and of the children the lowest. It is
 * held from the cycle after the flit was read.
 */
final class JoinWatch extends Module {
  /** The oldest flits of the children. */
  final Child[] child;

  /** What is read of them: see {@link JoinRounds}. */
  final UInt reads;

  final Bool inBody;
  final Bool last;
  final UInt key;

  /** What was wrong first, or NONE; the child, and the key of the round. */
  final Choice<JoinFault> fault;

  final UInt faultChild;
  final UInt faultKey;

  /**
   * A child's oldest flit.
   *
   * @param key if it is a head, as {@code more}
   */
  record Child(UInt key, Bool more, Bool isHead, Bool isTail) {}

  JoinWatch(Module parent, JoinParameters p) {
    super(parent);
    int n = p.children();
    child = new Child[n];
    for (int c = 0; c < n; c++) {
      child[c] = new Child(in(p.keyBits()), inBool(), inBool(), inBool());
    }
    reads = in(n);
    inBody = inBool();
    last = inBool();
    key = in(p.keyBits());
    fault = out(JoinFault.class);
    faultChild = out(log2(n));
    faultKey = out(p.keyBits());

    var same = new ArrayList<Bool>();
    var asks = new ArrayList<Bool>();
    var fits = new ArrayList<Bool>();
    for (Child c : child) {
      same.add(c.key.eq(key));
      asks.add(c.more);
      fits.add(c.isHead.ne(inBody).and(c.isTail.eq(last)));
    }
    var begins = reads.any().andNot(inBody).named("begins");
    var more = RoundRobin.mask(asks).and(reads).any().named("more");
    var isEnd = JoinRounds.isEnd(p, key).named("is_end");
    var continues = regBool(); // the next round is of the same key
    var within = regBool(); // a key of this pass is done, this one:
    var done = regWithoutReset(p.keyBits());
    when(
        begins,
        () -> {
          continues.set(more);
          within.set(more.not().andNot(isEnd).or(more.and(within)));
          done.set(key);
        });
    var first = begins.andNot(continues).named("first");
    var found = new EnumMap<JoinFault, UInt>(JoinFault.class);
    found.put(JoinFault.LENGTH, reads.and(RoundRobin.mask(fits).not()));
    found.put(JoinFault.ORDER, reads.mask(first.and(within).and(key.le(done))));
    found.put(JoinFault.MORE, reads.and(RoundRobin.mask(same).not()).mask(begins.and(continues)));
    found.put(JoinFault.END, reads.not().mask(first.and(isEnd)));

    var kind = reg(JoinFault.NONE);
    var who = regWithoutReset(faultChild.width());
    var where = regWithoutReset(p.keyBits());
    found.forEach(
        (what, children) ->
            when(
                kind.is(JoinFault.NONE).and(children.any()),
                () -> {
                  kind.set(what);
                  who.set(OneHot.priorityEncode(children));
                  where.set(key);
                }));
    fault.set(kind);
    faultChild.set(who);
    faultKey.set(where);
  }
}

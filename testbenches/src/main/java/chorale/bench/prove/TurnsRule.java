package chorale.bench.prove;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.nop.Turns;

/**
 * Who has the next turn, as {@link Turns} says it in words: the packet that moved last, if it can
 * go on; else the next in number after the last turn, of those that had no turn in this round; else
 * of all. A round is over when all who wait had a turn in it. It keeps numbers and looks at one
 * requester after the other: nothing of the arithmetic on whole masks that it is compared with.
 *
 * <p>No latency from {@code asking} to {@code next}, which is 0 if nobody asks.
 */
final class TurnsRule extends Module {
  final UInt asking;
  final UInt waiting;

  /** Those within a packet. */
  final UInt begun;

  final Bool taken;
  final UInt next;

  TurnsRule(Module parent, int n) {
    super(parent);
    asking = in(n);
    waiting = in(n);
    begun = in(n);
    taken = inBool();
    next = out(n);
    var before = reg(log2(n), n - 1); // had the last turn; none at first, and then 0 is next
    var none = regBool(true);
    var had = new Bool[n];
    Bool anyFirst = Bool.lit(false);
    for (int k = 0; k < n; k++) {
      had[k] = regBool().named("had_" + k);
      anyFirst = anyFirst.or(asking.bit(k).andNot(had[k]));
    }
    UInt chosen = UInt.lit(0, n);
    for (int b = 0; b < n; b++) {
      UInt after = UInt.lit(0, n); // the next after b
      for (int i = n; i > 0; i--) {
        int k = (b + i) % n;
        Bool takesPart = asking.bit(k).and(anyFirst.not().or(had[k].not()));
        after = takesPart.mux(one(k, n), after);
      }
      Bool goesOn = none.not().and(asking.bit(b)).and(begun.bit(b));
      chosen = before.eq(b).mux(goesOn.mux(one(b, n), after), chosen);
    }
    var turn = chosen.named("turn");
    next.set(turn);
    Bool over = Bool.lit(true);
    for (int k = 0; k < n; k++) {
      over = over.and(waiting.bit(k).not().or(had[k]).or(turn.bit(k)));
    }
    var isOver = over.named("is_over");
    for (int k = 0; k < n; k++) {
      int number = k;
      when(taken.and(isOver), () -> had[number].set(false))
          .elseWhen(taken.and(turn.bit(k)), () -> had[number].set(true));
      when(taken.and(turn.bit(k)), () -> before.set(number));
    }
    when(taken, () -> none.set(false));
  }

  private static UInt one(int k, int n) {
    return UInt.lit(1L << k, n);
  }
}

package chorale.bench.prove;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Holds a queue, whatever it is made of, against what a queue is: never more words inside than it
 * has places, the words come out unchanged and in order, none is lost or doubled, and ready and
 * valid are what they have to be.
 *
 * <p>Order is shown with one word that the proof is free to choose: how many words are before it is
 * counted, and when it is its turn it must be the one that leaves (P. Wolper, Expressing
 * interesting properties of programs in propositional temporal logic, POPL 1986).
 */
final class QueueCheck extends Module {
  static final int WIDTH = 2;

  /** The two ends of the queue. */
  record Ends(Stream enq, Stream deq) {}

  /**
   * What a queue promises at its ends.
   *
   * @param places how many words it holds at most
   * @param ready what {@code enq.ready} is, from the words inside and {@code deq.ready}; or null
   * @param delay how many cycles in a row {@code deq.valid} may be 0 with words inside
   * @param through whether a word may enter and leave in one cycle
   */
  record Promise(int places, BiFunction<UInt, Bool, Bool> ready, int delay, boolean through) {
    /** Ready while a place is free; a word can leave in the cycle after it came. */
    static Promise exact(int places) {
      return new Promise(places, (inside, _) -> inside.lt(places), 0, false);
    }
  }

  QueueCheck(Promise promise, Function<Module, Ends> unit) {
    super(null);
    var valid = inBool().named("push_valid");
    var bits = in(WIDTH).named("push_bits");
    var ready = inBool().named("pop_ready");
    var choose = inBool().named("choose");
    Ends ends = unit.apply(this);
    ends.enq.valid().set(valid);
    ends.enq.bits().set(bits);
    ends.deq.ready().set(ready);
    var push = wireBool().named("push");
    var pop = wireBool().named("pop");
    push.set(valid.and(ends.enq.ready()));
    pop.set(ends.deq.valid().and(ready));

    int width = log2(promise.places + 2);
    var inside = reg(width).named("inside");
    inside.set(inside.plus(push.zext(width)).minus(pop.zext(width)));
    assertThat(inside.le(promise.places), "no more words than places");
    if (promise.ready != null) {
      assertThat(
          ends.enq.ready().eq(promise.ready.apply(inside, ready)), "ready if there is a place");
    }
    if (promise.through) {
      assertThat(ends.deq.valid().eq(inside.any().or(valid)), "valid if there is a word");
    } else {
      assertThat(ends.deq.valid().not().or(inside.any()), "no word out of nothing");
      var waited = reg(log2(promise.delay + 2)).named("waited");
      var waits = inside.any().andNot(ends.deq.valid());
      waited.set(waits.mux(waited.plus(1), UInt.lit(0, waited.width())));
      assertThat(waits.not().or(waited.lt(promise.delay)), "a word that is inside comes out");
    }

    var chosen = regBool().named("chosen");
    var ahead = reg(width).named("ahead");
    var word = reg(WIDTH).named("word");
    var begins = wireBool().named("begins");
    begins.set(push.and(choose).andNot(chosen));
    when(
        begins,
        () -> {
          chosen.set(true);
          word.set(bits);
          ahead.set(inside.minus(pop.zext(width)));
        });
    var leaves = chosen.and(pop);
    when(leaves.and(ahead.any()), () -> ahead.set(ahead.minus(1)));
    when(
        leaves.andNot(ahead.any()),
        () -> {
          assertThat(ends.deq.bits().eq(word), "the word that leaves is the one that came");
          chosen.set(false);
        });
    if (promise.through) {
      when(
          push.and(pop).andNot(inside.any()),
          () -> {
            assertThat(ends.deq.bits().eq(bits), "a word that falls through is the one that came");
            chosen.set(false);
          });
    }
  }
}

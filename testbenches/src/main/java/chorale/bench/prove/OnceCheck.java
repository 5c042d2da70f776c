package chorale.bench.prove;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Watches the two ends of something that words go through: each comes out at most once, unchanged
 * and in order, and never more than {@code most} are inside. One word that the proof chooses stands
 * for all of them, see {@link QueueCheck}.
 */
final class OnceCheck extends Module {
  final Bool push;
  final UInt pushed;
  final Bool pop;
  final UInt popped;

  /** Whether the word that enters is the chosen one. */
  final Bool choose;

  /** Words inside. */
  final UInt inside;

  OnceCheck(Module parent, int wordBits, int most) {
    super(parent);
    push = inBool();
    pushed = in(wordBits);
    pop = inBool();
    popped = in(wordBits);
    choose = inBool();
    int width = log2(most + 2);
    inside = out(width).named("words_inside");
    inside.optional();
    var count = reg(width);
    inside.set(count);
    count.set(count.plus(push.zext(width)).minus(pop.zext(width)));
    assertThat(count.le(most), "no more words than places");
    assertThat(pop.not().or(count.any()), "no word out of nothing");
    var chosen = regBool();
    var ahead = reg(width);
    var word = reg(wordBits);
    when(
        push.and(choose).andNot(chosen),
        () -> {
          chosen.set(true);
          word.set(pushed);
          ahead.set(count.minus(pop.zext(width)));
        });
    var leaves = chosen.and(pop);
    when(leaves.and(ahead.any()), () -> ahead.set(ahead.minus(1)));
    when(
        leaves.andNot(ahead.any()),
        () -> {
          assertThat(popped.eq(word), "the word that comes out is the one that went in");
          chosen.set(false);
        });
  }
}

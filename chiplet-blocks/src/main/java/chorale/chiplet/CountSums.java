package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.util.ArrayList;

/**
 * Adds up what the ranks have counted in one round: for each expert the pairs of all ranks, and of
 * those below its own rank. Sums of whole numbers do not depend on their order, so neither do these
 * on the order in which counts arrive.
 *
 * <p>One word of {@code lanes} experts is added in each cycle in which {@link #add} is 1; nobody
 * can refuse it. {@link #take} reads a word in the same cycle and makes it 0, and begins a new
 * round; only where nothing is added. Words are undefined until they have been taken once.
 */
final class CountSums extends Module {
  final Bool add;
  final UInt addWord;

  /** Counts of the experts of a word, the lowest in the lowest bits. */
  final UInt counts;

  /** They come from a rank below. */
  final Bool below;

  final Bool take;
  final UInt takeWord;

  /** Of each expert of the word: pairs of the ranks below. */
  final UInt[] before;

  /** The same: pairs of all ranks. */
  final UInt[] total;

  /** As many words have been added since the last one was taken as a round has. */
  final Bool complete;

  CountSums(Module parent, TokenOrderParameters p) {
    super(parent);
    int bits = p.totalBits();
    add = inBool();
    addWord = in(p.wordBits());
    counts = in(p.lanes() * p.countBits());
    below = inBool();
    take = inBool();
    takeWord = in(p.wordBits());
    before = new UInt[p.lanes()];
    total = new UInt[p.lanes()];
    for (int l = 0; l < p.lanes(); l++) {
      before[l] = out(bits);
      total[l] = out(bits);
    }
    complete = outBool();

    var sums = mem(p.words(), p.lanes() * 2 * bits).named("sums");
    var word = take.mux(takeWord, addWord).named("word");
    var old = sums.read(word).named("old");
    var grown = new ArrayList<UInt>(); // the highest lane first
    for (int l = 0; l < p.lanes(); l++) {
      var oldTotal = old.slice((2 * l + 1) * bits - 1, 2 * l * bits);
      var oldBefore = old.slice((2 * l + 2) * bits - 1, (2 * l + 1) * bits);
      total[l].set(oldTotal);
      before[l].set(oldBefore);
      var count = counts.slice((l + 1) * p.countBits() - 1, l * p.countBits()).zext(bits);
      grown.addFirst(oldTotal.plus(count));
      grown.addFirst(oldBefore.plus(count.mask(below)));
    }
    when(
        add.or(take),
        () -> sums.write(word, Bits.cat(grown.toArray(Bits[]::new)).mask(take.not())));

    int all = p.ranks() * p.words();
    var added = reg(log2(all + 1));
    when(take, () -> added.set(0)).elseWhen(add, () -> added.set(added.plus(1)));
    complete.set(added.eq(all));
    assertThat(add.and(take).not(), "counts come for a round that is over");
  }
}

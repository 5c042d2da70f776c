package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Exclusive prefix sums of the experts' totals, for each rank anew: where an expert's rows begin in
 * the buffer of its rank. One word of experts per cycle in which {@link #word} is 1, from the first
 * to the last; after the last it begins again.
 */
final class FirstRows extends Module {
  final Bool word;

  /** Of the word's experts. */
  final UInt[] total;

  /** In the same cycle. */
  final UInt[] first;

  /** The rank where they live. */
  final UInt rank;

  FirstRows(Module parent, TokenOrderParameters p) {
    super(parent);
    word = inBool();
    total = new UInt[p.lanes()];
    first = new UInt[p.lanes()];
    for (int l = 0; l < p.lanes(); l++) {
      total[l] = in(p.totalBits());
      first[l] = out(p.totalBits());
    }
    rank = out(p.rankBits());

    var filled = reg(p.totalBits()); // rows of this rank's experts before the word
    var current = reg(p.rankBits());
    UInt row = filled;
    for (int l = 0; l < p.lanes(); l++) {
      first[l].set(row);
      row = row.plus(total[l]);
    }
    var after = row;
    rank.set(current);
    Bool ends = Bool.lit(true);
    if (p.wordsOfRank() > 1) {
      var inRank = reg(log2(p.wordsOfRank()));
      var last = inRank.eq(p.wordsOfRank() - 1).named("last");
      when(word, () -> inRank.set(last.mux(UInt.lit(0, inRank.width()), inRank.plus(1))));
      ends = last;
    }
    when(word, () -> filled.set(after));
    when(
        word.and(ends),
        () -> {
          filled.set(0);
          current.set(current.eq(p.ranks() - 1).mux(UInt.lit(0, p.rankBits()), current.plus(1)));
        });
  }
}

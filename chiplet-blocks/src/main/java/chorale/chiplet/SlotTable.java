package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import java.util.List;

/**
 * The next free slot of each expert, for the pairs of one rank: filled a word per cycle, then one
 * slot taken per cycle. No latency from an expert to its entry.
 */
final class SlotTable extends Module {
  /** A word of experts gets its first slots and rows. */
  final Bool fill;

  final UInt fillWord;
  final UInt fillRank;
  final UInt fillSlots;
  final UInt fillRows;

  final UInt expert;

  /** {rank, expert, slot, row} of the expert's next pair. */
  final UInt entry;

  /** It is taken; not while a word is filled. */
  final Bool take;

  SlotTable(Module parent, TokenOrderParameters p) {
    super(parent);
    int bits = p.totalBits();
    int lanes = p.lanes();
    fill = inBool();
    fillWord = in(p.wordBits());
    fillRank = in(p.rankBits());
    fillSlots = in(lanes * bits);
    fillRows = in(lanes * bits);
    expert = in(p.expertBits());
    entry = out(p.entryBits());
    take = inBool();

    var word = expert.shr(p.laneBits()).resize(p.wordBits()).named("word");
    var nextSlots = mem(p.words(), lanes * bits).named("next_slots");
    var firstRows = mem(p.words(), p.rankBits() + lanes * bits).named("first_rows");
    when(fill, () -> firstRows.write(fillWord, Bits.cat(fillRank, fillRows)));
    var address = fill.mux(fillWord, word).named("address");
    var next = nextSlots.read(address).named("next");
    var first = firstRows.read(word).named("first");
    var chosen = new UInt[lanes]; // slots of the word
    var rows = new UInt[lanes];
    var after = new UInt[lanes]; // the highest lane first
    for (int l = 0; l < lanes; l++) {
      chosen[l] = next.slice((l + 1) * bits - 1, l * bits);
      rows[l] = first.slice((l + 1) * bits - 1, l * bits);
      after[lanes - 1 - l] = chosen[l].plus(1);
    }
    var all = UInt.lit((1L << lanes) - 1, lanes);
    var which = expert.truncate(Math.max(1, p.laneBits()));
    UInt slot = lanes == 1 ? chosen[0] : Vec.of(List.of(chosen)).at(which);
    UInt row = lanes == 1 ? rows[0] : Vec.of(List.of(rows)).at(which);
    UInt lane = lanes == 1 ? all : UInt.lit(1, lanes).shl(which);
    when(
        fill.or(take),
        () -> nextSlots.write(address, fill.mux(fillSlots, Bits.cat(after)), fill.mux(all, lane)));
    var rank = first.slice(first.width() - 1, lanes * bits);
    entry.set(Bits.cat(rank, expert, slot, row.plus(slot)));
  }
}

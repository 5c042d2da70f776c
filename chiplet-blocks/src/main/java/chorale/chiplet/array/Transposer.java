package chorale.chiplet.array;

import chorale.chiplet.Layout;
import chorale.chiplet.Layout.Field;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;

/**
 * Lets words of n lanes pass, or turns them: of each block of n words it sends the n words that
 * hold lane 0 of all, lane 1 of all, and so on. Of the last block of a group it may send fewer.
 *
 * <p>n x n registers that shift down or to the right. A block that came in downwards goes out to
 * the right, while the next one comes in to the right, and so on; so a block leaves at 1 word a
 * cycle from n cycles after its first word on, and blocks follow each other without a gap. A word
 * that passes takes no cycle, but waits until the block before it has left.
 *
 * <p>Words in and out are {@code {last, lanes}}; {@code last} ends a command, and goes no further.
 */
final class Transposer extends Module {
  /** The word of a command. */
  static final class Format {
    private final Layout layout = new Layout();
    final Field turns = layout.field(1);
    final Field blocks = layout.field(GemmFormat.FOLD_BITS);
    final Field lastWords;

    Format(int lanes) {
      lastWords = layout.field(log2(lanes + 1));
    }

    int width() {
      return layout.width();
    }

    /** Blocks in a group, words to send of a group's last block. */
    UInt of(Bool turn, UInt blocksInGroup, UInt wordsOfLast) {
      return Bits.cat(wordsOfLast, blocksInGroup, turn);
    }
  }

  final Stream command;
  final Stream in;

  /** The words, without {@code last}. */
  final Stream out;

  /**
   * A transposer of words of {@code lanes} lanes.
   *
   * @param laneBits bits of a lane; 0: timing only, words of one bit
   */
  Transposer(Module parent, int lanes, int laneBits) {
    super(parent);
    int wordBits = Math.max(1, lanes * laneBits);
    var format = new Format(lanes);
    command = sink(format.width());
    in = sink(1 + wordBits);
    out = source(wordBits);

    var turning = command.valid().and(format.turns.of(command.bits()).bit(0)).named("turning");
    var passing = command.valid().andNot(turning).named("passing");

    var full = regBool(); // a block is held, and goes out
    var left = reg(log2(lanes + 1)); // words of it that are still to go
    var at = reg(log2(lanes)); // words of the block that comes in
    var right = regBool(); // direction of the shift
    var block = reg(GemmFormat.FOLD_BITS);

    var fresh = at.eq(0).named("fresh");
    var fills = turning.and(in.valid()).named("fills");
    // A block that has begun to come in moves the one that goes out; one that waits lets it go
    // alone.
    var moves = fresh.or(fills).named("moves");
    var sends = full.and(left.ne(0)).named("sends");
    var clear = sends.not().or(out.ready()).named("clear");
    var takes = fills.and(clear).named("takes");
    var shifts = moves.and(clear).and(fills.or(sends)).named("shifts");
    var flushed = shifts.andNot(fills).and(left.eq(1)).named("flushed");
    var filled = takes.and(at.eq(lanes - 1)).named("filled");
    var lastBlock = block.plus(1).eq(format.blocks.of(command.bits())).named("last_block");

    var through = passing.andNot(full).named("through");
    out.valid().set(full.mux(sends.and(moves), through.and(in.valid())));
    in.ready().set(turning.mux(clear, through.and(out.ready())));

    var ends = in.fire().and(in.bits().bit(wordBits)).named("ends");
    command.ready().set(ends);
    when(shifts.and(sends), () -> left.set(left.minus(1)));
    when(takes, () -> at.set(at.plus(1)));
    when(flushed, () -> full.set(false));
    when(
        filled,
        () -> {
          at.set(0);
          full.set(true);
          right.set(right.not());
          left.set(
              lastBlock.mux(format.lastWords.of(command.bits()), UInt.lit(lanes, left.width())));
          block.set(lastBlock.mux(UInt.lit(0, block.width()), block.plus(1)));
        });

    if (laneBits == 0) {
      out.bits().set(0);
      out.bits().optional();
      return;
    }
    var cell = new UInt[lanes][lanes];
    for (int r = 0; r < lanes; r++) {
      for (int c = 0; c < lanes; c++) {
        cell[r][c] = regWithoutReset(laneBits).named("cell_" + r + "_" + c);
      }
    }
    // Mirrored: the first word comes to lie where it leaves first.
    var turned = new Bits[lanes];
    for (int i = 0; i < lanes; i++) {
      UInt lane = in.bits().slice((i + 1) * laneBits - 1, i * laneBits);
      int far = lanes - 1;
      turned[far - i] = right.mux(cell[far - i][far], cell[far][far - i]);
      for (int d = 0; d < lanes; d++) {
        UInt down = cell[d][far - i];
        UInt above = d == 0 ? lane : cell[d - 1][far - i];
        UInt across = cell[far - i][d];
        UInt before = d == 0 ? lane : cell[far - i][d - 1];
        when(shifts.andNot(right), () -> down.set(above));
        when(shifts.and(right), () -> across.set(before));
      }
    }
    out.bits().set(full.mux(Bits.cat(turned), in.bits().truncate(wordBits)));
  }
}

package chorale.chiplet.memory;

import chorale.chiplet.memory.Transfer.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/** What a transfer means, in plain loops. */
final class TransferModel {
  /** A block that moves: its first burst and its first word. */
  record Block(long burst, long word) {}

  private final int addressBits;
  private final int sramBits;

  TransferModel(int addressBits, int sramBits) {
    this.addressBits = addressBits;
    this.sramBits = sramBits;
  }

  /** The blocks of {@code t} in their order; {@code list} has the indices. */
  List<Block> blocks(Transfer t, IntToLongFunction list) {
    var blocks = new ArrayList<Block>();
    Loop rows = t.loops().getFirst();
    for (int i = 0; i < rows.count(); i++) {
      long row = t.isIndexed() ? list.applyAsLong(i) : i;
      inner(
          t.loops().subList(1, t.loops().size()),
          t.memory() + row * rows.memoryStride(),
          t.sram() + i * rows.sramStride(),
          blocks);
    }
    return blocks;
  }

  private void inner(List<Loop> loops, long burst, long word, List<Block> blocks) {
    if (loops.isEmpty()) {
      blocks.add(
          new Block(Math.floorMod(burst, 1L << addressBits), Math.floorMod(word, 1L << sramBits)));
      return;
    }
    Loop loop = loops.getFirst();
    for (int i = 0; i < loop.count(); i++) {
      inner(
          loops.subList(1, loops.size()),
          burst + i * loop.memoryStride(),
          word + i * loop.sramStride(),
          blocks);
    }
  }
}

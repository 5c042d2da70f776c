package chorale.chiplet;

import chorale.chiplet.Layout.Field;
import chorale.hdl.Bits;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.math.BigInteger;

/**
 * What chiplets and their group's memory say to each other over the network, packet by packet. A
 * block is what a slot of a {@link chorale.nop.NetworkInterface} holds; memories are numbered in
 * blocks.
 *
 * <pre>
 * class    from      to        slot of the head              words
 * REQUEST  chiplet   memory    {to, order, block}            none: load this block
 * STORE    chiplet   memory    {order, block}                those of the block
 * LOAD     memory    chiplet   to                            those of the block
 * REQUEST  memory    chiplet   0                             none: a block is stored for good
 * </pre>
 *
 * <p>{@code to} is a place in a chiplet, {@code {isSum, slot}}: a block of the memory of operands,
 * whose words are those of the network, or of the memory of sums, whose words are two of the
 * network's each, the low half first. The memory serves the block with the lowest {@code order}
 * first, of equal ones the lower chiplet's, its loads before its stores; blocks of one chiplet and
 * one class in the order in which they came. What a chiplet stores it may load again when it has
 * been told that it is stored.
 *
 * <p>No class waits for another without end: a chiplet takes all that comes; a memory has room for
 * as many requests and blocks as its chiplets may have under way, and what it answers is taken. So
 * the three classes add no cycle to the network's ({@code docs/deadlock.md}).
 *
 * @param blockBits to number the blocks of a memory
 * @param placeBits of a place in a chiplet
 */
record BlockProtocol(int blockBits, int placeBits) {
  /** Classes of traffic behind those of tokens, in this order. */
  static final int REQUEST = 0;

  static final int STORE = 1;
  static final int LOAD = 2;
  static final int CLASSES = 3;

  /** Bits of an order number. */
  static final int ORDER_BITS = 16;

  /** Bits of the slot of a head. */
  int slotBits() {
    return blockBits + ORDER_BITS + placeBits;
  }

  /** The slot of a request to load, or, without a place, of a block to store. */
  UInt slot(UInt block, UInt order, UInt place) {
    return Bits.cat(place, order, block);
  }

  UInt block(UInt slot) {
    return slot.truncate(blockBits);
  }

  UInt order(UInt slot) {
    return slot.slice(blockBits + ORDER_BITS - 1, blockBits);
  }

  UInt place(UInt slot) {
    return slot.slice(slotBits() - 1, blockBits + ORDER_BITS);
  }

  /** A command to load or to store blocks that lie one behind the other in both memories. */
  static final class Command {
    private final Layout layout = new Layout();
    final Field block;
    final Field place;
    final Field order = layout.field(ORDER_BITS);
    final Field count = layout.field(COUNT_BITS);

    Command(BlockProtocol p) {
      block = layout.field(p.blockBits);
      place = layout.field(p.placeBits);
    }

    int width() {
      return layout.width();
    }

    BigInteger encode(long firstBlock, long firstPlace, int orderNumber, int blocks) {
      return block
          .put(firstBlock)
          .or(place.put(firstPlace))
          .or(order.put(orderNumber))
          .or(count.put(blocks));
    }
  }

  /** Bits of the blocks of a command. */
  static final int COUNT_BITS = 16;

  /** The protocol of memories of {@code blocks} blocks, chiplets of {@code places} places. */
  static BlockProtocol of(long blocks, long places) {
    return new BlockProtocol(
        Module.log2(Math.toIntExact(blocks)), 1 + Module.log2(Math.toIntExact(places)));
  }
}

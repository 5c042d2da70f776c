package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;
import chorale.nop.NetworkInterface;

/**
 * Sends blocks of the chiplet's two memories to the group's memory ({@link BlockProtocol}). A block
 * takes a cycle for each of its words, one for the head and two until its first word is read, if
 * memory and network let it; at most {@code most} are under way, and none begins while there are so
 * many. A command is done when the memory has told that its last block is stored.
 */
final class BlockStorer extends Module {
  private static final int QUEUE = 4;

  /** Commands, of {@link BlockProtocol.Command}. */
  final Stream start;

  /** Pulse: the blocks of the oldest command are stored. */
  final Bool done;

  /** To the network interface, of class STORE. */
  final Stream orders;

  final Stream words;

  /** The leaf of the group's memory. */
  final UInt memory;

  /** A block is stored. */
  final Bool stored;

  /** Reads of operands. */
  final SramPort scratch;

  /** The word read by the request granted in the cycle before. */
  final UInt scratchWord;

  /** Reads of sums. */
  final SramPort sums;

  final UInt sumWord;

  /** Blocks are under way. */
  final Bool busy;

  /**
   * An engine.
   *
   * @param most blocks under way
   * @param addressBits of either memory
   * @param dataBits of a word of operands, half of one of sums; 1 without values
   */
  BlockStorer(
      Module parent,
      BlockProtocol p,
      NetworkInterface.Format format,
      int most,
      int addressBits,
      int dataBits) {
    super(parent);
    boolean values = dataBits > 1;
    var command = new BlockProtocol.Command(p);
    start = sink(command.width());
    done = outBool();
    orders = source(format.orderBits());
    words = source(format.wordBits());
    memory = in(log2(Math.max(2, format.flits().leaves())));
    stored = inBool();
    scratch = SramPort.client(this, addressBits);
    scratchWord = in(dataBits);
    sums = SramPort.client(this, addressBits);
    sumWord = in(values ? 2 * dataBits : 1);
    busy = outBool();

    var completion = new BlockCompletion(this, most);
    completion.name("completion");
    var walk = new BlockWalk(this, p);
    walk.name("walk");
    walk.command.valid().set(start.valid().and(completion.command.ready()));
    walk.command.bits().set(start.bits());
    completion.command.valid().set(start.valid().and(walk.command.ready()));
    completion.command.bits().set(command.count.of(start.bits()));
    start.ready().set(walk.command.ready().and(completion.command.ready()));
    completion.ends.set(stored);
    done.set(completion.done);
    busy.set(completion.any);

    // An order, then the words; the words of a block are read from the cycle on in which it goes.
    int indexBits = log2(format.words());
    var index = reg(indexBits + 1); // words of the block that have been read
    var ordered = regBool();
    var room = completion.room.or(ordered);
    orders.valid().set(walk.valid.and(room).andNot(ordered));
    var slot = Bits.cat(walk.order, walk.block).zext(format.slotBits());
    var length = UInt.lit(format.words(), format.lengthBits());
    orders.bits().set(BlockWalk.order(format, length, slot, memory));
    completion.begins.set(orders.fire());
    var reserved = reg(log2(QUEUE + 1));
    var isSum = walk.place.bit(p.placeBits() - 1).named("isSum");
    var wants = ordered.and(reserved.ne(QUEUE)).named("wants");
    var at =
        Bits.cat(walk.place.truncate(p.placeBits() - 1), index.truncate(indexBits)).named("at");
    scratch.request().set(wants.andNot(isSum));
    scratch.address().set(at.truncate(addressBits));
    sums.request().set(wants.and(isSum));
    sums.address().set(at.shr(1).truncate(addressBits));
    var reads = scratch.fire().or(sums.fire()).named("reads");
    var last = reads.and(index.plus(1).eq(format.words())).named("last");
    walk.next.set(last);
    when(orders.fire(), () -> ordered.set(true)).elseWhen(last, () -> ordered.set(false));
    when(reads, () -> index.set(last.mux(UInt.lit(0, indexBits + 1), index.plus(1))));

    var queue = new Fifo(this, dataBits, QUEUE);
    queue.enq.ready().optional(); // a place was reserved
    queue.enq.valid().set(delayed(reads).named("comes"));
    if (values) {
      var half = delayed(at.bit(0)).named("half");
      var sum = half.mux(sumWord.slice(2 * dataBits - 1, dataBits), sumWord.truncate(dataBits));
      queue.enq.bits().set(delayed(isSum).named("wasSum").mux(sum, scratchWord));
    } else {
      queue.enq.bits().set(0);
    }
    words.valid().set(queue.deq.valid());
    words.bits().set(queue.deq.bits().zext(format.wordBits()));
    queue.deq.ready().set(words.ready());
    var taken = queue.deq.fire();
    reserved.set(reserved.plus(reads.zext(reserved.width())).minus(taken.zext(reserved.width())));
  }
}

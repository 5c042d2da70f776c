package chorale.chiplet.memory;

import chorale.chiplet.SramPort;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.lib.Fifo;

/**
 * Moves blocks between a memory and an SRAM, both ways, as {@link Transfer}s say: one burst a
 * cycle, or one word, if words are smaller.
 *
 * <pre>
 * start -> commands -> TransferWalk -> order -> requests to the memory
 *    |                   ^     |         ^ ^
 *    +-> IndexReader ----+     v         | |
 *            ^             StoreReader --+ SlotPool
 *          SRAM                ^             |
 *                            SRAM        LoadBuffer <- answers, in any order
 *                                            |
 *                                            v
 *                                          SRAM
 * </pre>
 *
 * <p><b>Order.</b> Requests leave in the order of the commands and of their blocks, so a load sees
 * what an earlier store wrote to the memory. In the SRAM there is no such order: a store that reads
 * what an earlier load writes there, or a load that overwrites what an earlier store reads or whose
 * list it is, has to wait for that command's semaphore. Of blocks of one load that lie on the same
 * words the last to come remains. Commands are done in their order.
 *
 * <p><b>Cycles</b> from start to done, for n blocks of P bursts and W words, with an SRAM that
 * always grants and a memory that always takes and answers after L cycles, where M = max(P, W) and
 * B blocks may be under way:
 *
 * <pre>
 * load    3 + x + P + W + L + M (n - 1)                    if M B >= P + W + L
 *         3 + x + (P + W + L) (1 + (n - 1) / B) + M ((n - 1) mod B)     if not; whole quotients
 * store   2 + x + P + W + M (n - 1)
 * x       1 with a list of indices, else 0
 * </pre>
 *
 * <p>Nothing overflows: a load asks only for what it has a slot for, and nothing is dropped.
 */
public final class Dma extends Module {
  private static final int ORDERED = 4; // blocks between walk and memory

  /** Commands, words of {@link Transfer.Format}. */
  public final Stream start;

  /** Pulse: the oldest command is done. */
  public final Bool done;

  /** The memory. */
  public final BurstPort memory;

  /** Writes of loads to the SRAM. */
  public final SramPort write;

  /** The word to write; 1 bit, 0, without values. */
  public final UInt writeWord;

  /** Reads of stores from the SRAM. */
  public final SramPort read;

  /** The word read by the request granted in the cycle before; 1 bit, not read, without values. */
  public final UInt readWord;

  /** Reads of lists of indices, which have their values in both datapaths. */
  public final SramPort list;

  /** The word read by the request granted in the cycle before. */
  public final UInt listWord;

  /** Pulse: a burst that came was broken. */
  public final Bool broken;

  /** The first word of its block in the SRAM. */
  public final UInt brokenWord;

  /** A burst is asked for, written or comes. */
  public final Bool busy;

  /** There are commands, but no burst moves. */
  public final Bool blocked;

  /** An engine. */
  public Dma(Module parent, DmaParameters p) {
    super(parent);
    var format = new Transfer.Format(p);
    start = sink(format.width());
    done = outBool();
    memory = ports(io -> BurstPort.client(io, p.addressBits(), p.tagBits(), p.burstBits()));
    write = SramPort.client(this, p.sramBits());
    writeWord = out(p.wordBits());
    read = SramPort.client(this, p.sramBits());
    readWord = in(p.wordBits());
    list = SramPort.client(this, p.sramBits());
    listWord = in(p.indexWordBits());
    broken = outBool();
    brokenWord = out(p.sramBits());
    busy = outBool();
    blocked = outBool();

    // Commands, and their lists ahead of them.
    var completion = new Completion(this, 2, p.outstanding() + 2 * ORDERED);
    completion.name("completion");
    var indices = new IndexReader(this, p);
    indices.name("indices");
    list.request().set(indices.port.request());
    list.address().set(indices.port.address());
    indices.port.grant().set(list.grant());
    indices.word.set(listWord);
    var commands = new Fifo(this, format.width(), DmaParameters.UNDER_WAY);
    commands.name("commands");
    commands.enq.ready().optional(); // completion counts the same commands, and later
    indices.list.ready().optional();
    start.ready().set(completion.room);
    completion.takes.set(start.fire());
    commands.enq.valid().set(start.fire());
    commands.enq.bits().set(start.bits());
    var isIndexed = format.indexed.of(start.bits()).bit(0).named("is_indexed");
    indices.list.valid().set(start.fire().and(isIndexed));
    indices
        .list
        .bits()
        .set(
            Bits.cat(
                format.memoryStride[0].of(start.bits()),
                format.count[0].of(start.bits()),
                format.indices.of(start.bits())));

    // Blocks; those of stores go on when they have been read.
    var walk = new TransferWalk(this, p);
    walk.name("walk");
    walk.command.from(commands.deq);
    walk.offset.from(indices.offset);
    var reader = new StoreReader(this, p, ORDERED);
    reader.name("reader");
    read.request().set(reader.port.request());
    read.address().set(reader.port.address());
    reader.port.grant().set(read.grant());
    reader.word.set(readWord);
    int entryBits = 1 + p.addressBits() + p.sramBits() + DmaParameters.numberBits();
    var order = new Fifo(this, entryBits, ORDERED);
    order.name("order");
    reader.valid.set(walk.valid.and(walk.store).and(order.enq.ready()));
    reader.address.set(walk.sram);
    order.enq.valid().set(walk.store.mux(reader.taken, walk.valid));
    order.enq.bits().set(Bits.cat(walk.store, walk.number, walk.sram, walk.memory));
    walk.ready.set(order.enq.ready().and(walk.store.not().or(reader.taken)));
    completion.begins.set(order.enq.fire());
    completion.begun.set(walk.number);
    completion.last.set(walk.last);

    requests(p, order.deq, reader.block, completion);
  }

  /** Asks for the bursts of blocks in order, and lets what comes land. */
  private void requests(DmaParameters p, Stream order, Stream stored, Completion completion) {
    var buffer = new LoadBuffer(this, p);
    buffer.name("buffer");
    var entry = order.bits().named("entry");
    int sramEnd = p.addressBits() + p.sramBits();
    var stores = entry.bit(entry.width() - 1).named("stores");
    var number = entry.slice(entry.width() - 2, sramEnd).named("number");
    int partBits = p.partBits();
    UInt part = partBits == 0 ? UInt.lit(0, 1) : reg(partBits).named("part");
    Bool firstPart = partBits == 0 ? Bool.lit(true) : part.eq(0).named("first_part");
    Bool lastPart = partBits == 0 ? Bool.lit(true) : part.all().named("last_part");
    // The slot of a block is taken with its first burst and stays the tag of the others.
    UInt slot = buffer.slot.bits();
    Bool room = buffer.slot.valid();
    if (partBits > 0) {
      var held = regWithoutReset(slot.width()).named("slot");
      when(buffer.slot.fire(), () -> held.set(buffer.slot.bits()));
      slot = firstPart.mux(buffer.slot.bits(), held);
      room = firstPart.not().or(buffer.slot.valid());
    }
    memory.valid().set(order.valid().and(stores.mux(stored.valid(), room)));
    memory.write().set(stores);
    UInt first = entry.truncate(p.addressBits());
    memory.address().set(partBits == 0 ? first : first.plus(part.resize(p.addressBits())));
    memory.tag().set(partBits == 0 ? slot : Bits.cat(slot, part));
    memory.data().set(p.values() ? burst(p, stored.bits(), part) : UInt.lit(0, 1));
    var moves = memory.fire().named("moves");
    var blockMoves = moves.and(lastPart).named("block_moves");
    if (partBits > 0) {
      when(moves, () -> part.set(part.plus(1)));
    }
    order.ready().set(blockMoves);
    stored.ready().set(blockMoves.and(stores));
    buffer.slot.ready().set(moves.and(firstPart).andNot(stores));
    buffer.sram.set(entry.slice(sramEnd - 1, p.addressBits()));
    buffer.number.set(number);

    buffer.answer.set(memory.answer());
    buffer.answerTag.set(memory.answerTag());
    buffer.answerData.set(memory.answerData());
    write.request().set(buffer.port.request());
    write.address().set(buffer.port.address());
    buffer.port.grant().set(write.grant());
    writeWord.set(buffer.word);
    completion.ends[0].set(buffer.landed);
    completion.ended[0].set(buffer.landedNumber);
    completion.ends[1].set(blockMoves.and(stores));
    completion.ended[1].set(number);
    done.set(completion.done);
    broken.set(memory.answer().and(memory.broken()));
    brokenWord.set(buffer.answerSram);
    busy.set(moves.or(memory.answer()));
    blocked.set(completion.any.andNot(moves).andNot(memory.answer()));
  }

  /** A burst of a block. */
  private static UInt burst(DmaParameters p, UInt block, UInt part) {
    if (p.blockBursts() == 1) {
      return block;
    }
    int width = p.burstBits();
    return Vec.of(p.blockBursts(), i -> block.slice((i + 1) * width - 1, i * width)).at(part);
  }
}

package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;

/**
 * Tells which commands are done from what has been done of them, block by block and in order: at
 * most {@link Sequencer#UNDER_WAY} commands, and at most {@code most} blocks, are under way. A
 * block may begin in the cycle in which another one ends only if there was room before.
 */
public final class BlockCompletion extends Module {
  /** Commands, as their numbers of blocks, at least 1. */
  public final Stream command;

  /** There is room for a block. */
  public final Bool room;

  /** A block begins; only while there is room. */
  public final Bool begins;

  /** The oldest block is done. */
  public final Bool ends;

  /** Pulse: the oldest command is done. */
  public final Bool done;

  /** Blocks are under way. */
  public final Bool any;

  /** For at most {@code most} blocks under way. */
  public BlockCompletion(Module parent, int most) {
    super(parent);
    command = sink(BlockProtocol.COUNT_BITS);
    room = outBool();
    begins = inBool();
    ends = inBool();
    done = outBool();
    any = outBool();
    var counts = new Fifo(this, BlockProtocol.COUNT_BITS, Sequencer.UNDER_WAY);
    counts.enq.from(command);
    counts.deq.valid().optional(); // what ends has begun
    var underWay = reg(log2(most + 1));
    room.set(underWay.ne(most));
    any.set(underWay.any());
    when(begins.andNot(ends), () -> underWay.set(underWay.plus(1)))
        .elseWhen(ends.andNot(begins), () -> underWay.set(underWay.minus(1)));
    UInt ended = reg(BlockProtocol.COUNT_BITS).named("ended");
    var last = ended.plus(1).eq(counts.deq.bits()).named("last");
    when(ends, () -> ended.set(last.mux(UInt.lit(0, ended.width()), ended.plus(1))));
    done.set(ends.and(last));
    counts.deq.ready().set(done);
  }
}

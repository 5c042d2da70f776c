package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.nop.NetworkInterface;

/**
 * Asks the group's memory for blocks ({@link BlockProtocol}), which come to the places that it
 * names without its help. One request a cycle, as long as fewer than {@code most} blocks are under
 * way; a command is done when its last block is there.
 */
final class BlockLoader extends Module {
  /** Commands, of {@link BlockProtocol.Command}. */
  final Stream start;

  /** Pulse: the blocks of the oldest command are there. */
  final Bool done;

  /** Orders to the network interface, of class REQUEST. */
  final Stream orders;

  /** The leaf of the group's memory. */
  final UInt memory;

  /** A block has come. */
  final Bool arrived;

  /** Blocks are under way. */
  final Bool busy;

  /** An engine with at most {@code most} blocks under way. */
  BlockLoader(Module parent, BlockProtocol p, NetworkInterface.Format format, int most) {
    super(parent);
    var command = new BlockProtocol.Command(p);
    start = sink(command.width());
    done = outBool();
    orders = source(format.orderBits());
    memory = in(log2(Math.max(2, format.flits().leaves())));
    arrived = inBool();
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

    orders.valid().set(walk.valid.and(completion.room));
    var slot = p.slot(walk.block, walk.order, walk.place).zext(format.slotBits());
    orders.bits().set(BlockWalk.order(format, UInt.lit(0, format.lengthBits()), slot, memory));
    walk.next.set(orders.fire());
    completion.begins.set(orders.fire());
    completion.ends.set(arrived);
    done.set(completion.done);
    busy.set(completion.any);
  }
}

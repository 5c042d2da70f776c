package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.nop.NetworkInterface;

/** The blocks of commands, one after the other: one a cycle, a command's first 1 cycle after it. */
final class BlockWalk extends Module {
  /** Commands, of {@link BlockProtocol.Command}. */
  final Stream command;

  /** There is a block; its numbers in the two memories and its order. */
  final Bool valid;

  final UInt block;
  final UInt place;
  final UInt order;

  /** The block has been dealt with. */
  final Bool next;

  BlockWalk(Module parent, BlockProtocol p) {
    super(parent);
    var format = new BlockProtocol.Command(p);
    command = sink(format.width());
    valid = outBool();
    block = out(p.blockBits());
    place = out(p.placeBits());
    order = out(BlockProtocol.ORDER_BITS);
    next = inBool();
    var left = reg(BlockProtocol.COUNT_BITS);
    var blockNow = regWithoutReset(p.blockBits());
    var placeNow = regWithoutReset(p.placeBits());
    var orderNow = regWithoutReset(BlockProtocol.ORDER_BITS);
    valid.set(left.any());
    block.set(blockNow);
    place.set(placeNow);
    order.set(orderNow);
    command.ready().set(left.eq(0));
    when(
            command.fire(),
            () -> {
              left.set(format.count.of(command.bits()));
              blockNow.set(format.block.of(command.bits()));
              placeNow.set(format.place.of(command.bits()));
              orderNow.set(format.order.of(command.bits()));
            })
        .elseWhen(
            next,
            () -> {
              left.set(left.minus(1));
              blockNow.set(blockNow.plus(1));
              placeNow.set(placeNow.plus(1));
            });
  }

  /** An order to a network interface. */
  static UInt order(NetworkInterface.Format format, UInt length, UInt slot, UInt leaf) {
    return Bits.cat(length, slot, leaf.zext(format.flits().addressBits()));
  }
}

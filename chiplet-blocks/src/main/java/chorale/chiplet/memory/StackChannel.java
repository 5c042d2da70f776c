package chorale.chiplet.memory;

import chorale.chiplet.array.Datapath;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.lib.Fifo;

/**
 * One pseudo-channel of a {@link MemoryStack} with its controller: it asks for the bursts of each
 * transfer one after the other, one a cycle, and counts how many of a transfer are still to come.
 * The controller sees the first burst of a transfer one cycle after it was taken.
 *
 * <p>With values it names each burst by its transfer and its place among the channel's bursts of a
 * unit: of the one that it writes it wants the data in the same cycle, of one that it has read it
 * gives the data.
 */
final class StackChannel extends Module {
  /** A transfer begins: its place among the open ones, its first burst, and the one behind it. */
  final Bool start;

  final Bool ready;
  final UInt transfer;
  final Bool write;
  final UInt first;
  final UInt behind;

  /** The transfer that is looked at, and whether all its bursts have been moved. */
  final UInt oldest;

  final Bool whole;

  /** A burst is on the data bus. */
  final Bool busy;

  /** Commands to the device. */
  final DramBus bus;

  /** With values: the burst that is to be written, {@code {transfer, place}}, and its data. */
  final UInt wanted;

  final UInt writeData;

  /** With values: a burst that was read comes, {@code {transfer, place}}, and its data. */
  final Bool comes;

  final UInt came;
  final UInt readData;

  /** It is wrong beyond mending. */
  final Bool broken;

  /** Of the controller, see {@link HbmController}. */
  final UInt select;

  final UInt counter;

  /** The channel; {@code placeBits} to number its bursts of a unit. */
  StackChannel(Module parent, ControllerParameters p, BurstMap map, int transfers, int placeBits) {
    super(parent);
    boolean values = p.datapath() == Datapath.VALUES;
    int nameBits = log2(transfers) + placeBits;
    int bits = p.shape().burstAddressBits();
    int transferBits = log2(transfers);
    start = inBool();
    ready = outBool();
    transfer = in(transferBits);
    write = inBool();
    first = in(bits);
    behind = in(bits);
    oldest = in(transferBits);
    whole = outBool();
    busy = outBool();
    bus = DramBus.controller(this, p.shape(), p.busBits());
    select = in(log2(HbmCounter.values().length));
    counter = out(32);
    wanted = values ? out(nameBits) : null;
    writeData = values ? in(p.dataBits()) : null;
    comes = values ? outBool() : null;
    came = values ? out(nameBits) : null;
    readData = values ? out(p.dataBits()) : null;
    broken = values ? outBool() : null;

    var waiting = new Fifo(this, transferBits + 1 + 2 * bits, transfers);
    waiting.enq.valid().set(start);
    waiting.enq.bits().set(Bits.cat(transfer, write, first, behind));
    ready.set(waiting.enq.ready());
    var begun = regBool();
    var next = reg(bits);
    var to = waiting.deq.bits().truncate(bits);
    var from = waiting.deq.bits().slice(2 * bits - 1, bits);
    var writes = waiting.deq.bits().bit(2 * bits);
    var own = waiting.deq.bits().slice(2 * bits + transferBits, 2 * bits + 1);
    var at = begun.mux(next, from);
    var empty = from.eq(to);
    var controller = new HbmController(this, p);
    var place = map.of(p.shape(), at);
    var port = controller.port;
    port.valid().set(waiting.deq.valid().andNot(empty));
    port.write().set(writes);
    port.bank().set(place.bank());
    port.row().set(place.row());
    port.column().set(place.column());
    UInt name = values && placeBits > 0 ? Bits.cat(own, at.truncate(placeBits)) : own;
    port.tag().set(name.zext(p.tagBits()));
    var moves = port.fire();
    var last = moves.and(at.plus(1).eq(to));
    waiting.deq.ready().set(last.or(empty));
    when(moves, () -> next.set(at.plus(1)));
    when(moves, () -> begun.set(last.not()));

    // Bursts still to come, by transfer: reads until they are answered, writes until they are
    // taken.
    var left = Vec.of(transfers, _ -> reg(bits));
    var answered =
        values
            ? port.answerTag().slice(nameBits - 1, placeBits)
            : port.answerTag().truncate(transferBits);
    for (int i = 0; i < transfers; i++) {
      var count = left.get(i);
      var comes = port.answer().and(answered.eq(i)).named("comes_" + i);
      var goes = moves.and(writes).and(own.eq(i)).named("goes_" + i);
      when(start.and(transfer.eq(i)), () -> count.set(behind.minus(first)))
          .elseWhen(comes.or(goes), () -> count.set(count.minus(1)));
    }
    whole.set(left.at(oldest).eq(0));
    bus.from(controller.bus);
    var bursting = reg(log2(p.timing().bl() + 1));
    var column = controller.bus.columnCommand().is(DramBus.Column.NONE).not();
    when(column, () -> bursting.set(p.timing().bl()))
        .elseWhen(bursting.any(), () -> bursting.set(bursting.minus(1)));
    busy.set(bursting.any());
    controller.select.set(select);
    counter.set(controller.counter);
    controller.idle.optional();
    port.corrected().optional();
    if (values) {
      wanted.set(name);
      port.data().set(writeData);
      comes.set(port.answer());
      came.set(port.answerTag().truncate(nameBits));
      readData.set(port.answerData());
      broken.set(port.broken().and(port.answer()));
    } else {
      port.data().set(0);
      port.answerData().optional();
      port.broken().optional();
    }
  }
}

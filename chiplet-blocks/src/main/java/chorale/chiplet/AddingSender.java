package chorale.chiplet;

import chorale.chiplet.Layout.Field;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;
import chorale.hdl.lib.fp.FloatAdder;
import chorale.nop.NetworkInterface;
import java.math.BigInteger;
import java.util.ArrayList;

/**
 * Sends words of a chiplet's memories that lie one behind the other to consecutive slots of a leaf.
 * A word of operands is one of the network's, one of sums two, the low half first. Sums may be
 * added, lane by lane, to others of the same memory, {@code addend + word}, on their way out: so a
 * chiplet passes on what came to it with its own part, and nothing is written in between.
 *
 * <pre>
 * addend, word --> sums --+--> adder ------+
 *         word --> scratch --> registers --+--> queue --> words, halves --> network interface
 * </pre>
 *
 * <p>A packet takes a cycle for each of its words of the network and one for the head, if the
 * memories and the network let it: an addend is read while the low half of the word before leaves.
 * Packets and commands follow each other without a gap. A command is done when its last word has
 * gone to the network interface.
 */
final class AddingSender extends Module {
  private static final int STAGES = 2;
  private static final int PLACES = 8;
  private static final int ORDERS = 2;

  /** A command. */
  static final class Command {
    private final Layout layout = new Layout();

    /** The leaf to which packets go. */
    final Field to;

    /** That the first one fills there. */
    final Field slot;

    /** At least 1. */
    final Field packets = layout.field(COUNT_BITS);

    /** Whether the words are sums. */
    final Field isSum = layout.field(1);

    /** Whether they are added to others. */
    final Field adds = layout.field(1);

    /** Of the first word. */
    final Field address;

    /** Of what it is added to. */
    final Field addend;

    Command(NetworkInterface.Format format, int addressBits) {
      to = layout.field(format.flits().addressBits());
      slot = layout.field(format.slotBits());
      address = layout.field(addressBits);
      addend = layout.field(addressBits);
    }

    int width() {
      return layout.width();
    }

    BigInteger encode(
        int leaf, long there, int count, boolean ofSums, long here, boolean added, long other) {
      return to.put(leaf)
          .or(slot.put(there))
          .or(packets.put(count))
          .or(isSum.put(ofSums ? 1 : 0))
          .or(adds.put(added ? 1 : 0))
          .or(address.put(here))
          .or(addend.put(other));
    }
  }

  /** Bits of the packets of a command. */
  static final int COUNT_BITS = 16;

  /** Commands, of {@link Command}. */
  final Stream start;

  /** Pulse: the oldest command's words have all been sent. */
  final Bool done;

  /** To the network interface. */
  final Stream orders;

  final Stream words;

  /** Reads of operands. */
  final SramPort scratch;

  /** The word read by the request granted in the cycle before. */
  final UInt scratchWord;

  /** Reads of sums. */
  final SramPort sums;

  final UInt sumWord;

  /** A word of operands goes to the network. */
  final Bool operandGoes;

  /** The second half of a word of sums does. */
  final Bool sumGoes;

  /** There is work, but neither a word nor a head goes. */
  final Bool blocked;

  private final boolean values;
  private final int dataBits;

  /**
   * A sender.
   *
   * @param addressBits of either memory
   * @param dataBits of a word of operands, half of one of sums; 1 without values
   */
  AddingSender(Module parent, NetworkInterface.Format format, int addressBits, int dataBits) {
    super(parent);
    this.dataBits = dataBits;
    values = dataBits > 1;
    var command = new Command(format, addressBits);
    start = sink(command.width());
    done = outBool();
    orders = source(format.orderBits());
    words = source(format.wordBits());
    scratch = SramPort.client(this, addressBits);
    scratchWord = in(dataBits);
    sums = SramPort.client(this, addressBits);
    sumWord = in(values ? 2 * dataBits : 1);
    operandGoes = outBool();
    sumGoes = outBool();
    blocked = outBool();

    var working = regBool();
    var to = reg(command.to.width());
    var slot = reg(command.slot.width());
    var left = reg(COUNT_BITS); // packets, with the present one
    var isSum = regBool();
    var adds = regBool();
    var address = reg(addressBits);
    var addend = reg(addressBits);
    var index = reg(log2(format.words())); // of the network's words of the packet
    var reserved = reg(log2(PLACES + 1));
    var heads = new Fifo(this, format.orderBits(), ORDERS);
    heads.name("heads");

    // An operand is read in one cycle; of sums the addend, if any, in one and the word in the next.
    var begins = index.eq(0).named("begins");
    var room = reserved.ne(PLACES).and(heads.enq.ready().or(begins.not())).named("room");
    var second = index.bit(0);
    var wants = working.and(room).named("wants");
    var needsAddend = isSum.and(adds).andNot(second).named("needs_addend");
    scratch.request().set(wants.andNot(isSum));
    scratch.address().set(address);
    sums.request().set(wants.and(isSum).and(second.or(adds)));
    sums.address().set(second.mux(address, addend));
    var skips = wants.and(isSum).andNot(second).andNot(adds).named("skips");
    var steps = scratch.fire().or(sums.fire()).or(skips).named("steps");
    var reads = steps.and(isSum.not().or(second)).named("reads");
    var packetEnds = steps.and(index.all()).named("packet_ends");
    var commandEnds = packetEnds.and(left.eq(1)).named("command_ends");
    var length = UInt.lit(format.words(), format.lengthBits());
    heads.enq.valid().set(steps.and(begins));
    heads.enq.bits().set(Bits.cat(length, slot, to));
    orders.from(heads.deq);
    when(steps, () -> index.set(index.plus(1)));
    when(
        reads,
        () -> {
          address.set(address.plus(1));
          addend.set(addend.plus(1));
        });
    when(
        packetEnds,
        () -> {
          left.set(left.minus(1));
          slot.set(slot.plus(1));
        });
    start.ready().set(working.not().or(commandEnds));
    when(
            start.fire(),
            () -> {
              working.set(true);
              to.set(command.to.of(start.bits()));
              slot.set(command.slot.of(start.bits()));
              left.set(command.packets.of(start.bits()));
              isSum.set(command.isSum.of(start.bits()).bit(0));
              adds.set(command.adds.of(start.bits()).bit(0));
              address.set(command.address.of(start.bits()));
              addend.set(command.addend.of(start.bits()));
            })
        .elseWhen(commandEnds, () -> working.set(false));

    // What was read, behind the adder.
    var wasAddend = delayed(steps.and(needsAddend)).named("was_addend");
    var comes = later(delayed(reads), "comes");
    var comesSum = later(delayed(isSum), "comes_sum");
    var comesLast = later(delayed(commandEnds), "comes_last");
    int entryBits = (values ? 2 * dataBits : 1) + 2;
    var queue = new Fifo(this, entryBits, PLACES);
    queue.name("queue");
    queue.enq.ready().optional(); // a place was reserved
    queue.enq.valid().set(comes);
    var isAdded = delayed(adds).named("is_added");
    var data = values ? data(wasAddend, isAdded, comesSum) : UInt.lit(0, 1);
    queue.enq.bits().set(Bits.cat(comesLast, comesSum, data));

    var oldest = queue.deq.bits();
    var sumLeaves = oldest.bit(entryBits - 2).named("sum_leaves");
    var high = regBool(); // the low half has gone
    words.valid().set(queue.deq.valid());
    words.bits().set(word(oldest, high).zext(format.wordBits()));
    var goes = words.fire().named("goes");
    var lowGoes = goes.and(sumLeaves).andNot(high).named("low_goes");
    queue.deq.ready().set(words.ready().and(sumLeaves.not().or(high)));
    when(goes, () -> high.set(lowGoes));
    var taken = goes.andNot(lowGoes).named("taken");
    int bits = reserved.width();
    reserved.set(reserved.plus(reads.zext(bits)).minus(taken.zext(bits)));
    done.set(taken.and(oldest.bit(entryBits - 1)));
    operandGoes.set(taken.andNot(sumLeaves));
    sumGoes.set(taken.and(sumLeaves));
    blocked.set(working.or(queue.deq.valid()).andNot(goes).andNot(orders.fire()));
  }

  private Bool later(Bool flag, String name) {
    Bool stage = flag;
    for (int i = 1; i <= STAGES; i++) {
      stage = delayed(stage).named(name + "_" + i);
    }
    return stage;
  }

  private UInt word(UInt oldest, Bool high) {
    return values
        ? high.mux(oldest.slice(2 * dataBits - 1, dataBits), oldest.truncate(dataBits))
        : UInt.lit(0, 1);
  }

  /** The word behind the adders, or that of operands in its low half. */
  private UInt data(Bool wasAddend, Bool isAdded, Bool comesSum) {
    var held = regWithoutReset(2 * dataBits).named("held");
    when(wasAddend, () -> held.set(sumWord));
    var lanes = new ArrayList<UInt>();
    for (int lane = 0; lane < 2 * dataBits / FloatAdder.WIDTH; lane++) {
      var adder = new FloatAdder(this, STAGES);
      adder.name("adder_" + lane);
      int lo = lane * FloatAdder.WIDTH;
      var other = held.slice(lo + FloatAdder.WIDTH - 1, lo);
      adder.a.set(isAdded.mux(other, UInt.lit(FloatAdder.NEUTRAL, FloatAdder.WIDTH)));
      adder.b.set(sumWord.slice(lo + FloatAdder.WIDTH - 1, lo));
      lanes.addFirst(adder.sum);
    }
    UInt operand = scratchWord;
    for (int i = 1; i <= STAGES; i++) {
      var stage = regWithoutReset(dataBits).named("operand_" + i);
      stage.set(operand);
      operand = stage;
    }
    return comesSum.mux(Bits.cat(lanes.toArray(Bits[]::new)), operand.zext(2 * dataBits));
  }
}

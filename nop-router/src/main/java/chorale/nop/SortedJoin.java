package chorale.nop;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Choice;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.CreditReceiver;
import chorale.hdl.lib.CreditSender;
import chorale.hdl.lib.Delay;
import chorale.hdl.lib.Fifo;
import chorale.hdl.lib.fp.Conversion;
import chorale.hdl.lib.fp.FloatAdder;

/**
 * Merges the sorted streams of a switch's children and adds up packets of the same key: one sum per
 * key instead of one packet per contribution, without a table of open tokens.
 *
 * <p><b>Contract.</b> A packet is a head and {@code packetFlits} body flits. Its key is {slot,
 * address}, an unsigned number. Each child sends the packets of a pass with rising keys; {@code
 * more}, the highest bit of the slot's field, says that its next packet has the same key. It ends
 * the pass with a packet whose slot is all ones; all children's ends have one address. A sum leaves
 * with its key, {@code more} 0 and this join's leaf as its source; keys leave in rising order, each
 * once. At the root the sum of the ends is dropped.
 *
 * <p><b>Rounds.</b> When a head of every child is there, the lowest key is chosen, and all children
 * whose head has it are read in lock-step, 1 flit per cycle. While any of those heads says more,
 * the sum stays here in binary32, and those that said so are read in the key's next round. {@link
 * AdderTree} adds the children in their order and, last, the sum of the rounds before; after the
 * key's last round a sum of bf16 numbers is rounded to bf16, to nearest even.
 *
 * <p><b>Timing.</b> If the last of the heads of a key comes in cycle t and its other flits in time,
 * the head of the sum leaves in {@code t + p.latency()} = t + 3 + levels * stages, levels being
 * those of {@code children + 1} operands, and its last flit in {@code t + p.latency() + packetFlits
 * + (rounds - 1) * p.roundInterval()}; with several rounds the head leaves a packet's flits before
 * it or earlier. One sum follows the other at 1 flit per cycle, if flits and credits are there.
 *
 * <p><b>Overflow.</b> A flit is read only if there is a place for its sum in a queue of {@code
 * p.latency()} flits at the output: adders never stall. What is not read stays in the buffer of its
 * child, and its credits with it.
 *
 * <p><b>Faults.</b> {@link #fault} holds the first one until reset; packets are taken all the same.
 */
public final class SortedJoin extends Module {
  private static final int HALF = 16; // bits of a bf16 number

  /** One for each child, of one VC. */
  public final Channel[] in;

  /** The sums, of one VC. */
  public final Channel out;

  /** What was wrong first, or NONE; the child, and the key of the round. */
  public final Choice<JoinFault> fault;

  public final UInt faultChild;
  public final UInt faultKey;

  private final JoinParameters p;
  private final PacketFormat format;
  private final JoinRounds rounds;
  private final UInt[] front; // the oldest flit of each child

  /**
   * A join.
   *
   * @param leaf the number that sums name as their source
   */
  public SortedJoin(Module parent, JoinParameters p, int leaf) {
    require(
        leaf >= 0 && leaf < p.format().leaves(),
        "a SortedJoin at leaf %d of %d: from 0".formatted(leaf, p.format().leaves()));
    super(parent);
    this.p = p;
    format = p.format();
    in = new Channel[p.children()];
    for (int c = 0; c < in.length; c++) {
      in[c] = Channel.receiver(this, 1, format.width());
    }
    out = Channel.sender(this, 1, format.width());
    fault = out(JoinFault.class);
    faultChild = out(log2(p.children()));
    faultKey = out(p.keyBits());
    fault.optional();
    faultChild.optional();
    faultKey.optional();

    rounds = new JoinRounds(this, p);
    rounds.beat.optional(); // timing stores no sums
    front = new UInt[in.length];
    for (int c = 0; c < in.length; c++) {
      var buffer = new CreditReceiver(this, format.width(), p.places());
      buffer.name("child_" + c);
      buffer.valid.set(in[c].valid().bit(0));
      buffer.bits.set(in[c].flit());
      in[c].credit().set(buffer.credit.asUInt());
      buffer.out.ready().set(rounds.reads.bit(c));
      front[c] = buffer.out.bits().named("front_" + c);
      UInt slot = format.info(front[c], 0, p.slotBits() - 1);
      rounds.child[c].valid().set(buffer.out.valid());
      rounds.child[c].key().set(Bits.cat(slot, format.destination(front[c])));
      rounds.child[c].more().set(format.info(front[c], p.slotBits() - 1, 1).bit(0));
    }
    watch();

    int cycles = 1 + p.adderLatency(); // to the operands' registers, and through the adders
    Bool kept = Delay.by(this, rounds.keeps, cycles).named("kept");
    UInt sum = p.values() ? sum(kept) : null;
    rounds.hasSum.set(waiting(kept));
    send(leaf, Delay.by(this, rounds.sends, cycles).named("leaves"), sum, cycles);
  }

  private void watch() {
    var watch = new JoinWatch(this, p);
    for (int c = 0; c < front.length; c++) {
      watch.child[c].key().set(rounds.child[c].key());
      watch.child[c].more().set(rounds.child[c].more());
      watch.child[c].isHead().set(format.isHead(front[c]));
      watch.child[c].isTail().set(format.isTail(front[c]));
    }
    watch.reads.set(rounds.reads);
    watch.inBody.set(rounds.inBody);
    watch.last.set(rounds.last);
    watch.key.set(rounds.key);
    fault.set(watch.fault);
    faultChild.set(watch.faultChild);
    faultKey.set(watch.faultKey);
  }

  /** Whether sums of the round before wait to be read; there are those of one packet at most. */
  private Bool waiting(Bool kept) {
    var count = reg(log2(p.packetFlits() + 1)).named("waiting");
    var read = rounds.adds.and(rounds.reads.any()).named("read");
    when(kept.andNot(read), () -> count.set(count.plus(1)))
        .elseWhen(read.andNot(kept), () -> count.set(count.minus(1)));
    return count.any();
  }

  /** The sums, in binary32, of the flits that are read; those that are kept are stored. */
  private UInt sum(Bool kept) {
    int width = p.sumBits();
    var store = mem(Math.max(2, p.packetFlits()), width).named("store");
    boolean halves = p.element() == Element.BF16;
    Element lanes = halves ? Element.FP32 : p.element();
    var tree = new AdderTree(this, lanes, p.children() + 1, width, p.adderStages());
    var present = regWithoutReset(p.children() + 1);
    present.set(Bits.cat(rounds.adds, rounds.reads));
    tree.present.set(present);
    for (int c = 0; c < p.children(); c++) {
      var payload = regWithoutReset(format.payloadBits()).named("payload_" + c);
      payload.set(front[c].truncate(format.payloadBits()));
      tree.in[c].set(halves ? widened(payload) : payload);
    }
    tree.in[p.children()].set(store.syncRead(rounds.beat).named("before"));
    var next = reg(rounds.beat.width()).named("next_kept");
    var wraps = next.eq(p.packetFlits() - 1).named("wraps");
    when(
        kept,
        () -> {
          store.write(next, tree.sum);
          next.set(next.plus(1).mask(wraps.not()));
        });
    return tree.sum;
  }

  /** Puts the flits of a sum together, in a queue with a place for each that is under way. */
  private void send(int leaf, Bool leaves, UInt sum, int cycles) {
    int slotBits = p.slotBits() - 1;
    int leafBits = p.keyBits() - slotBits;
    var skeleton = PacketFormat.timing(format.leaves(), format.multicast(), format.infoBits());
    var slot = rounds.key.slice(p.keyBits() - 1, leafBits).zext(p.slotBits());
    var info = Bits.cat(UInt.lit(leaf, leafBits), slot);
    var head = skeleton.head(rounds.key.truncate(leafBits), info, false);
    UInt payload = head.truncate(skeleton.payloadBits()).mask(rounds.inBody.not());
    UInt flit = Bits.cat(rounds.inBody.not(), rounds.last, payload);
    for (int i = 1; i <= cycles; i++) {
      var stage = regWithoutReset(skeleton.width()).named("flit_" + i);
      stage.set(flit);
      flit = stage;
    }
    UInt marks = flit.slice(skeleton.width() - 1, skeleton.payloadBits());
    UInt content = flit.truncate(skeleton.payloadBits()).zext(format.payloadBits());
    if (p.values()) {
      UInt body = p.element() == Element.BF16 ? rounded(sum) : sum;
      content = skeleton.isHead(flit).mux(content, body);
    }

    int places = p.latency(); // from a read to the place's return
    var queue = new Fifo(this, format.width(), places);
    queue.enq.ready().optional(); // there is room
    queue.enq.valid().set(leaves);
    queue.enq.bits().set(Bits.cat(marks, content));
    var sender = new CreditSender(this, format.width(), p.downstream());
    sender.available.optional();
    sender.in.from(queue.deq);
    sender.credit.set(out.credit().bit(0));
    out.valid().set(sender.valid.asUInt());
    out.flit().set(sender.bits);
    var room = reg(log2(places + 1), places);
    when(rounds.sends.andNot(sender.valid), () -> room.set(room.minus(1)))
        .elseWhen(sender.valid.andNot(rounds.sends), () -> room.set(room.plus(1)));
    rounds.hasRoom.set(room.any());
  }

  /** Numbers of bf16 as binary32: the same bits, with zeros below. */
  private static UInt widened(UInt payload) {
    var lanes = new Bits[payload.width() / HALF];
    for (int i = 0; i < lanes.length; i++) {
      lanes[lanes.length - 1 - i] = payload.slice(HALF * i + HALF - 1, HALF * i).shl(HALF);
    }
    return Bits.cat(lanes);
  }

  /** Numbers of binary32 as bf16. */
  private static UInt rounded(UInt sum) {
    var lanes = new Bits[sum.width() / FloatAdder.WIDTH];
    for (int i = 0; i < lanes.length; i++) {
      int low = FloatAdder.WIDTH * i;
      var number = sum.slice(low + FloatAdder.WIDTH - 1, low);
      lanes[lanes.length - 1 - i] = Conversion.toBf16(number, false);
    }
    return Bits.cat(lanes);
  }
}

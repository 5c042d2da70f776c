package chorale.nop;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The network interface of a leaf: makes packets of orders and words, and writes the words of
 * packets that arrive to the slots that their senders named. Where a word lands never depends on
 * arrival times: a slot is a number that the sender chose, such as a token's rank at its receiver.
 *
 * <p>Sending: for each class of traffic an order {@code {length, slot, address}} begins a packet of
 * a head and {@code length} words, which follow from the class's own stream. The address is a
 * leaf's number, in a class of multicast packets a bit for each leaf. Packets of one class leave
 * one after the other; classes take turns flit by flit. A flit leaves 1 cycle after its order or
 * its word was taken; throughput 1 flit per cycle.
 *
 * <p>Receiving: word i of a packet for slot s is written to {@code s * words + i}, in the cycle in
 * which it arrives, and nobody can refuse it; its credit returns in the next. Packets from one leaf
 * in one class complete in the order in which they were sent, since they take one way. With its
 * tail a packet is reported as arrived. A slot is {@code slotBits} wide and {@code words} a power
 * of two; an order for more words than that is an error of the sender: they overwrite the slot from
 * its begin.
 */
public final class NetworkInterface extends Module {
  /** To the network. */
  public final Channel out;

  /** From the network. */
  public final Channel in;

  /** Orders, by class: {length, slot, address}. */
  public final Stream[] orders;

  /** Words of the packets, by class. */
  public final Stream[] words;

  /** A word is written in this cycle. */
  public final Bool write;

  /** The class of what arrives, one-hot. */
  public final UInt kind;

  /** Where it is written: {slot, word}. */
  public final UInt writeAddress;

  public final UInt writeData;

  /** A packet is complete with this cycle. */
  public final Bool arrived;

  /** Its slot; valid with {@link #arrived} or {@link #write}. */
  public final UInt slot;

  /** The leaf that sent it. */
  public final UInt source;

  private final Format format;
  private final List<VcClass> classes;

  /**
   * How interfaces use the info of a head, and words their flits.
   *
   * @param flits the format of flits; its info must hold a slot and a leaf's number
   * @param slotBits bits of a slot's number
   * @param words words of a slot, a power of two
   */
  public record Format(PacketFormat flits, int slotBits, int words) {
    public Format {
      int info = slotBits + leafBits(flits);
      if (flits.infoBits() < info || Integer.bitCount(words) != 1 || slotBits < 1) {
        throw new IllegalArgumentException(
            "slots of %d bits and %d words in heads with %d bits of info: a power of two, and at least %d bits"
                .formatted(slotBits, words, flits.infoBits(), info));
      }
    }

    private static int leafBits(PacketFormat flits) {
      return log2(Math.max(2, flits.leaves()));
    }

    /** Bits of a word: those of a body flit. */
    public int wordBits() {
      return flits.width() - 2;
    }

    /** Bits of an order's length. */
    public int lengthBits() {
      return log2(words + 1);
    }

    /** Bits of an order. */
    public int orderBits() {
      return lengthBits() + slotBits + flits.addressBits();
    }
  }

  /**
   * The interface of a leaf.
   *
   * @param leaf its number
   */
  public NetworkInterface(Module parent, VirtualChannels channels, Format format, int leaf) {
    super(parent);
    this.format = format;
    classes = channels.classes();
    PacketFormat flits = format.flits();
    int vcs = channels.vcs();
    out = Channel.sender(this, vcs, flits.width());
    in = Channel.receiver(this, vcs, flits.width());
    orders = new Stream[classes.size()];
    words = new Stream[classes.size()];
    for (int c = 0; c < classes.size(); c++) {
      orders[c] = sink(format.orderBits());
      words[c] = sink(format.wordBits());
    }
    write = outBool();
    kind = out(classes.size());
    int indexBits = Math.max(1, log2(format.words()));
    writeAddress = out(format.slotBits() + (format.words() == 1 ? 0 : indexBits));
    writeData = out(format.wordBits());
    arrived = outBool();
    slot = out(format.slotBits());
    source = out(Format.leafBits(flits));
    send(channels, leaf);
    receive(channels);
  }

  private void send(VirtualChannels channels, int leaf) {
    int vcs = channels.vcs();
    var credits = new UInt[vcs];
    var room = new ArrayList<Bool>();
    for (int v = 0; v < vcs; v++) {
      int depth = channels.classOf(v).depth();
      credits[v] = reg(log2(depth + 1), depth).named("credits_" + v);
      room.add(credits[v].any());
    }
    var free = RoundRobin.mask(room).named("free");
    var ready = new ArrayList<Bool>();
    var flits = new ArrayList<UInt>();
    var targets = new ArrayList<UInt>(); // VCs, one-hot
    var left = new UInt[classes.size()];
    var begins = new Bool[classes.size()];
    for (int c = 0; c < classes.size(); c++) {
      left[c] = reg(format.lengthBits()).named("left_" + c);
      begins[c] = left[c].eq(0).named("begins_" + c);
      UInt order = orders[c].bits();
      int addressBits = format.flits().addressBits();
      var address = order.slice(addressBits - 1, 0);
      var length = order.slice(format.orderBits() - 1, addressBits + format.slotBits());
      var info =
          Bits.cat(
              UInt.lit(leaf, Format.leafBits(format.flits())),
              order.slice(addressBits + format.slotBits() - 1, addressBits));
      var head =
          Bits.cat(Bool.lit(true), length.eq(0), Bits.cat(info, address).zext(format.wordBits()));
      var body = Bits.cat(Bool.lit(false), left[c].eq(1), words[c].bits());
      var found = target(channels, leaf, c, address).named("found_" + c);
      var held = regWithoutReset(vcs).named("held_" + c);
      var target = begins[c].mux(found, held).named("target_" + c);
      var offered = begins[c].mux(orders[c].valid(), words[c].valid());
      ready.add(offered.and(target.and(free).any()));
      flits.add(begins[c].mux(head, body));
      targets.add(target);
      UInt count = left[c];
      when(orders[c].fire(), () -> held.set(found));
      when(orders[c].fire(), () -> count.set(length))
          .elseWhen(words[c].fire(), () -> count.set(count.minus(1)));
    }
    var asking = RoundRobin.mask(ready);
    var last = reg(classes.size());
    var grant = RoundRobin.grant(asking, last).named("grant");
    when(asking.any(), () -> last.set(grant));
    for (int c = 0; c < classes.size(); c++) {
      orders[c].ready().set(grant.bit(c).and(begins[c]));
      words[c].ready().set(grant.bit(c).andNot(begins[c]));
    }
    var vc = RoundRobin.select(grant, targets).named("vc");
    for (int v = 0; v < vcs; v++) {
      UInt count = credits[v];
      Bool sent = vc.bit(v);
      Bool back = out.credit().bit(v);
      when(sent.andNot(back), () -> count.set(count.minus(1)))
          .elseWhen(back.andNot(sent), () -> count.set(count.plus(1)));
    }
    var leaving = regWithoutReset(format.flits().width());
    leaving.set(RoundRobin.select(grant, flits));
    out.valid().set(delayed(vc).named("leaves"));
    out.flit().set(leaving);
  }

  /** The VC in which a packet enters the network. */
  private UInt target(VirtualChannels channels, int leaf, int c, UInt address) {
    int vcs = channels.vcs();
    if (classes.get(c).forks()) {
      return UInt.lit(1L << channels.enters(leaf, leaf, c), vcs);
    }
    int leaves = channels.topology().leaves();
    var table = new long[leaves];
    Arrays.setAll(table, d -> 1L << channels.enters(leaf, d, c));
    return Lookup.of(address.truncate(Format.leafBits(format.flits())), table, vcs);
  }

  private void receive(VirtualChannels channels) {
    PacketFormat flits = format.flits();
    int vcs = channels.vcs();
    UInt flit = in.flit();
    UInt valid = in.valid();
    var isHead = flits.isHead(flit).named("isHead");
    int infoBits = format.slotBits() + Format.leafBits(flits);
    var info = flit.slice(flits.addressBits() + infoBits - 1, flits.addressBits());
    var infos = new ArrayList<UInt>();
    var indices = new ArrayList<UInt>();
    int indexBits = Math.max(1, log2(format.words()));
    for (int v = 0; v < vcs; v++) {
      var held = regWithoutReset(infoBits).named("info_" + v);
      var index = regWithoutReset(indexBits).named("index_" + v);
      infos.add(held);
      indices.add(index);
      Bool here = valid.bit(v);
      when(here.and(isHead), () -> held.set(info));
      when(here, () -> index.set(isHead.mux(UInt.lit(0, indexBits), index.plus(1))));
    }
    var now = isHead.mux(info, RoundRobin.select(valid, infos)).named("now");
    slot.set(now.truncate(format.slotBits()));
    source.set(now.slice(infoBits - 1, format.slotBits()));
    var index = RoundRobin.select(valid, indices).named("index");
    writeAddress.set(format.words() == 1 ? slot : Bits.cat(slot, index));
    writeData.set(flit.truncate(format.wordBits()));
    write.set(valid.any().andNot(isHead));
    arrived.set(valid.any().and(flits.isTail(flit)));
    var kinds = new ArrayList<Bool>();
    for (VcClass c : classes) {
      Bool mine = Bool.lit(false);
      for (int v = 0; v < vcs; v++) {
        mine = channels.classOf(v).equals(c) ? mine.or(valid.bit(v)) : mine;
      }
      kinds.add(mine);
    }
    kind.set(RoundRobin.mask(kinds));
    in.credit().set(delayed(valid).named("taken"));
  }
}

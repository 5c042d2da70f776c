package chorale.chiplet;

import chorale.chiplet.memory.BurstMap;
import chorale.chiplet.memory.ControllerParameters;
import chorale.chiplet.memory.DramBus;
import chorale.chiplet.memory.HbmCounter;
import chorale.chiplet.memory.MemoryStack;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.lib.Fifo;
import chorale.hdl.lib.RoundRobin;
import chorale.nop.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The memory of a group at a leaf of the network, behind its interface: an HBM stack that serves
 * what the chiplets of the group ask for by {@link BlockProtocol}.
 *
 * <pre>
 * interface -> requests, a queue of each chiplet --+-> lowest order -> MemoryStack -+-> loaded blocks
 *          \-> stores, a queue of each chiplet ----+                      |        \-> acknowledgements
 *           \-> their blocks, a ring of each chiplet ---------------------+
 * </pre>
 *
 * <p>A block is chosen in each cycle in which the stack takes one. Blocks leave in the order in
 * which they were chosen, each when it is whole, so that a reply never holds a link at the memory's
 * slower rate: it takes a cycle for each word and one for the head. Nothing that comes can be
 * refused and nothing has to be: there is a place for each request and each block that a chiplet
 * may have under way.
 */
final class MemoryLeaf extends Module {
  /** From the interface: a word is written; its class, one-hot; it ends a packet. */
  final Bool write;

  final UInt kind;
  final Bool arrived;

  /** The slot and the sender of its packet. */
  final UInt slot;

  final UInt source;

  /** The word's place in its block, and the word; 1 bit, not read, without values. */
  final UInt index;

  final UInt word;

  /** To the interface: stored blocks, of class REQUEST, and loaded ones, of class LOAD. */
  final Stream acknowledgements;

  final Stream replies;
  final Stream words;

  /** The leaf of the group's first chiplet; those of the others follow. */
  final UInt firstLeaf;

  /** Commands to the devices. */
  final DramBus[] bus;

  /** Pulse: a burst that was read is wrong beyond mending; 0 without values. */
  final Bool broken;

  /** A counter of {@link HbmCounter}, by number, and its sum over the channels. */
  final UInt select;

  final UInt counter;

  private final TrainingParameters p;
  private final StackParameters of;
  private final ControllerParameters controller;
  private final BlockProtocol protocol;
  private final NetworkInterface.Format format;
  private UInt sentWord; // of the block that leaves

  /** What is asked for: of a chiplet, a load or a store. */
  private record Asked(int chiplet, boolean stores, Stream head) {}

  /** The memory of a group of {@code p}, which has one. */
  MemoryLeaf(Module parent, TrainingParameters p) {
    super(parent);
    this.p = p;
    of = p.stack().orElseThrow();
    protocol = p.protocol();
    format = p.network().interfaceFormat();
    controller = p.controller();
    int classes = p.network().classes().length;
    int leafBits = log2(Math.max(2, format.flits().leaves()));
    int indexBits = log2(format.words());
    write = inBool();
    kind = in(classes);
    arrived = inBool();
    slot = in(format.slotBits());
    source = in(leafBits);
    index = in(indexBits);
    word = in(p.scratchBits());
    acknowledgements = source(format.orderBits());
    replies = source(format.orderBits());
    words = source(format.wordBits());
    firstLeaf = in(leafBits);
    broken = outBool();
    select = in(log2(HbmCounter.values().length));
    counter = out(32);
    bus = new DramBus[of.channels()];
    for (int c = 0; c < of.channels(); c++) {
      bus[c] = DramBus.controller(this, controller.shape(), controller.busBits());
    }

    int first = classes - BlockProtocol.CLASSES;
    var chiplet = source.minus(firstLeaf).resize(of.chipletBits()).named("chiplet");
    var requested = arrived.and(kind.bit(first + BlockProtocol.REQUEST)).named("requested");
    var storing = kind.bit(first + BlockProtocol.STORE).named("storing");
    var asked = new ArrayList<Asked>();
    var storedHere = arrived.and(storing).named("storedHere");
    int storeBits = protocol.blockBits() + BlockProtocol.ORDER_BITS;
    for (int c = 0; c < of.chiplets(); c++) {
      Bool mine = chiplet.eq(c).named("from_" + c);
      asked.add(
          new Asked(
              c, false, queue("loads_" + c, protocol.slotBits(), of.loads(), requested.and(mine))));
      asked.add(
          new Asked(c, true, queue("stores_" + c, storeBits, of.stores(), storedHere.and(mine))));
    }
    var wins = LowestOrder.wins(asked.stream().map(Asked::head).toList(), protocol::order);
    for (int i = 0; i < wins.size(); i++) {
      var what = asked.get(i);
      wins.get(i).named((what.stores ? "wins_store_" : "wins_load_") + what.chiplet);
    }
    var any = RoundRobin.mask(wins).any().named("any");
    var winner =
        RoundRobin.select(
                RoundRobin.mask(wins),
                asked.stream().map(a -> a.head.bits().zext(protocol.slotBits())).toList())
            .named("winner");
    var stores = which(wins, asked, a -> a.stores ? 1 : 0, 1).named("stores");
    var owner = which(wins, asked, Asked::chiplet, of.chipletBits()).named("owner");

    var stack =
        new MemoryStack(
            this,
            controller,
            BurstMap.SWIZZLED,
            of.channels(),
            of.open(),
            protocol.blockBits(),
            1,
            p.blockBursts());
    stack.name("stack");
    stack.valid.set(any);
    stack.write.set(stores.bit(0));
    stack.address.set(protocol.block(winner));
    stack.length.set(1);
    var issues = any.and(stack.ready).named("issues");
    for (int i = 0; i < asked.size(); i++) {
      asked.get(i).head.ready().set(wins.get(i).and(stack.ready));
    }
    stack.open.optional();
    stack.busy.optional();
    stack.select.set(select);
    counter.set(stack.counter);
    for (int c = 0; c < bus.length; c++) {
      bus[c].from(stack.bus[c]);
    }

    // What is under way, in the order in which it leaves.
    var pending = new Fifo(this, 1 + of.chipletBits() + protocol.placeBits(), of.open());
    pending.name("pending");
    pending.enq.ready().optional(); // as many places as the stack has transfers
    pending.enq.valid().set(issues);
    pending.enq.bits().set(Bits.cat(stores, owner, protocol.place(winner)));
    reply(pending.deq, stack);
    if (p.values()) {
      values(stack, chiplet, storing, owner, issues, stores.bit(0));
    } else {
      broken.set(false);
      words.bits().set(0);
    }
  }

  private Stream queue(String name, int width, int depth, Bool comes) {
    var queue = new Fifo(this, width, depth);
    queue.name(name);
    queue.enq.ready().optional(); // a chiplet has no more under way
    queue.enq.valid().set(comes);
    queue.enq.bits().set(slot.truncate(width));
    return queue.deq;
  }

  private UInt which(List<Bool> wins, List<Asked> asked, ToLongFunction<Asked> of, int bits) {
    return RoundRobin.select(
        RoundRobin.mask(wins), asked.stream().map(a -> UInt.lit(of.applyAsLong(a), bits)).toList());
  }

  /** Tells that the oldest block is stored, or sends it. */
  private void reply(Stream pending, MemoryStack stack) {
    int placeBits = protocol.placeBits();
    UInt entry = pending.bits();
    var stores = entry.bit(entry.width() - 1).named("oldestStores");
    var to = entry.slice(entry.width() - 2, placeBits).named("to");
    var leaf = firstLeaf.plus(to.resize(firstLeaf.width())).named("leaf");
    var sending = regBool(); // the order has gone, words follow
    var sent = reg(log2(format.words()));
    var whole = pending.valid().and(stack.whole).named("whole");
    acknowledgements.valid().set(whole.and(stores));
    var none = UInt.lit(0, format.lengthBits());
    acknowledgements
        .bits()
        .set(BlockWalk.order(format, none, UInt.lit(0, format.slotBits()), leaf));
    replies.valid().set(whole.andNot(stores).andNot(sending));
    var all = UInt.lit(format.words(), format.lengthBits());
    var place = entry.truncate(placeBits).zext(format.slotBits());
    replies.bits().set(BlockWalk.order(format, all, place, leaf));
    words.valid().set(sending);
    var last = words.fire().and(sent.all()).named("lastWord");
    when(replies.fire(), () -> sending.set(true)).elseWhen(last, () -> sending.set(false));
    when(words.fire(), () -> sent.set(sent.plus(1)));
    var released = acknowledgements.fire().or(last).named("released");
    stack.released.set(released);
    pending.ready().set(released);
    sentWord = sent;
  }

  /** A chiplet's place for a block: in its ring, which is the only one if there is one chiplet. */
  private UInt place(UInt chiplet, List<UInt> inRing, int bits) {
    return Bits.cat(chiplet, Vec.of(inRing).at(chiplet)).truncate(bits);
  }

  /** Keeps the blocks on their way to and from the stack. */
  private void values(
      MemoryStack stack, UInt chiplet, Bool storing, UInt owner, Bool issues, Bool isStore) {
    int burstBits = 8 * controller.shape().burstBytes();
    int wordsOfBlock = format.words();
    int channels = of.channels();
    int storeBits = log2(of.stores());
    // Blocks to store: a ring for each chiplet.
    var heads = new ArrayList<UInt>();
    var tails = new ArrayList<UInt>();
    for (int c = 0; c < of.chiplets(); c++) {
      UInt head = reg(storeBits).named("oldest_" + c);
      UInt tail = reg(storeBits).named("next_" + c);
      when(arrived.and(storing).and(chiplet.eq(c)), () -> tail.set(tail.plus(1)));
      when(issues.and(isStore).and(owner.eq(c)), () -> head.set(head.plus(1)));
      heads.add(head);
      tails.add(tail);
    }
    int places = of.chiplets() << storeBits;
    int placeBits = log2(places);
    var at = place(chiplet, tails, placeBits).named("storedAt");
    var words = new Memory[wordsOfBlock];
    for (int i = 0; i < wordsOfBlock; i++) {
      words[i] = mem(places, p.scratchBits()).named("stored_" + i);
      var ram = words[i];
      when(write.and(storing).and(index.eq(i)), () -> ram.write(at, word));
    }
    // Where the block of a transfer lies.
    var users = mem(of.open(), placeBits).named("users");
    var from = place(owner, heads, placeBits).named("takenFrom");
    when(issues, () -> users.write(stack.begins, from));

    // Blocks that were loaded, burst by burst.
    var loaded = new Bits[p.blockBursts()];
    int ofChannel = p.blockBursts() / channels;
    int nameBits = log2(ofChannel);
    Bool anyBroken = Bool.lit(false);
    for (int c = 0; c < channels; c++) {
      var data = stack.data[c];
      var transfer = ofChannel == 1 ? data.wanted() : data.wanted().shr(nameBits);
      var block = users.read(transfer).named("block_" + c);
      var bursts = new ArrayList<UInt>();
      var all = new Bits[wordsOfBlock];
      for (int i = 0; i < wordsOfBlock; i++) {
        all[wordsOfBlock - 1 - i] = words[i].read(block);
      }
      var whole = Bits.cat(all).named("wholeBlock_" + c);
      for (int i = 0; i < ofChannel; i++) {
        int b = i * channels + c;
        bursts.add(whole.slice((b + 1) * burstBits - 1, b * burstBits));
        var ram = mem(of.open(), burstBits).named("loaded_" + b);
        Bool mine =
            ofChannel == 1 ? data.comes() : data.comes().and(data.came().truncate(nameBits).eq(i));
        var to = ofChannel == 1 ? data.came() : data.came().shr(nameBits);
        when(mine, () -> ram.write(to, data.read()));
        loaded[p.blockBursts() - 1 - b] = ram.read(stack.oldest);
      }
      data.write()
          .set(
              ofChannel == 1
                  ? bursts.getFirst()
                  : Vec.of(bursts).at(data.wanted().truncate(nameBits)));
      anyBroken = anyBroken.or(data.broken());
    }
    broken.set(anyBroken);
    var block = Bits.cat(loaded).named("loadedBlock");
    int bits = p.scratchBits();
    var out = Vec.of(wordsOfBlock, i -> block.slice((i + 1) * bits - 1, i * bits)).at(sentWord);
    this.words.bits().set(out.zext(format.wordBits()));
  }
}

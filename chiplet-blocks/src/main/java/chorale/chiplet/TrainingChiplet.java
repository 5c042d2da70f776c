package chorale.chiplet;

import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.GemmEngine;
import chorale.chiplet.vector.VectorEngine;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.Ports;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.CounterBank;
import chorale.hdl.lib.OneHot;
import chorale.nop.NetworkInterface;
import java.util.ArrayList;
import java.util.List;

/**
 * A chiplet that trains: tiles of arrays, a vector engine and a send engine around two memories,
 * one of bf16 operands and one of fp32 sums; each tile and each engine has a queue of commands of
 * its own. Its network interface stands outside, so that all chiplets are one module.
 *
 * <pre>
 * network interface -> scratch -> tiles -> sums -> vector engine -> scratch
 * network interface <- SendEngine <- scratch
 * </pre>
 *
 * <p>What arrives is written at once, before any other access, to the place that its sender named;
 * a packet of class c that is complete counts semaphore c up. The host fills and reads the memories
 * before and after a run, and is silent during it.
 */
final class TrainingChiplet extends Module {
  /** The host's bus: a write, or a read of one of the two memories, in every cycle. */
  record Host(Bool valid, Bool write, UInt target, UInt address, UInt data) implements Bundle {
    static Host in(Ports io, TrainingParameters p) {
      return new Host(
          io.inBool(),
          io.inBool(),
          io.in(Module.log2(Target.values().length)),
          io.in(p.hostAddressBits()),
          io.in(new TrainingFormat(p).hostDataBits()));
    }

    Bool reaches(Target wanted) {
      return valid.and(target.eq(wanted.ordinal()));
    }
  }

  /** To the network interface, by class of traffic. */
  final Stream[] orders;

  final Stream[] words;

  /** From the network interface: a word arrives. */
  final Bool arrives;

  /** Where it goes; with memories of groups {isSum, address}, of sums in halves of a word. */
  final UInt arrivalAddress;

  final UInt arrivalData;

  /** Classes of which a packet is complete. */
  final UInt arrived;

  /** The leaf of the group's memory; null if it has none. */
  final UInt memory;

  final Host host;

  /** What the host read in the cycle before from the memory of operands. */
  final UInt scratchWord;

  /** What the host read in the cycle before from the memory of sums. */
  final UInt sumWord;

  /**
   * Of protected memories: which bit of the words that are written in this cycle is flipped, for
   * tests; null of others.
   */
  final Bool flips;

  final UInt flipped;

  /** Level: the run has begun. */
  final Bool run;

  /** All commands are done. */
  final Bool finished;

  /** Which counter is read: {@link TrainingParameters#counters}. */
  final UInt select;

  /** A counter; the low bits if it has more. */
  final UInt counter;

  private final TrainingParameters p;
  private final int addressBits;

  /** Counts of errors of both memories. */
  private final List<UInt> found = new ArrayList<>();

  TrainingChiplet(Module parent, TrainingParameters p) {
    super(parent);
    this.p = p;
    addressBits = p.array().addressBits();
    var format = p.interfaceFormat();
    var formats = new TrainingFormat(p);
    int classes = p.classes().length;
    orders = new Stream[classes];
    words = new Stream[classes];
    for (int c = 0; c < classes; c++) {
      orders[c] = source(format.orderBits());
      words[c] = source(format.wordBits());
    }
    arrives = inBool();
    arrivalAddress = in(p.arrivalBits());
    arrivalData = in(p.scratchBits());
    arrived = in(classes);
    memory = p.stack().isPresent() ? in(log2(Math.max(2, p.topology().leaves()))) : null;
    host = ports(io -> Host.in(io, p));
    scratchWord = out(p.scratchBits());
    sumWord = out(p.sumBits());
    flips = p.hasChecks() ? inBool() : null;
    flipped = p.hasChecks() ? in(p.flipBits()) : null;
    run = inBool();
    finished = outBool();
    select = in(p.selectBits());
    counter = out(TrainingParameters.COUNTER_BITS);

    var tiles = new GemmEngine[p.tiles()];
    for (int t = 0; t < tiles.length; t++) {
      tiles[t] = new GemmEngine(this, p.array());
      tiles[t].name(p.tiles() == 1 ? "array" : "array_" + t);
    }
    var vectors = new VectorEngine[p.options().vectors()];
    for (int v = 0; v < vectors.length; v++) {
      vectors[v] = new VectorEngine(this, p.vector());
      vectors[v].name(vectors.length == 1 ? "vector" : "vector_" + v);
    }
    int ofTokens = TrainingParameters.CLASSES;
    var send = new SendEngine(this, format, ofTokens, p.packets(), addressBits);
    for (int c = 0; c < ofTokens; c++) {
      orders[c].from(send.orders[c]);
      words[c].from(send.words[c]);
    }
    var blocks = p.stack().map(s -> new Blocks(format, s)).orElse(null);
    int slot = p.packetWords();
    int copies = p.options().copies();
    var copy =
        copies == 0 ? null : new CopyEngine(this, copies, addressBits, p.scratchBits(), slot);
    int engines = tiles.length + vectors.length + (blocks == null ? 1 : 3) + (copy == null ? 0 : 1);
    int signals = engines + (p.options().board().isPresent() ? 1 : 0);
    var semaphores = new SemaphoreFile(this, p.semaphores(), ofTokens, signals);
    var filled = p.options().board().map(b -> board(b, semaphores, copy)).orElse(arrivalAddress);
    if (copy != null && p.options().board().isEmpty()) {
      copy.asked.optional();
      copy.there.set(true);
    }
    scratch(filled, tiles, vectors, send, copy, blocks);
    sums(tiles, vectors, blocks);
    fill(send.load, Target.PACKETS);
    for (var vector : vectors) {
      fill(vector.program, Target.KERNELS);
    }

    for (int c = 0; c < ofTokens; c++) {
      semaphores.arrive[c].set(arrived.bit(c));
    }
    Bool all = Bool.lit(true);
    for (int t = 0; t < tiles.length; t++) {
      String name = tiles.length == 1 ? "array" : "array_" + t;
      var sequencer =
          sequencer(semaphores, t, name, formats.gemmWidth(), tiles[t].start, tiles[t].done);
      fill(sequencer.load, Target.ARRAY, t, tiles.length);
      all = all.and(sequencer.finished);
    }
    int next = tiles.length;
    for (int v = 0; v < vectors.length; v++) {
      String name = vectors.length == 1 ? "vector" : "vector_" + v;
      int width = formats.vectorWidth();
      var sequencer =
          sequencer(semaphores, next + v, name, width, vectors[v].start, vectors[v].done);
      fill(sequencer.load, Target.VECTOR, v, vectors.length);
      all = all.and(sequencer.finished);
    }
    next += vectors.length;
    var ofSend = sequencer(semaphores, next, "send", formats.sendWidth(), send.start, send.done);
    fill(ofSend.load, Target.SEND);
    all = all.and(ofSend.finished);
    if (blocks != null) {
      all = all.and(blocks.sequencers(semaphores, next + 1));
    }
    if (copy != null) {
      fill(copy.load, Target.COPIES);
      int width = formats.copyWidth();
      var ofCopies = sequencer(semaphores, engines - 1, "copy", width, copy.start, copy.done);
      fill(ofCopies.load, Target.COPY);
      all = all.and(ofCopies.finished);
    }
    finished.set(all);
    count(tiles, vectors, send, copy, blocks);
  }

  /** The board, the last to signal; returns where what arrives is written. */
  private UInt board(TrainingOptions.Board of, SemaphoreFile semaphores, CopyEngine copy) {
    int slotBits = p.slotBits();
    int first = p.firstCounter();
    var board =
        new Scoreboard(this, of.counters(), first, p.semaphores(), slotBits, of.isOrdered());
    board.name("board");
    fill(board.load, Target.BOARD);
    int wordBits = log2(p.packetWords());
    board.arrived.set(arrived.truncate(TrainingParameters.CLASSES).any());
    board.named.set(arrivalAddress.shr(wordBits).truncate(slotBits));
    int last = semaphores.signal.length - 1;
    semaphores.signal[last].valid().set(board.signal.valid());
    semaphores.signal[last].id().set(board.signal.id());
    if (!of.isOrdered()) {
      for (int i = 0; i < of.counters(); i++) {
        board.value[i].set(semaphores.value[first + i]);
      }
    }
    if (copy == null) {
      board.asked.set(0);
      board.there.optional();
    } else {
      board.asked.set(copy.asked);
      copy.there.set(board.there);
    }
    return Bits.cat(board.filled, arrivalAddress.truncate(wordBits)).named("arrivesAt");
  }

  /** What moves blocks between the chiplet's memories and that of its group. */
  private final class Blocks {
    final BlockLoader load;
    final BlockStorer store;

    Blocks(NetworkInterface.Format format, StackParameters stack) {
      int first = TrainingParameters.CLASSES;
      load = new BlockLoader(TrainingChiplet.this, p.protocol(), format, stack.loads());
      int bits = p.scratchBits();
      store =
          new BlockStorer(
              TrainingChiplet.this, p.protocol(), format, stack.stores(), addressBits, bits);
      load.name("load");
      store.name("store");
      load.memory.set(memory);
      store.memory.set(memory);
      orders[first + BlockProtocol.REQUEST].from(load.orders);
      orders[first + BlockProtocol.STORE].from(store.orders);
      words[first + BlockProtocol.STORE].from(store.words);
      silent(orders[first + BlockProtocol.LOAD]);
      silent(words[first + BlockProtocol.LOAD]);
      silent(words[first + BlockProtocol.REQUEST]);
      load.arrived.set(arrived.bit(first + BlockProtocol.LOAD));
      store.stored.set(arrived.bit(first + BlockProtocol.REQUEST));
    }

    private void silent(Stream stream) {
      stream.valid().set(false);
      stream.bits().set(0);
    }

    /** Their queues of commands, the {@code next}-th of the chiplet; whether they are done. */
    Bool sequencers(SemaphoreFile semaphores, int next) {
      int width = new TrainingFormat(p).blockWidth();
      var loads = sequencer(semaphores, next, "load", width, load.start, load.done);
      var stores = sequencer(semaphores, next + 1, "store", width, store.start, store.done);
      fill(loads.load, Target.LOAD);
      fill(stores.load, Target.STORE);
      return loads.finished.and(stores.finished);
    }
  }

  /** The sequencer of the chiplet's {@code engine}-th engine. */
  private Sequencer sequencer(
      SemaphoreFile semaphores, int engine, String name, int width, Stream start, Bool done) {
    var sequencer = new Sequencer(this, p.semaphores(), width);
    sequencer.name(name + "_sequencer");
    sequencer.waiting.optional();
    sequencer.follow(run, semaphores, engine);
    start.from(sequencer.issue);
    sequencer.done.set(done);
    return sequencer;
  }

  /** Counts what each engine does, and how many PEs are in use: the others keep still. */
  private void count(
      GemmEngine[] tiles, VectorEngine[] vectors, SendEngine send, CopyEngine copy, Blocks blocks) {
    var events = new ArrayList<Bool>();
    UInt pes = UInt.lit(0, TrainingParameters.COUNTER_BITS);
    for (GemmEngine tile : tiles) {
      var a = tile.activity;
      events.addAll(List.of(a.step(), a.left(), a.top(), a.initial(), a.weights(), a.results()));
      UInt product = a.rows().times(a.columns());
      pes = pes.plus(product.resize(pes.width()).mask(a.step()));
    }
    for (int i = 1; i < vectors.length; i++) {
      var v = vectors[i].activity;
      events.addAll(List.of(v.step(), v.read(), v.write()));
    }
    var v = vectors[0].activity;
    events.addAll(List.of(v.step(), v.read(), v.write(), send.busy, send.blocked));
    if (copy != null) {
      events.addAll(List.of(copy.busy, copy.blocked));
    }
    if (blocks != null) {
      events.addAll(List.of(blocks.load.busy, blocks.store.busy));
    }
    var bank = new CounterBank(this, events);
    bank.select.set(select.truncate(bank.select.width()));
    var used = reg(TrainingParameters.COUNTER_BITS);
    used.set(used.plus(pes));
    UInt value = bank.value.resize(TrainingParameters.COUNTER_BITS);
    var others = new ArrayList<UInt>(List.of(used));
    found.forEach(f -> others.add(f.zext(TrainingParameters.COUNTER_BITS)));
    for (int i = 0; i < others.size(); i++) {
      value = select.eq(events.size() + i).mux(others.get(i), value);
    }
    counter.set(value);
  }

  private void scratch(
      UInt arrivesAt,
      GemmEngine[] tiles,
      VectorEngine[] vectors,
      SendEngine send,
      CopyEngine copy,
      Blocks blocks) {
    int others = (blocks == null ? 3 : 4) + 2 * vectors.length + (copy == null ? 0 : 2);
    int ports = others + 2 * p.array().arrays() * tiles.length;
    var memory =
        new SharedMemory(
            this,
            "scratch",
            p.banks(),
            p.words(),
            p.values() ? p.scratchBits() : 0,
            ports,
            p.hasChecks());
    errors(memory);
    var isSum = blocks == null ? Bool.lit(false) : arrivalAddress.bit(p.arrivalBits() - 1);
    memory.serves(
        arrives.andNot(isSum), Bool.lit(true), arrivesAt.truncate(addressBits), arrivalData, null);
    memory.serves(
        host.reaches(Target.SCRATCH),
        host.write(),
        host.address().truncate(addressBits),
        host.data().truncate(p.scratchBits()),
        scratchWord);
    memory.reads(send.read, send.word);
    if (blocks != null) {
      memory.reads(blocks.store.scratch, blocks.store.scratchWord);
    }
    if (copy != null) {
      memory.writes(copy.write, copy.writeWord);
      memory.reads(copy.read, copy.word);
    }
    for (var vector : vectors) {
      memory.reads(vector.halfRead, vector.halfReadWord);
      memory.writes(vector.halfWrite, vector.halfWriteWord);
    }
    for (GemmEngine tile : tiles) {
      for (int a = 0; a < tile.left.length; a++) {
        memory.reads(tile.left[a], tile.leftWord[a]);
        memory.reads(tile.top[a], tile.topWord[a]);
      }
    }
  }

  private void sums(GemmEngine[] tiles, VectorEngine[] vectors, Blocks blocks) {
    int ports = (blocks == null ? 1 : 3) + 2 * vectors.length + 2 * tiles.length;
    var memory =
        new SharedMemory(
            this, "sums", p.banks(), p.words(), p.values() ? p.sumBits() : 0, ports, p.hasChecks());
    errors(memory);
    if (blocks != null) {
      var half = arrives.and(arrivalAddress.bit(p.arrivalBits() - 1)).named("arrivesHalf");
      memory.serves(
          half.and(arrivalAddress.bit(0)),
          Bool.lit(true),
          arrivalAddress.shr(1).truncate(addressBits),
          arrivingSum(half),
          null);
    }
    memory.serves(
        host.reaches(Target.SUMS),
        host.write(),
        host.address().truncate(addressBits),
        host.data().truncate(p.sumBits()),
        sumWord);
    if (blocks != null) {
      memory.reads(blocks.store.sums, blocks.store.sumWord);
    }
    for (GemmEngine tile : tiles) {
      memory.writes(tile.result, tile.resultWord);
      memory.reads(tile.initial, tile.initialWord);
    }
    for (var vector : vectors) {
      memory.reads(vector.fullRead, vector.fullReadWord);
      memory.writes(vector.fullWrite, vector.fullWriteWord);
    }
  }

  /** Lets a test flip a bit of what is written to a protected memory, and counts what was read. */
  private void errors(SharedMemory memory) {
    var errors = memory.errors();
    if (errors == null) {
      return;
    }
    errors.flips().set(OneHot.decode(flipped, errors.flips().width()).mask(flips));
    errors.broken().optional();
    errors.brokenAddress().optional();
    found.addAll(List.of(errors.mended(), errors.brokenWords()));
  }

  /** A word of sums comes in two halves, the low one first; words of tokens may come in between. */
  private UInt arrivingSum(Bool half) {
    if (!p.values()) {
      return UInt.lit(0, 1);
    }
    var lowHalf = regWithoutReset(p.scratchBits()).named("lowHalf");
    when(half, () -> lowHalf.set(arrivalData));
    return Bits.cat(arrivalData, lowHalf);
  }

  /** Lets the host fill a memory of an engine. */
  private void fill(MemoryLoad load, Target target) {
    fill(load, target, 0, 1);
  }

  /** The same of one of {@code of} equal engines, whose words lie one behind the other. */
  private void fill(MemoryLoad load, Target target, int which, int of) {
    Bool reaches = host.reaches(target).and(host.write());
    if (of > 1) {
      reaches = reaches.and(host.address().shr(load.address().width()).eq(which));
    }
    load.valid().set(reaches);
    load.address().set(host.address().truncate(load.address().width()));
    load.data().set(host.data().truncate(load.data().width()));
  }
}

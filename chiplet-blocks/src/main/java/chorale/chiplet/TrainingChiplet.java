package chorale.chiplet;

import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.vector.VectorEngine;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
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
final class TrainingChiplet extends HostedChiplet {
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

  /**
   * Of protected memories: which bit of the words that are written in this cycle is flipped, for
   * tests; null of others.
   */
  final Bool flips;

  final UInt flipped;

  /** Counts of errors of both memories. */
  private final List<UInt> found = new ArrayList<>();

  TrainingChiplet(Module parent, TrainingParameters p) {
    super(parent, p);
    var format = p.network().interfaceFormat();
    var formats = new TrainingFormat(p);
    int classes = p.network().classes().length;
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
    flips = p.hasChecks() ? inBool() : null;
    flipped = p.hasChecks() ? in(p.flipBits()) : null;
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
    scratch(filled, vectors, send, copy, blocks);
    sums(vectors, blocks);
    fill(send.load, Target.PACKETS);
    for (var vector : vectors) {
      fill(vector.program, Target.KERNELS);
    }

    for (int c = 0; c < ofTokens; c++) {
      semaphores.arrive[c].set(arrived.bit(c));
    }
    var all = sequencers(semaphores);
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
    count(events(vectors, send, copy, blocks), found);
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

  /** What is counted, in the order of {@link ChipletCounters}. */
  private List<Bool> events(
      VectorEngine[] vectors, SendEngine send, CopyEngine copy, Blocks blocks) {
    var events = ofTiles();
    for (int i = 1; i < vectors.length; i++) {
      events.addAll(ofVector(vectors[i]));
    }
    events.addAll(ofVector(vectors[0]));
    events.addAll(List.of(send.busy, send.blocked));
    if (copy != null) {
      events.addAll(List.of(copy.busy, copy.blocked));
    }
    if (blocks != null) {
      events.addAll(List.of(blocks.load.busy, blocks.store.busy));
    }
    return events;
  }

  private void scratch(
      UInt arrivesAt, VectorEngine[] vectors, SendEngine send, CopyEngine copy, Blocks blocks) {
    int others = (blocks == null ? 3 : 4) + 2 * vectors.length + (copy == null ? 0 : 2);
    int ports = others + 2 * p.array().arrays() * tiles.length;
    var memory = memory("scratch", p.scratchBits(), ports);
    errors(memory);
    var isSum = blocks == null ? Bool.lit(false) : arrivalAddress.bit(p.arrivalBits() - 1);
    memory.serves(
        arrives.andNot(isSum), Bool.lit(true), arrivesAt.truncate(addressBits), arrivalData, null);
    serveHost(memory, Target.SCRATCH);
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
    serveOperands(memory);
  }

  private void sums(VectorEngine[] vectors, Blocks blocks) {
    int ports = (blocks == null ? 1 : 3) + 2 * vectors.length + 2 * tiles.length;
    var memory = memory("sums", p.sumBits(), ports);
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
    serveHost(memory, Target.SUMS);
    if (blocks != null) {
      memory.reads(blocks.store.sums, blocks.store.sumWord);
    }
    serveSums(memory);
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
}

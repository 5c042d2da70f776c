package chorale.chiplet;

import chorale.chiplet.ArrivalQueue.Arrival;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.GemmEngine;
import chorale.chiplet.vector.VectorEngine;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.CounterBank;
import java.util.ArrayList;
import java.util.List;

/**
 * A chiplet that trains and passes rows on: tiles of arrays and a vector engine around a memory of
 * operands and one of sums, as in {@link TrainingChiplet}, and several ports to the network, each
 * with a sender of its own that reads both memories. Each tile and each engine has a queue of
 * commands.
 *
 * <pre>
 * ports -> scratch -> tiles -> sums -> vector engine -> scratch
 *      \-> sums                  |
 * ports <- AddingSender <--------+---- scratch
 * </pre>
 *
 * <p>What arrives is written before any other access; of two ports that want a bank the first one
 * goes first. A packet that is complete counts its port's semaphore up.
 */
final class GridChiplet extends Module {
  /** By port, to the network interface. */
  final Stream[] orders;

  final Stream[] words;

  /** By port, what has come: {@link Arrival}s. */
  final Stream[] arrivals;

  final TrainingChiplet.Host host;

  /** What the host read in the cycle before from the memory of operands. */
  final UInt scratchWord;

  /** What the host read in the cycle before from the memory of sums. */
  final UInt sumWord;

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
  private final Arrival[] comes;

  /** By port, whether a word is for the memory of sums, and whether it is the second of one. */
  private final Bool[] isSum;

  private final Bool[] isSecond;

  GridChiplet(Module parent, TrainingParameters p) {
    super(parent);
    this.p = p;
    addressBits = p.array().addressBits();
    int ports = p.options().ports();
    var format = p.interfaceFormat();
    var formats = new TrainingFormat(p);
    orders = new Stream[ports];
    words = new Stream[ports];
    arrivals = new Stream[ports];
    comes = new Arrival[ports];
    isSum = new Bool[ports];
    isSecond = new Bool[ports];
    for (int i = 0; i < ports; i++) {
      orders[i] = source(format.orderBits());
      words[i] = source(format.wordBits());
      arrivals[i] = sink(Arrival.width(p.arrivalBits(), p.scratchBits()));
      comes[i] = Arrival.of(arrivals[i].bits(), p.arrivalBits(), p.scratchBits());
      var address = comes[i].address();
      isSum[i] = address.bit(p.arrivalBits() - 1).named("isSum_" + i);
      isSecond[i] = isSum[i].and(address.bit(0)).named("isSecond_" + i);
    }
    host = ports(io -> TrainingChiplet.Host.in(io, p));
    scratchWord = out(p.scratchBits());
    sumWord = out(p.sumBits());
    run = inBool();
    finished = outBool();
    select = in(p.selectBits());
    counter = out(TrainingParameters.COUNTER_BITS);

    var tiles = new GemmEngine[p.tiles()];
    for (int t = 0; t < tiles.length; t++) {
      tiles[t] = new GemmEngine(this, p.array());
      tiles[t].name(p.tiles() == 1 ? "array" : "array_" + t);
    }
    var vector = new VectorEngine(this, p.vector());
    fill(vector.program, Target.KERNELS, 0, 1);
    var send = new AddingSender[ports];
    for (int i = 0; i < ports; i++) {
      send[i] = new AddingSender(this, format, addressBits, p.scratchBits());
      send[i].name("send_" + i);
      orders[i].from(send[i].orders);
      words[i].from(send[i].words);
    }
    var toScratch = scratch(tiles, vector, send);
    var toSums = sums(tiles, vector, send);
    int engines = tiles.length + 1 + ports;
    var semaphores = new SemaphoreFile(this, p.semaphores(), TrainingParameters.CLASSES, engines);
    for (int i = ports; i < semaphores.arrive.length; i++) {
      semaphores.arrive[i].set(false);
    }
    for (int i = 0; i < ports; i++) {
      var refused = toScratch[i].request().andNot(toScratch[i].grant());
      var refusedSum = toSums[i].request().andNot(toSums[i].grant());
      arrivals[i].ready().set(refused.or(refusedSum).not());
      semaphores.arrive[i].set(arrivals[i].fire().and(comes[i].ends()));
    }
    Bool all = Bool.lit(true);
    for (int t = 0; t < tiles.length; t++) {
      String name = tiles.length == 1 ? "array" : "array_" + t;
      var s = sequencer(semaphores, t, name, formats.gemmWidth(), tiles[t].start, tiles[t].done);
      fill(s.load, Target.ARRAY, t, tiles.length);
      all = all.and(s.finished);
    }
    int next = tiles.length;
    var ofVector =
        sequencer(semaphores, next, "vector", formats.vectorWidth(), vector.start, vector.done);
    fill(ofVector.load, Target.VECTOR, 0, 1);
    all = all.and(ofVector.finished);
    for (int i = 0; i < ports; i++) {
      int width = formats.portWidth();
      var s = sequencer(semaphores, next + 1 + i, "send_" + i, width, send[i].start, send[i].done);
      fill(s.load, Target.PORT, i, ports);
      all = all.and(s.finished);
    }
    finished.set(all);
    count(tiles, vector, send);
  }

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

  private void count(GemmEngine[] tiles, VectorEngine vector, AddingSender[] send) {
    var events = new ArrayList<Bool>();
    UInt pes = UInt.lit(0, TrainingParameters.COUNTER_BITS);
    for (GemmEngine tile : tiles) {
      var a = tile.activity;
      events.addAll(List.of(a.step(), a.left(), a.top(), a.initial(), a.weights(), a.results()));
      UInt product = a.rows().times(a.columns());
      pes = pes.plus(product.resize(pes.width()).mask(a.step()));
    }
    var v = vector.activity;
    events.addAll(List.of(v.step(), v.read(), v.write()));
    for (AddingSender s : send) {
      events.addAll(List.of(s.operandGoes, s.sumGoes, s.blocked));
    }
    var bank = new CounterBank(this, events);
    bank.select.set(select.truncate(bank.select.width()));
    var used = reg(TrainingParameters.COUNTER_BITS);
    used.set(used.plus(pes));
    UInt value = bank.value.resize(TrainingParameters.COUNTER_BITS);
    counter.set(select.eq(events.size()).mux(used, value));
  }

  /** By port, who asks for what arrives to be written. */
  private SramPort[] scratch(GemmEngine[] tiles, VectorEngine vector, AddingSender[] send) {
    int count = 3 + 2 * send.length + 2 * p.array().arrays() * tiles.length;
    var memory = memory("scratch", p.scratchBits(), count);
    var arriving = new SramPort[send.length];
    for (int i = 0; i < arriving.length; i++) {
      arriving[i] = arriving("toScratch_" + i);
      arriving[i].request().set(arrivals[i].valid().and(comes[i].isWord()).andNot(isSum[i]));
      arriving[i].address().set(comes[i].address().truncate(addressBits));
      memory.writes(arriving[i], comes[i].data());
    }
    memory.serves(
        host.reaches(Target.SCRATCH),
        host.write(),
        host.address().truncate(addressBits),
        host.data().truncate(p.scratchBits()),
        scratchWord);
    for (AddingSender s : send) {
      memory.reads(s.scratch, s.scratchWord);
    }
    memory.reads(vector.halfRead, vector.halfReadWord);
    memory.writes(vector.halfWrite, vector.halfWriteWord);
    for (GemmEngine tile : tiles) {
      for (int a = 0; a < tile.left.length; a++) {
        memory.reads(tile.left[a], tile.leftWord[a]);
        memory.reads(tile.top[a], tile.topWord[a]);
      }
    }
    return arriving;
  }

  /** The same of sums, whose words come in two halves, the low one first. */
  private SramPort[] sums(GemmEngine[] tiles, VectorEngine vector, AddingSender[] send) {
    var memory = memory("sums", p.sumBits(), 3 + 2 * send.length + 2 * tiles.length);
    var arriving = new SramPort[send.length];
    for (int i = 0; i < arriving.length; i++) {
      arriving[i] = arriving("toSums_" + i);
      arriving[i].request().set(arrivals[i].valid().and(comes[i].isWord()).and(isSecond[i]));
      arriving[i].address().set(comes[i].address().shr(1).truncate(addressBits));
      memory.writes(arriving[i], sum(i));
    }
    memory.serves(
        host.reaches(Target.SUMS),
        host.write(),
        host.address().truncate(addressBits),
        host.data().truncate(p.sumBits()),
        sumWord);
    for (AddingSender s : send) {
      memory.reads(s.sums, s.sumWord);
    }
    for (GemmEngine tile : tiles) {
      memory.writes(tile.result, tile.resultWord);
      memory.reads(tile.initial, tile.initialWord);
    }
    memory.reads(vector.fullRead, vector.fullReadWord);
    memory.writes(vector.fullWrite, vector.fullWriteWord);
    return arriving;
  }

  private SharedMemory memory(String name, int width, int count) {
    return new SharedMemory(this, name, p.banks(), p.words(), p.values() ? width : 0, count, false);
  }

  private SramPort arriving(String name) {
    return new SramPort(
        wireBool().named(name + "_request"),
        wire(addressBits).named(name + "_address"),
        wireBool().named(name + "_grant"));
  }

  private UInt sum(int port) {
    if (!p.values()) {
      return UInt.lit(0, 1);
    }
    var low = regWithoutReset(p.scratchBits()).named("low_" + port);
    var first = arrivals[port].valid().and(isSum[port]).andNot(isSecond[port]);
    when(first, () -> low.set(comes[port].data()));
    return Bits.cat(comes[port].data(), low);
  }

  /** Lets the host fill a memory of one of {@code of} equal engines. */
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

package chorale.chiplet;

import chorale.chiplet.ArrivalQueue.Arrival;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.vector.VectorEngine;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
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
final class GridChiplet extends HostedChiplet {
  /** By port, to the network interface. */
  final Stream[] orders;

  final Stream[] words;

  /** By port, what has come: {@link Arrival}s. */
  final Stream[] arrivals;

  private final Arrival[] comes;

  /** By port, whether a word is for the memory of sums, and whether it is the second of one. */
  private final Bool[] isSum;

  private final Bool[] isSecond;

  GridChiplet(Module parent, TrainingParameters p) {
    super(parent, p);
    int ports = p.options().ports();
    var format = p.network().interfaceFormat();
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
    var vector = new VectorEngine(this, p.vector());
    fill(vector.program, Target.KERNELS);
    var send = new AddingSender[ports];
    for (int i = 0; i < ports; i++) {
      send[i] = new AddingSender(this, format, addressBits, p.scratchBits());
      send[i].name("send_" + i);
      orders[i].from(send[i].orders);
      words[i].from(send[i].words);
    }
    var toScratch = scratch(vector, send);
    var toSums = sums(vector, send);
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
    var all = sequencers(semaphores);
    int next = tiles.length;
    var ofVector =
        sequencer(semaphores, next, "vector", formats.vectorWidth(), vector.start, vector.done);
    fill(ofVector.load, Target.VECTOR);
    all = all.and(ofVector.finished);
    for (int i = 0; i < ports; i++) {
      int width = formats.portWidth();
      var s = sequencer(semaphores, next + 1 + i, "send_" + i, width, send[i].start, send[i].done);
      fill(s.load, Target.PORT, i, ports);
      all = all.and(s.finished);
    }
    finished.set(all);
    var events = ofTiles();
    events.addAll(ofVector(vector));
    for (AddingSender sender : send) {
      events.addAll(List.of(sender.operandGoes, sender.sumGoes, sender.blocked));
    }
    count(events, List.of());
  }

  /** By port, who asks for what arrives to be written. */
  private SramPort[] scratch(VectorEngine vector, AddingSender[] send) {
    int count = 3 + 2 * send.length + 2 * p.array().arrays() * tiles.length;
    var memory = memory("scratch", p.scratchBits(), count);
    var arriving = new SramPort[send.length];
    for (int i = 0; i < arriving.length; i++) {
      arriving[i] = arriving("toScratch_" + i);
      arriving[i].request().set(arrivals[i].valid().and(comes[i].isWord()).andNot(isSum[i]));
      arriving[i].address().set(comes[i].address().truncate(addressBits));
      memory.writes(arriving[i], comes[i].data());
    }
    serveHost(memory, Target.SCRATCH);
    for (AddingSender s : send) {
      memory.reads(s.scratch, s.scratchWord);
    }
    memory.reads(vector.halfRead, vector.halfReadWord);
    memory.writes(vector.halfWrite, vector.halfWriteWord);
    serveOperands(memory);
    return arriving;
  }

  /** The same of sums, whose words come in two halves, the low one first. */
  private SramPort[] sums(VectorEngine vector, AddingSender[] send) {
    var memory = memory("sums", p.sumBits(), 3 + 2 * send.length + 2 * tiles.length);
    var arriving = new SramPort[send.length];
    for (int i = 0; i < arriving.length; i++) {
      arriving[i] = arriving("toSums_" + i);
      arriving[i].request().set(arrivals[i].valid().and(comes[i].isWord()).and(isSecond[i]));
      arriving[i].address().set(comes[i].address().shr(1).truncate(addressBits));
      memory.writes(arriving[i], sum(i));
    }
    serveHost(memory, Target.SUMS);
    for (AddingSender s : send) {
      memory.reads(s.sums, s.sumWord);
    }
    serveSums(memory);
    memory.reads(vector.fullRead, vector.fullReadWord);
    memory.writes(vector.fullWrite, vector.fullWriteWord);
    return arriving;
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
}

package chorale.chiplet;

import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.GemmEngine;
import chorale.chiplet.vector.VectorEngine;
import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.Ports;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.CounterBank;
import java.util.List;
import java.util.Locale;

/**
 * A chiplet that trains: an array, a vector engine and a send engine around two memories, one of
 * bf16 operands and one of fp32 sums; each engine has a queue of commands of its own. Its network
 * interface stands outside, so that all chiplets are one module.
 *
 * <pre>
 * network interface -> scratch -> array -> sums -> vector engine -> scratch
 * network interface <- SendEngine <- scratch
 * </pre>
 *
 * <p>What arrives is written at once, before any other access, to the place that its sender named;
 * a packet of class c that is complete counts semaphore c up. The host fills and reads the memories
 * before and after a run, and is silent during it.
 */
final class TrainingChiplet extends Module {
  private static final List<Target> ENGINES = List.of(Target.ARRAY, Target.VECTOR, Target.SEND);

  /** The host's bus: a write, or a read of one of the two memories, in every cycle. */
  record Host(Bool valid, Bool write, UInt target, UInt address, UInt data) implements Bundle {
    static Host in(Ports io, TrainingParameters p) {
      return new Host(
          io.inBool(),
          io.inBool(),
          io.in(Module.log2(Target.values().length)),
          io.in(p.hostAddressBits()),
          io.in(p.hostDataBits()));
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

  final UInt arrivalAddress;
  final UInt arrivalData;

  /** Classes of which a packet is complete. */
  final UInt arrived;

  final Host host;

  /** What the host read in the cycle before from the memory of operands. */
  final UInt scratchWord;

  /** What the host read in the cycle before from the memory of sums. */
  final UInt sumWord;

  /** Level: the run has begun. */
  final Bool run;

  /** All commands are done. */
  final Bool finished;

  /** Which counter is read: {@link TrainingParameters#COUNTERS}, and behind them the PE cycles. */
  final UInt select;

  /** A counter; the low bits if it has more. */
  final UInt counter;

  private final TrainingParameters p;
  private final int addressBits;

  TrainingChiplet(Module parent, TrainingParameters p) {
    super(parent);
    this.p = p;
    addressBits = p.array().addressBits();
    var format = p.interfaceFormat();
    int classes = TrainingParameters.CLASSES;
    orders = new Stream[classes];
    words = new Stream[classes];
    for (int c = 0; c < classes; c++) {
      orders[c] = source(format.orderBits());
      words[c] = source(format.wordBits());
    }
    arrives = inBool();
    arrivalAddress = in(addressBits);
    arrivalData = in(p.scratchBits());
    arrived = in(classes);
    host = ports(io -> Host.in(io, p));
    scratchWord = out(p.scratchBits());
    sumWord = out(p.sumBits());
    run = inBool();
    finished = outBool();
    select = in(p.selectBits());
    counter = out(TrainingParameters.COUNTER_BITS);

    var array = new GemmEngine(this, p.array());
    var vector = new VectorEngine(this, p.vector());
    var send = new SendEngine(this, format, classes, p.packets(), addressBits);
    for (int c = 0; c < classes; c++) {
      orders[c].from(send.orders[c]);
      words[c].from(send.words[c]);
    }
    scratch(array, vector, send);
    sums(array, vector);
    fill(send.load, Target.PACKETS);
    fill(vector.program, Target.KERNELS);

    var semaphores = new SemaphoreFile(this, p.semaphores(), classes, ENGINES.size());
    for (int c = 0; c < classes; c++) {
      semaphores.arrive[c].set(arrived.bit(c));
    }
    var widths = List.of(p.gemmWidth(), p.vectorWidth(), p.sendWidth());
    var starts = List.of(array.start, vector.start, send.start);
    var dones = List.of(array.done, vector.done, send.done);
    Bool all = Bool.lit(true);
    for (int e = 0; e < ENGINES.size(); e++) {
      var sequencer = new Sequencer(this, p.semaphores(), widths.get(e));
      sequencer.name(ENGINES.get(e).name().toLowerCase(Locale.ROOT) + "_sequencer");
      sequencer.waiting.optional();
      fill(sequencer.load, ENGINES.get(e));
      sequencer.follow(run, semaphores, e);
      starts.get(e).from(sequencer.issue);
      sequencer.done.set(dones.get(e));
      all = all.and(sequencer.finished);
    }
    finished.set(all);
    count(array, vector, send);
  }

  /** Counts what each engine does, and how many PEs are in use: the others may be off. */
  private void count(GemmEngine array, VectorEngine vector, SendEngine send) {
    var a = array.activity;
    var v = vector.activity;
    var events =
        List.of(
            a.step(),
            a.left(),
            a.top(),
            a.initial(),
            a.weights(),
            a.results(),
            v.step(),
            v.read(),
            v.write(),
            send.busy,
            send.blocked);
    var bank = new CounterBank(this, events);
    bank.select.set(select.truncate(bank.select.width()));
    var used = reg(TrainingParameters.COUNTER_BITS);
    var pes = a.rows().times(a.columns()).named("pes");
    when(a.step(), () -> used.set(used.plus(pes.resize(used.width()))));
    counter.set(
        select.eq(events.size()).mux(used, bank.value.resize(TrainingParameters.COUNTER_BITS)));
  }

  private void scratch(GemmEngine array, VectorEngine vector, SendEngine send) {
    var memory =
        new SharedMemory(
            this, "scratch", p.banks(), p.words(), p.values() ? p.scratchBits() : 0, 7);
    memory.serves(arrives, Bool.lit(true), arrivalAddress, arrivalData, null);
    memory.serves(
        host.reaches(Target.SCRATCH),
        host.write(),
        host.address().truncate(addressBits),
        host.data().truncate(p.scratchBits()),
        scratchWord);
    memory.reads(send.read, send.word);
    memory.reads(vector.halfRead, vector.halfReadWord);
    memory.writes(vector.halfWrite, vector.halfWriteWord);
    memory.reads(array.left, array.leftWord);
    memory.reads(array.top, array.topWord);
  }

  private void sums(GemmEngine array, VectorEngine vector) {
    var memory =
        new SharedMemory(this, "sums", p.banks(), p.words(), p.values() ? p.sumBits() : 0, 5);
    memory.serves(
        host.reaches(Target.SUMS),
        host.write(),
        host.address().truncate(addressBits),
        host.data().truncate(p.sumBits()),
        sumWord);
    memory.writes(array.result, array.resultWord);
    memory.reads(array.initial, array.initialWord);
    memory.reads(vector.fullRead, vector.fullReadWord);
    memory.writes(vector.fullWrite, vector.fullWriteWord);
  }

  /** Lets the host fill a memory of an engine. */
  private void fill(MemoryLoad load, Target target) {
    load.valid().set(host.reaches(target).and(host.write()));
    load.address().set(host.address().truncate(load.address().width()));
    load.data().set(host.data().truncate(load.data().width()));
  }
}

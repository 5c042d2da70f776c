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
import java.util.ArrayList;
import java.util.List;

/**
 * What chiplets that train have in common: the host's bus, tiles of arrays around a memory of bf16
 * operands and one of fp32 sums, a queue of commands for each tile and each engine, and counters.
 * The host fills and reads the memories before and after a run, and is silent during it.
 */
abstract class HostedChiplet extends Module {
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

    private Bool reaches(Target wanted) {
      return valid.and(target.eq(wanted.ordinal()));
    }
  }

  final Host host;

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

  final TrainingParameters p;
  final int addressBits;
  final GemmEngine[] tiles;

  HostedChiplet(Module parent, TrainingParameters p) {
    super(parent);
    this.p = p;
    addressBits = p.array().addressBits();
    host = ports(io -> Host.in(io, p));
    scratchWord = out(p.scratchBits());
    sumWord = out(p.sumBits());
    run = inBool();
    finished = outBool();
    select = in(p.selectBits());
    counter = out(TrainingParameters.COUNTER_BITS);
    tiles = new GemmEngine[p.tiles()];
    for (int t = 0; t < tiles.length; t++) {
      tiles[t] = new GemmEngine(this, p.array());
      tiles[t].name(tile(t));
    }
  }

  private String tile(int t) {
    return tiles.length == 1 ? "array" : "array_" + t;
  }

  /** The sequencers of the tiles, the chiplet's first engines; whether all of them are done. */
  final Bool sequencers(SemaphoreFile semaphores) {
    int width = new TrainingFormat(p).gemmWidth();
    Bool all = Bool.lit(true);
    for (int t = 0; t < tiles.length; t++) {
      var s = sequencer(semaphores, t, tile(t), width, tiles[t].start, tiles[t].done);
      fill(s.load, Target.ARRAY, t, tiles.length);
      all = all.and(s.finished);
    }
    return all;
  }

  /** The sequencer of the chiplet's {@code engine}-th engine. */
  final Sequencer sequencer(
      SemaphoreFile semaphores, int engine, String name, int width, Stream start, Bool done) {
    var sequencer = new Sequencer(this, p.semaphores(), width);
    sequencer.name(name + "_sequencer");
    sequencer.waiting.optional();
    sequencer.follow(run, semaphores, engine);
    start.from(sequencer.issue);
    sequencer.done.set(done);
    return sequencer;
  }

  /** Lets the host fill a memory of an engine. */
  final void fill(MemoryLoad load, Target target) {
    fill(load, target, 0, 1);
  }

  /** The same of one of {@code of} equal engines, whose words lie one behind the other. */
  final void fill(MemoryLoad load, Target target, int which, int of) {
    Bool reaches = host.reaches(target).and(host.write());
    if (of > 1) {
      reaches = reaches.and(host.address().shr(load.address().width()).eq(which));
    }
    load.valid().set(reaches);
    load.address().set(host.address().truncate(load.address().width()));
    load.data().set(host.data().truncate(load.data().width()));
  }

  /** A memory of operands or of sums with so many ports. */
  final SharedMemory memory(String name, int width, int count) {
    return new SharedMemory(
        this, name, p.banks(), p.words(), p.values() ? width : 0, count, p.hasChecks());
  }

  /** Lets the host read and write the memory of operands or that of sums. */
  final void serveHost(SharedMemory memory, Target which) {
    boolean isScratch = which == Target.SCRATCH;
    memory.serves(
        host.reaches(which),
        host.write(),
        host.address().truncate(addressBits),
        host.data().truncate(isScratch ? p.scratchBits() : p.sumBits()),
        isScratch ? scratchWord : sumWord);
  }

  /** What the tiles read of the memory of operands. */
  final void serveOperands(SharedMemory scratch) {
    for (GemmEngine tile : tiles) {
      for (int a = 0; a < tile.left.length; a++) {
        scratch.reads(tile.left[a], tile.leftWord[a]);
        scratch.reads(tile.top[a], tile.topWord[a]);
      }
    }
  }

  /** What the tiles read and write of the memory of sums. */
  final void serveSums(SharedMemory sums) {
    for (GemmEngine tile : tiles) {
      sums.writes(tile.result, tile.resultWord);
      sums.reads(tile.initial, tile.initialWord);
    }
  }

  /** What the tiles do, to be counted. */
  final List<Bool> ofTiles() {
    var events = new ArrayList<Bool>();
    for (GemmEngine tile : tiles) {
      var a = tile.activity;
      events.addAll(List.of(a.step(), a.left(), a.top(), a.initial(), a.weights(), a.results()));
    }
    return events;
  }

  /** What a vector engine does, to be counted. */
  static List<Bool> ofVector(VectorEngine vector) {
    var v = vector.activity;
    return List.of(v.step(), v.read(), v.write());
  }

  /**
   * Counts events, and how many PEs are in use: the others keep still.
   *
   * @param found counts that stand elsewhere
   */
  final void count(List<Bool> events, List<UInt> found) {
    UInt pes = UInt.lit(0, TrainingParameters.COUNTER_BITS);
    for (GemmEngine tile : tiles) {
      UInt product = tile.activity.rows().times(tile.activity.columns());
      pes = pes.plus(product.resize(pes.width()).mask(tile.activity.step()));
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
}

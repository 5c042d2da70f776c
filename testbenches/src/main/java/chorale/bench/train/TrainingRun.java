package chorale.bench.train;

import chorale.bench.KeptModules;
import chorale.bench.train.HostWords.Word;
import chorale.chiplet.GridPackage;
import chorale.chiplet.TrainingPackage;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.HbmCounter;
import chorale.hdl.Elaboration;
import chorale.hdl.ir.ModuleIr;
import chorale.rtl.Verilog;
import chorale.sim.BuildListener;
import chorale.sim.BuildOptions;
import chorale.sim.Model;
import chorale.sim.ModelBuilder;
import chorale.sim.ModelLibrary;
import chorale.sim.ModelSpec;
import chorale.sim.Port;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A simulated {@link TrainingPackage}: filled, run to its end, and read. */
final class TrainingRun implements AutoCloseable {
  private static final int RESET_CYCLES = 2;
  private static final int RECORDS = 1 << 14;
  private static final int FLIPS_ONE_IN = 50;
  private static final long SEED = 11;

  private final TrainingParameters p;
  private final Model model;
  private final List<Port> bus;
  private final List<GroupDram> drams = new ArrayList<>();
  private final Random random = new Random(SEED);
  private final Port flips; // null without protected memories
  private final Port flipped;
  private long cycle; // of the memories, since reset

  TrainingRun(TrainingParameters p, ModelLibrary library) {
    this.p = p;
    model = library.open();
    bus =
        List.of(
            model.port("hostValid"),
            model.port("hostWrite"),
            model.port("hostChiplet"),
            model.port("hostTarget"),
            model.port("hostAddress"),
            model.port("hostData"));
    model.reset(RESET_CYCLES, ModuleIr.RESET);
    boolean isProtected = p.counters().contains("sums_mended");
    flips = isProtected ? model.port("flips") : null;
    flipped = isProtected ? model.port("flipped") : null;
    if (hasDevices()) {
      for (int g = 0; g < p.groups(); g++) {
        drams.add(new GroupDram(p, model, g));
      }
    } else {
      model.stopWhen("finished");
    }
  }

  /** Whether there is data in the memories of the groups. */
  private boolean hasDevices() {
    return p.groups() > 0 && p.array().datapath() == Datapath.VALUES;
  }

  /** The memories of the groups; none without values. */
  List<GroupDram> drams() {
    return drams;
  }

  /** Emits a package to a folder of its own and builds it. */
  static ModelLibrary build(TrainingParameters p, String name, Path folder, Path cache)
      throws IOException {
    return build(p, name, BuildOptions.defaults(), folder, cache);
  }

  /** The same with a chiplet compiled once for all of them: sooner if there are many. */
  static ModelLibrary buildByChiplets(TrainingParameters p, String name, Path folder, Path cache)
      throws IOException {
    return build(p, name, BuildOptions.defaults().blocks(chiplet(p)), folder, cache);
  }

  private static String chiplet(TrainingParameters p) {
    return p.options().ports() > 0 ? "GridChiplet" : "TrainingChiplet";
  }

  private static ModelLibrary build(
      TrainingParameters p, String name, BuildOptions options, Path folder, Path cache)
      throws IOException {
    boolean hasPorts = p.options().ports() > 0;
    var circuit =
        Elaboration.of(() -> hasPorts ? new GridPackage(null, p) : new TrainingPackage(null, p));
    var sources = new ArrayList<>(Verilog.emit(circuit, folder.resolve(name)));
    if (options.blocks().isEmpty()) {
      sources.add(KeptModules.write(circuit, folder.resolve(name)));
    }
    return ModelBuilder.build(
        ModelSpec.of(circuit.top(), sources), options, cache, BuildListener.SILENT);
  }

  /** Writes all words. */
  void fill(List<Word> words) {
    int dataLongs = Math.ceilDiv(bus.getLast().info().width(), Long.SIZE);
    int longs = bus.size() - 1 + dataLongs;
    for (int from = 0; from < words.size(); from += RECORDS) {
      var part = words.subList(from, Math.min(words.size(), from + RECORDS));
      var records = new long[longs * part.size()];
      int at = 0;
      for (Word w : part) {
        records[at++] = 1;
        records[at++] = 1;
        records[at++] = w.chiplet();
        records[at++] = w.target().ordinal();
        records[at++] = w.address();
        for (int i = 0; i < dataLongs; i++) {
          records[at++] = w.data().shiftRight(Long.SIZE * i).longValue();
        }
      }
      if (drams.isEmpty()) {
        model.feed(bus, records, (_, _, _) -> {});
      } else {
        feed(records, longs);
      }
    }
    model.port("hostValid").set(0);
  }

  /** The same as {@link Model#feed}, beside devices. */
  private void feed(long[] records, int longs) {
    for (int at = 0; at < records.length; at += longs) {
      for (int i = 0; i < bus.size() - 1; i++) {
        bus.get(i).set(records[at + i]);
      }
      for (int i = bus.size() - 1; i < longs; i++) {
        bus.getLast().setWord64(i - bus.size() + 1, records[at + i]);
      }
      step();
    }
  }

  /** Runs until everything is done; returns the cycles, or throws after {@code most}. */
  long run(long most) {
    if (hasDevices()) {
      return runWithDevices(most);
    }
    long ran = runFor(most);
    if (!model.stopped()) {
      throw new IllegalStateException("not done after %d cycles".formatted(ran));
    }
    return ran;
  }

  /** Runs so many cycles, or until everything is done; returns the cycles. */
  long runFor(long cycles) {
    model.port("run").set(1);
    return model.run(cycles);
  }

  /**
   * The same as {@link #run}; in each cycle each link to a chiplet is held up with a chance.
   *
   * @param percent 0 to 99
   */
  long runHeld(long most, Random chance, int percent) {
    model.port("run").set(1);
    var hold = model.port("hold");
    var finished = model.port("finished");
    for (long ran = 0; ran < most; ran++) {
      long held = 0;
      for (int c = 0; c < p.chiplets(); c++) {
        held |= chance.nextInt(100) < percent ? 1L << c : 0;
      }
      hold.set(held);
      step();
      if (finished.get() == 1) {
        hold.set(0);
        return ran + 1;
      }
    }
    throw new IllegalStateException("not done after %d cycles".formatted(most));
  }

  private long runWithDevices(long most) {
    model.port("run").set(1);
    var finished = model.port("finished");
    long begin = cycle;
    while (cycle - begin < most) {
      step();
      if (finished.get() == 1) {
        drams.forEach(d -> d.end(cycle));
        return cycle - begin;
      }
    }
    throw new IllegalStateException("not done after %d cycles".formatted(most));
  }

  /** A cycle; with devices they need every one of them. */
  private void step() {
    for (var dram : drams) {
      dram.answer(cycle);
    }
    if (flips != null) {
      boolean hits = random.nextInt(FLIPS_ONE_IN) == 0;
      flips.set(hits ? 1 : 0);
      flipped.set(random.nextInt(1 << flipped.info().width()));
    }
    model.eval();
    for (var dram : drams) {
      dram.obey(cycle);
    }
    model.step();
    cycle++;
  }

  /** A counter of the memories, summed up over groups. */
  long memoryCounter(HbmCounter what) {
    model.port("memorySelect").set(what.ordinal());
    step();
    model.eval();
    long sum = 0;
    for (int g = 0; g < p.groups(); g++) {
      sum += model.port("memoryCounter_" + g).get();
    }
    return sum;
  }

  /** A counter of a chiplet, one of {@link TrainingParameters#counters}. */
  long counter(int chiplet, String name) {
    model.port("hostChiplet").set(chiplet);
    model.port("select").set(p.counters().indexOf(name));
    step();
    model.eval();
    return model.port("counter").get();
  }

  /** A row of a region: bf16 numbers of operands, binary32 numbers of sums. */
  float[] row(int chiplet, Region region, int row) {
    var values = new ArrayList<Float>();
    boolean scratch = region.memory() == Target.SCRATCH;
    for (int w = 0; w < region.words(); w++) {
      var word = read(chiplet, region.memory(), region.row(row) + w);
      for (int l = 0; l < p.lanes(); l++) {
        values.add(scratch ? Words.bf16(word, l) : Words.fp32(word, l));
      }
    }
    var array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  private BigInteger read(int chiplet, Target memory, long address) {
    bus.get(0).set(1);
    bus.get(1).set(0);
    bus.get(2).set(chiplet);
    bus.get(3).set(memory.ordinal());
    bus.get(4).set(address);
    step();
    bus.get(0).set(0);
    step();
    model.eval();
    return model.port(memory == Target.SCRATCH ? "scratchWord" : "sumWord").getWide();
  }

  @Override
  public void close() {
    model.close();
  }
}

package chorale.hdl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.Hardware;
import chorale.bench.uniep.OrderConfig;
import chorale.chiplet.GridPackage;
import chorale.chiplet.MozartPackage;
import chorale.chiplet.PackageParameters;
import chorale.chiplet.Sram;
import chorale.chiplet.StackParameters;
import chorale.chiplet.TrainingOptions;
import chorale.chiplet.TrainingPackage;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.GemmEngine;
import chorale.chiplet.memory.BurstMap;
import chorale.chiplet.memory.ControllerParameters;
import chorale.chiplet.memory.Dma;
import chorale.chiplet.memory.DmaParameters;
import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.memory.FlatMemory;
import chorale.chiplet.memory.FlatTier;
import chorale.chiplet.memory.FlatTiming;
import chorale.chiplet.memory.HbmController;
import chorale.chiplet.memory.PseudoChannels;
import chorale.chiplet.vector.VectorEngine;
import chorale.chiplet.vector.VectorParameters;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.Reset;
import chorale.hdl.lib.CounterBank;
import chorale.hdl.lib.Fifo;
import chorale.hdl.lib.fp.Bf16Mac;
import chorale.hdl.lib.fp.Bf16Multiplier;
import chorale.hdl.lib.fp.Exponential;
import chorale.hdl.lib.fp.FloatAdder;
import chorale.hdl.lib.fp.FloatMultiplier;
import chorale.hdl.lib.fp.Int8Mac;
import chorale.hdl.lib.fp.ReciprocalRoot;
import chorale.hdl.lib.fp.Sigmoid;
import chorale.nop.Arbitration;
import chorale.nop.ChannelPipe;
import chorale.nop.CombineSplit;
import chorale.nop.DispatchGate;
import chorale.nop.Element;
import chorale.nop.JoinParameters;
import chorale.nop.JoinTree;
import chorale.nop.Network;
import chorale.nop.NetworkInterface;
import chorale.nop.PacketFormat;
import chorale.nop.Reducer;
import chorale.nop.ReducerParameters;
import chorale.nop.RouterParameters;
import chorale.nop.RouterParameters.Allocation;
import chorale.nop.SortedJoin;
import chorale.nop.Topology;
import chorale.nop.VcClass;
import chorale.nop.VcClass.Choice;
import chorale.nop.VirtualChannels;
import chorale.nop.d2d.D2dCrossedLink;
import chorale.nop.d2d.D2dLink;
import chorale.nop.d2d.D2dParameters;
import chorale.rtl.Optimizer;
import chorale.rtl.Verilog;
import chorale.rtl.VerilogOptions;
import chorale.rtl.VerilogOptions.Flavour;
import chorale.rtl.VerilogOptions.Layout;
import chorale.workload.RunConfig;
import chorale.workload.RunConfigReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Verilator, Icarus and Yosys take every module that ships without a word. */
final class LintTest {

  private static final int MANY = 20; // modules of a package

  @TempDir private Path folder;

  /** A bank of counters with the events that its parent has to give it. */
  private static final class Counted extends Module {
    Counted() {
      super(null);
      var events = List.of(inBool().named("first"), inBool().named("second"), regBool(true));
      var bank = new CounterBank(this, events);
      bank.select.set(in(2).named("select"));
      out(32).named("value").set(bank.value);
    }
  }

  enum Phase {
    IDLE,
    LOAD,
    RUN
  }

  /** Every kind of block: cases, conditions on bits and on words, memories of every kind. */
  private static final class Blocks extends Module {
    Blocks() {
      super(null);
      var go = inBool().named("go");
      var at = in(4).named("at");
      var data = in(8).named("data");
      var phase = reg(Phase.IDLE);
      var lamps = out(3).named("lamps");
      match(phase)
          .on(Phase.IDLE, () -> lamps.set(1))
          .on(Phase.LOAD, () -> lamps.set(2))
          .on(Phase.RUN, () -> lamps.set(4));
      match(phase)
          .on(Phase.IDLE, () -> when(go, () -> phase.set(Phase.LOAD)))
          .on(Phase.LOAD, () -> when(at.bit(2), () -> phase.set(Phase.RUN)))
          .otherwise(() -> phase.set(Phase.IDLE));
      var table = mem(16, 8).contents(1, 2, 3).named("table");
      when(go, () -> table.write(at, data));
      var dual = mem(16, 8).named("dual");
      var first = dual.port();
      var second = dual.port();
      when(go, () -> first.write(at, data));
      when(go.not(), () -> second.write(at, data.not()));
      var word = out(8).named("word");
      word.set(0);
      when(at.bit(3).and(go), () -> word.set(table.read(at)))
          .elseWhen(go, () -> word.set(dual.read(at)));
      outBool().named("odd").set(go.not().not().xor(data.not().parity()).xor(at.not().all()));
      assertThat(
          data.ne(255), "a message that is so long that the line is broken before it, not in it");
      printf("phase %0d", data);
    }
  }

  private record Shipped(String name, Supplier<Module> design) {}

  private static Module array(
      int rows, int columns, chorale.chiplet.array.Element element, Datapath datapath) {
    return tile(rows, columns, element, datapath, 1);
  }

  private static Module tile(
      int rows, int columns, chorale.chiplet.array.Element element, Datapath datapath, int arrays) {
    boolean square = rows == columns;
    return new GemmEngine(
        null,
        new ArrayParameters(rows, columns, element, datapath, square, square, 1, 16, 12)
            .tile(arrays));
  }

  private static Module vector(int lanes, int lanesPerCycle, Datapath datapath) {
    return new VectorEngine(
        null, new VectorParameters(lanes, lanesPerCycle, 8, 6, 64, 12, datapath));
  }

  /** A controller with no two sizes alike. */
  private static Module controller(
      DramTiming timing, Datapath datapath, boolean closedPage, boolean perBankRefresh) {
    var shape = new DramShape(2, 4, 1 << 9, 16, 8);
    return new HbmController(
        null,
        new ControllerParameters(
            timing, shape, datapath, 32, 4, 2, 7, 100, closedPage, perBankRefresh));
  }

  private static Module dma(int wordBytes, Datapath datapath) {
    return new Dma(null, new DmaParameters(datapath, 32, wordBytes, 20, 12, 12, 16, 16));
  }

  private static Module training(Datapath datapath, int tiles) {
    return new TrainingPackage(
        null,
        new TrainingParameters(
            new ArrayParameters(
                    2, 2, chorale.chiplet.array.Element.BF16, datapath, true, true, 1, 8, 8)
                .tile(tiles),
            tiles,
            new VectorParameters(2, 2, 8, 6, 64, 8, datapath),
            Topology.tree(1, 2),
            2,
            4,
            8,
            32));
  }

  /** Two rows of two chiplets, each with a port for its row and one for its column. */
  private static Module grid(Datapath datapath) {
    return new GridPackage(
        null,
        new TrainingParameters(
            new ArrayParameters(
                2, 2, chorale.chiplet.array.Element.BF16, datapath, true, true, 1, 8, 8),
            1,
            new VectorParameters(2, 2, 8, 6, 64, 8, datapath),
            Topology.grid(2, 2, 2, 1),
            4,
            4,
            8,
            2,
            TrainingOptions.ofPorts(2)));
  }

  /** Two chiplets and a memory. */
  private static Module streamed(Datapath datapath, int channels) {
    var one =
        new TrainingParameters(
            new ArrayParameters(
                2, 2, chorale.chiplet.array.Element.BF16, datapath, true, true, 1, 8, 8),
            1,
            new VectorParameters(2, 2, 8, 6, 64, 8, datapath),
            Topology.tree(1, 3),
            16,
            4,
            10,
            32);
    return new TrainingPackage(
        null, one.with(new StackParameters(DramTiming.HBM2, channels, 2, 4, 2, 4)));
  }

  /** A group of one chiplet and a memory, and a home at the root, with engines that copy. */
  private static Module withHomes(Datapath datapath) {
    var stack = new StackParameters(DramTiming.HBM2, 1, 1, 4, 2, 4);
    var one =
        new TrainingParameters(
            new ArrayParameters(
                2, 2, chorale.chiplet.array.Element.BF16, datapath, true, true, 1, 8, 8),
            1,
            new VectorParameters(2, 2, 8, 6, 64, 8, datapath),
            Topology.nopTree(1, 1, 2, 1),
            16,
            4,
            10,
            32);
    var options = TrainingOptions.NONE.with(stack).withHomes(1).withCopies(16);
    return new TrainingPackage(null, one.with(options));
  }

  /** Two chiplets with two vector engines and a board each, at links that can be held up. */
  private static Module withBoards(boolean isOrdered) {
    var datapath = Datapath.VALUES;
    var one =
        new TrainingParameters(
            new ArrayParameters(
                2, 2, chorale.chiplet.array.Element.BF16, datapath, true, true, 1, 8, 8),
            1,
            new VectorParameters(2, 2, 8, 6, 64, 8, datapath),
            Topology.tree(1, 2),
            2,
            4,
            12,
            32);
    var board = new TrainingOptions.Board(3, isOrdered, true);
    var options = TrainingOptions.NONE.withCopies(16).withVectors(2).with(board);
    return new TrainingPackage(null, one.with(options));
  }

  private record Emitted(String name, Circuit circuit) {}

  private static List<Shipped> shipped() {
    return List.of(
        new Shipped("Fifo of 2 words", () -> new Fifo(null, 8, 2)),
        new Shipped("Fifo of 5 words", () -> new Fifo(null, 70, 5)),
        new Shipped("CounterBank", Counted::new),
        new Shipped("Crossings", () -> new TwoClocks(Reset.SYNC, 4)),
        new Shipped("Crossings with asynchronous reset", () -> new TwoClocks(Reset.ASYNC_LOW, 8)),
        new Shipped("Reset of a domain", () -> new CheckedDomain(Reset.SYNC)),
        new Shipped("Checks with asynchronous reset", () -> new CheckedDomain(Reset.ASYNC_LOW)),
        new Shipped("Simple dual-port RAM", () -> new Rams.SimpleDual(Memory.Collision.READ_FIRST)),
        new Shipped("Write-first RAM", () -> new Rams.SimpleDual(Memory.Collision.WRITE_FIRST)),
        new Shipped("RAM of bytes", Rams.Bytes::new),
        new Shipped("True dual-port RAM", Rams.TrueDual::new),
        new Shipped("Table", Rams.Table::new),
        new Shipped("Blocks", Blocks::new),
        new Shipped("Package for training", () -> training(Datapath.VALUES, 1)),
        new Shipped("Package for training with tiles", () -> training(Datapath.VALUES, 2)),
        new Shipped("Package for training, timing", () -> training(Datapath.TIMING, 1)),
        new Shipped("Grid", () -> grid(Datapath.VALUES)),
        new Shipped("Grid, timing", () -> grid(Datapath.TIMING)),
        new Shipped("Package for training with a memory", () -> streamed(Datapath.VALUES, 2)),
        new Shipped(
            "Package for training with a memory, timing", () -> streamed(Datapath.TIMING, 1)),
        new Shipped("Package for training with a home", () -> withHomes(Datapath.VALUES)),
        new Shipped("Package for training with boards", () -> withBoards(true)),
        new Shipped("Package for training with boards without order", () -> withBoards(false)),
        new Shipped("Package for training with a home, timing", () -> withHomes(Datapath.TIMING)),
        new Shipped(
            "Systolic array of bf16",
            () -> array(3, 3, chorale.chiplet.array.Element.BF16, Datapath.VALUES)),
        new Shipped(
            "Systolic array of int8",
            () -> array(4, 2, chorale.chiplet.array.Element.INT8, Datapath.VALUES)),
        new Shipped(
            "Systolic array, timing",
            () -> array(4, 4, chorale.chiplet.array.Element.BF16, Datapath.TIMING)),
        new Shipped(
            "Tile of arrays of bf16",
            () -> tile(3, 2, chorale.chiplet.array.Element.BF16, Datapath.VALUES, 4)),
        new Shipped(
            "Tile of arrays of int8",
            () -> tile(2, 2, chorale.chiplet.array.Element.INT8, Datapath.VALUES, 2)),
        new Shipped(
            "Tile of arrays, timing",
            () -> tile(4, 4, chorale.chiplet.array.Element.BF16, Datapath.TIMING, 16)),
        new Shipped("Vector engine", () -> vector(4, 4, Datapath.VALUES)),
        new Shipped("Vector engine by parts", () -> vector(8, 2, Datapath.VALUES)),
        new Shipped("Vector engine of one lane", () -> vector(2, 1, Datapath.VALUES)),
        new Shipped("Vector engine, timing", () -> vector(8, 8, Datapath.TIMING)),
        new Shipped(
            "HbmController",
            () ->
                new HbmController(null, ControllerParameters.of(DramTiming.HBM2, Datapath.VALUES))),
        new Shipped(
            "HbmController, timing",
            () -> controller(DramTiming.HBM3, Datapath.TIMING, false, false)),
        new Shipped(
            "HbmController, closed page",
            () -> controller(DramTiming.HBM2, Datapath.TIMING, true, false)),
        new Shipped(
            "HbmController, refresh of banks",
            () -> controller(DramTiming.HBM3, Datapath.VALUES, false, true)),
        new Shipped(
            "HbmController, closed page and refresh of banks",
            () -> controller(DramTiming.HBM2, Datapath.TIMING, true, true)),
        new Shipped("Dma of wide words", () -> dma(128, Datapath.VALUES)),
        new Shipped("Dma of narrow words", () -> dma(8, Datapath.VALUES)),
        new Shipped("Dma, timing", () -> dma(32, Datapath.TIMING)),
        new Shipped(
            "PseudoChannels",
            () -> new PseudoChannels(null, 8, DramShape.HBM, BurstMap.SWIZZLED, 16, 6, 256)),
        new Shipped(
            "FlatMemory, timing",
            () -> new FlatMemory(null, FlatTiming.SSD, DramShape.HBM, 64, 6, false)),
        new Shipped("FlatTier", () -> new FlatTier(null, FlatTiming.SSD, 4, 32, 5, 2)),
        new Shipped(
            "FlatMemory",
            () ->
                new FlatMemory(
                    null, FlatTiming.fixed(9, 999), new DramShape(2, 2, 4, 4, 16), 3, 6, true)),
        new Shipped("Protected Sram", () -> new Sram(null, 4, 64, 100, 3, true)),
        new Shipped("ChannelPipe", () -> new ChannelPipe(null, 2, 36, 3)),
        new Shipped(
            "Network of 2 x 2", () -> network(Topology.tree(2, 2, 2), Arbitration.WEIGHTED)),
        new Shipped("Network with a router left out", LintTest::cut),
        new Shipped("Network of free VCs", LintTest::freeVcs),
        new Shipped("NetworkInterface", LintTest::networkInterface),
        new Shipped("TokenOrder of 3 ranks", () -> new OrderConfig(3, 12, 21, 2, 4, true, 1).top()),
        new Shipped(
            "TokenOrder of 2 ranks, counts to each",
            () -> new OrderConfig(2, 6, 9, 1, 1, false, 0).top()),
        new Shipped("FloatAdder without stages", () -> new FloatAdder(null, 0)),
        new Shipped("FloatAdder of 1 stage, flushing", () -> new FloatAdder(null, 1, true)),
        new Shipped("FloatAdder of 4 stages", () -> new FloatAdder(null, 4)),
        new Shipped("Bf16Multiplier", () -> new Bf16Multiplier(null, 3, false)),
        new Shipped("Bf16Multiplier, flushing", () -> new Bf16Multiplier(null, 0, true)),
        new Shipped("FloatMultiplier", () -> new FloatMultiplier(null, 3, false)),
        new Shipped("FloatMultiplier, flushing", () -> new FloatMultiplier(null, 1, true)),
        new Shipped("Bf16Mac", () -> new Bf16Mac(null, Bf16Mac.Rounding.SEPARATE, false, 2)),
        new Shipped("Bf16Mac, fused", () -> new Bf16Mac(null, Bf16Mac.Rounding.FUSED, false, 4)),
        new Shipped("Bf16Mac, flushing", () -> new Bf16Mac(null, Bf16Mac.Rounding.FUSED, true, 0)),
        new Shipped("Int8Mac", () -> new Int8Mac(null, 2)),
        new Shipped("ReciprocalRoot", () -> new ReciprocalRoot(null, 4)),
        new Shipped("Sigmoid", () -> new Sigmoid(null, 6, 1, 0)),
        new Shipped("Power of 2", () -> new Exponential(null, Exponential.Base.TWO, 0)),
        new Shipped("Reducer of BF16", () -> new Reducer(null, reducer(Element.BF16, 4, true))),
        new Shipped("Reducer of FP32", () -> new Reducer(null, reducer(Element.FP32, 1, true))),
        new Shipped("Reducer of counts", () -> new Reducer(null, reducer(Element.COUNT, 2, true))),
        new Shipped("Reducer, timing", () -> new Reducer(null, reducer(Element.BF16, 8, false))),
        new Shipped("SortedJoin", () -> join(Element.BF16, 3, 4, true)),
        new Shipped("SortedJoin of one flit", () -> join(Element.FP32, 2, 1, true)),
        new Shipped("SortedJoin of counts", () -> join(Element.COUNT, 5, 3, true)),
        new Shipped("SortedJoin, timing", () -> join(Element.BF16, 4, 3, false)),
        new Shipped(
            "Network with taps and joins", () -> new JoinTree(new JoinTree.Shape(2, 2, 1, 2, 4))),
        new Shipped("CombineSplit", () -> new CombineSplit(null, 3, 36, 1)),
        new Shipped("DispatchGate", () -> gate(List.of(4, 2))),
        new Shipped("DispatchGate of one segment", () -> gate(List.of(4))),
        new Shipped(
            "D2dLink of one-cycle frames",
            () -> new D2dLink(null, D2dParameters.of(1, 32, 5, 3, 32, 0))),
        new Shipped(
            "D2dLink of 32 GT/s",
            () -> new D2dLink(null, D2dParameters.ucieStandard(2, 64, 9, 32))),
        new Shipped(
            "D2dCrossedLink", () -> new D2dCrossedLink(null, D2dParameters.of(3, 33, 6, 5, 7, 2))),
        new Shipped("MozartPackage of 2 x 2, one left out", () -> new MozartPackage(null, small())),
        new Shipped("MozartPackage of 4 x 4", () -> new MozartPackage(null, example())));
  }

  private static Network freeVcs() {
    var classes =
        List.of(
            VcClass.unicast("data", 3, 4, Choice.FREE, 4),
            VcClass.unicast("control", 2, 2, Choice.FREE, 1));
    var p = RouterParameters.of(40, classes.toArray(VcClass[]::new));
    var topology = Topology.tree(1, 3, 2);
    var format = new PacketFormat(topology.leaves(), false, 8, p.width()).withSource(1);
    return new Network(null, new VirtualChannels(topology, classes), format, p, 0, 4);
  }

  private static Network cut() {
    return network(Topology.grid(2, 2, 1).without(List.of(3)), Arbitration.AGE);
  }

  /**
   * Packets to several leaves, to one, and single flits, of which one input moves one at a time.
   */
  private static Network network(Topology topology, Arbitration arbitration) {
    var classes =
        List.of(
            VcClass.multicast("dispatch", 5, 4).weight(3),
            VcClass.unicast("combine", 2, 3, Choice.NEXT_OUTPUT, 4),
            VcClass.unicast("control", 1, 2, Choice.DESTINATION, 1));
    var p = new RouterParameters(40, classes, 3, Allocation.SEPARABLE, arbitration);
    var format = new PacketFormat(topology.leaves(), true, 8, p.width());
    return new Network(null, new VirtualChannels(topology, classes), format, p, 0, 4);
  }

  private static NetworkInterface networkInterface() {
    var classes =
        List.of(
            VcClass.multicast("dispatch", 5, 4),
            VcClass.unicast("combine", 2, 3, Choice.NEXT_OUTPUT, 4));
    var flits = new PacketFormat(4, true, 9, 40);
    var channels = new VirtualChannels(Topology.tree(2, 2, 2), classes);
    return new NetworkInterface(null, channels, new NetworkInterface.Format(flits, 7, 4), 2);
  }

  private static ReducerParameters reducer(Element element, int packetFlits, boolean values) {
    var format = new PacketFormat(5, true, 9, 66);
    return new ReducerParameters(format, 7, 3, 5, packetFlits, element, values, 2, 1000, 8);
  }

  private static SortedJoin join(Element element, int children, int packetFlits, boolean values) {
    var format = new PacketFormat(5, children % 2 == 1, 9, 34);
    boolean isRoot = children == 3;
    return new SortedJoin(
        null,
        new JoinParameters(format, 6, children, packetFlits, element, values, 2, 5, 3, isRoot),
        4);
  }

  private static DispatchGate gate(List<Integer> lengths) {
    var place = new DispatchGate.Place(1, 1, 4, 6);
    return new DispatchGate(null, reducer(Element.BF16, 4, true), place, lengths);
  }

  /** A package small enough for every tool, with no two sizes alike. */
  private static PackageParameters small() {
    return new PackageParameters(
        2,
        2,
        List.of(2),
        8,
        2,
        32,
        12,
        8,
        2,
        5,
        4,
        4,
        16_384,
        2,
        1,
        32,
        20,
        Optional.empty(),
        Optional.empty(),
        4,
        3);
  }

  /** The package of the shipped example. */
  private static PackageParameters example() {
    RunConfig config = RunConfigReader.read(Path.of("../examples/nop-tree-16.yaml"));
    return Hardware.parameters(config);
  }

  @TestFactory
  Stream<DynamicTest> no_tool_has_anything_to_say() {
    return lint(VerilogOptions.DEFAULT);
  }

  @TestFactory
  Stream<DynamicTest> no_tool_has_anything_to_say_about_SystemVerilog() {
    return lint(VerilogOptions.DEFAULT.withFlavour(Flavour.SYSTEM_VERILOG));
  }

  /**
   * Also optimised, in the flavour that is usual: the optimiser knows of none. Packages of many
   * modules only in that flavour and as they are: they have nothing that their modules have not.
   */
  private Stream<DynamicTest> lint(VerilogOptions options) {
    boolean usual = options.equals(VerilogOptions.DEFAULT);
    return shipped().stream()
        .map(s -> new Emitted(s.name(), Elaboration.of(s.design())))
        .filter(e -> usual || isSmall(e))
        .flatMap(e -> usual && isSmall(e) ? Stream.of(e, optimised(e)) : Stream.of(e))
        .flatMap(e -> lint(e, options));
  }

  private static boolean isSmall(Emitted e) {
    return e.circuit().modules().size() <= MANY;
  }

  private static Emitted optimised(Emitted e) {
    return new Emitted(e.name() + ", optimised", Optimizer.run(e.circuit()));
  }

  @TestFactory
  Stream<DynamicTest> no_tool_has_anything_to_say_about_a_single_file() {
    var one = new Emitted("package", Elaboration.of(() -> new MozartPackage(null, small())));
    var checked = new Emitted("checks", Elaboration.of(() -> new TwoClocks(Reset.SYNC, 4)));
    return Stream.of(Flavour.values())
        .map(f -> VerilogOptions.DEFAULT.withFlavour(f).withFiles(Layout.ONE))
        .flatMap(o -> Stream.of(one, checked).flatMap(e -> lint(e, o)));
  }

  private Stream<DynamicTest> lint(Emitted e, VerilogOptions options) {
    boolean system = options.flavour() == Flavour.SYSTEM_VERILOG;
    Path own =
        folder.resolve(e.name().replaceAll("\\W+", "_") + options.flavour() + options.files());
    List<String> files;
    try {
      files = Verilog.emit(e.circuit(), own, options).stream().map(Path::toString).toList();
    } catch (IOException x) {
      throw new UncheckedIOException(x);
    }
    String top = e.circuit().top().name();
    String language = system ? "-g2012" : "-g2005";
    String script =
        "read_verilog %s %s; hierarchy -check -top %s; proc; check -assert"
            .formatted(system ? "-sv" : "", String.join(" ", files), top);
    return Stream.of(
        quiet(
            "Verilator: " + e.name(),
            own,
            files,
            "verilator",
            "--lint-only",
            "-Wall",
            "--top-module",
            top),
        quiet(
            "Icarus: " + e.name(), own, files, "iverilog", language, "-Wall", "-tnull", "-s", top),
        quiet("Yosys: " + e.name(), own, List.of(), "yosys", "-q", "-p", script));
  }

  private static DynamicTest quiet(
      String name, Path folder, List<String> files, String... command) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          var all = new ArrayList<>(List.of(command));
          all.addAll(files);
          var process =
              new ProcessBuilder(all).directory(folder.toFile()).redirectErrorStream(true).start();
          var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          assertEquals("", said);
          assertEquals(0, process.waitFor());
        });
  }
}

package chorale.hdl;

import chorale.bench.Hardware;
import chorale.chiplet.GridPackage;
import chorale.chiplet.MozartPackage;
import chorale.chiplet.PackageParameters;
import chorale.chiplet.StackParameters;
import chorale.chiplet.TrainingOptions;
import chorale.chiplet.TrainingPackage;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.vector.VectorParameters;
import chorale.nop.Topology;
import chorale.workload.RunConfig;
import chorale.workload.RunConfigReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whole packages, small enough for every tool but the last one. */
final class ShippedPackages {
  private ShippedPackages() {}

  static List<ShippedDesign> all() {
    return List.of(
        new ShippedDesign("Package for training", () -> training(Datapath.VALUES, 1)),
        new ShippedDesign("Package for training with tiles", () -> training(Datapath.VALUES, 2)),
        new ShippedDesign("Package for training, timing", () -> training(Datapath.TIMING, 1)),
        new ShippedDesign("Grid", () -> grid(Datapath.VALUES)),
        new ShippedDesign("Grid, timing", () -> grid(Datapath.TIMING)),
        new ShippedDesign("Package for training with a memory", () -> streamed(Datapath.VALUES, 2)),
        new ShippedDesign(
            "Package for training with a memory, timing", () -> streamed(Datapath.TIMING, 1)),
        new ShippedDesign("Package for training with a home", () -> withHomes(Datapath.VALUES)),
        new ShippedDesign("Package for training with boards", () -> withBoards(true)),
        new ShippedDesign(
            "Package for training with boards without order", () -> withBoards(false)),
        new ShippedDesign(
            "Package for training with a home, timing", () -> withHomes(Datapath.TIMING)),
        new ShippedDesign(
            "MozartPackage of 2 x 2, one left out", () -> new MozartPackage(null, small())),
        new ShippedDesign("MozartPackage of 4 x 4", () -> new MozartPackage(null, example())));
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

  /** Chiplets of one array, with packets of so many words and so many semaphores. */
  private static TrainingParameters trained(
      Datapath datapath, Topology network, int packetWords, int semaphores) {
    return new TrainingParameters(
        new ArrayParameters(
            2, 2, chorale.chiplet.array.Element.BF16, datapath, true, true, 1, 8, 8),
        1,
        new VectorParameters(2, 2, 8, 6, 64, 8, datapath),
        network,
        packetWords,
        4,
        semaphores,
        32);
  }

  /** Two chiplets and a memory. */
  private static Module streamed(Datapath datapath, int channels) {
    var one = trained(datapath, Topology.tree(1, 3), 16, 10);
    return new TrainingPackage(
        null, one.with(new StackParameters(DramTiming.HBM2, channels, 2, 4, 2, 4)));
  }

  /** A group of one chiplet and a memory, and a home at the root, with engines that copy. */
  private static Module withHomes(Datapath datapath) {
    var stack = new StackParameters(DramTiming.HBM2, 1, 1, 4, 2, 4);
    var one = trained(datapath, Topology.nopTree(1, 1, 2, 1), 16, 10);
    var options = TrainingOptions.NONE.with(stack).withHomes(1).withCopies(16);
    return new TrainingPackage(null, one.with(options));
  }

  /** Two chiplets with two vector engines and a board each, at links that can be held up. */
  private static Module withBoards(boolean isOrdered) {
    var one = trained(Datapath.VALUES, Topology.tree(1, 2), 2, 12);
    var board = new TrainingOptions.Board(3, isOrdered, true);
    var options = TrainingOptions.NONE.withCopies(16).withVectors(2).with(board);
    return new TrainingPackage(null, one.with(options));
  }

  /** A package small enough for every tool, with no two sizes alike. */
  static PackageParameters small() {
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
}

package chorale.bench.cost;

import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.ir.Circuit;
import chorale.nop.Arbitration;
import chorale.nop.PacketFormat;
import chorale.nop.RouterParameters;
import chorale.nop.RouterParameters.Allocation;
import chorale.nop.TableRouting;
import chorale.nop.Topology;
import chorale.nop.VcClass;
import chorale.nop.VcClass.Choice;
import chorale.nop.VcRouter;
import chorale.nop.VirtualChannels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A router to measure, with five ports.
 *
 * @param name of its row in tables
 * @param topology the network that it is part of
 * @param router its number there
 */
public record RouterDesign(
    String name, Topology topology, int router, RouterParameters parameters) {
  /** As near to a published router as this one comes. */
  static final String LIKE_OPENSMART = "grid 4 x 2, 128 bits";

  /** One of two VCs is for multicast. */
  static final String MULTICAST = "small tree 1 x 8 and multicast 1 x 8";

  /** The same with unicast alone. */
  static final String WITHOUT_MULTICAST = "small tree 2 x 8";

  private static final int PORTS = 5;
  private static final int PACKET = 16; // flits of the longest unicast packet
  private static final int MULTICAST_PACKET = 4;
  private static final int INFO_BITS = 8;
  private static final int WIDTH = 64;

  /** 64 leaves; a router of the middle level has four children and a parent. */
  private static Topology tree() {
    return Topology.tree(1, 4, 4, 4);
  }

  private static final int TREE_MIDDLE = 16;

  /** 32 leaves, whose mask fits a flit. */
  private static Topology smallTree() {
    return Topology.tree(1, 4, 4, 2);
  }

  private static final int SMALL_TREE_MIDDLE = 8;

  private static Topology grid() {
    return Topology.grid(5, 5, 1);
  }

  private static final int GRID_CENTRE = 12;

  private static RouterParameters parameters(int width, int vcs, int depth) {
    return RouterParameters.of(
        width, VcClass.unicast("data", vcs, depth, Choice.NEXT_OUTPUT, PACKET));
  }

  private static RouterParameters with(
      RouterParameters p, int stages, Allocation allocation, Arbitration arbitration) {
    return new RouterParameters(p.width(), p.classes(), stages, allocation, arbitration);
  }

  private static RouterDesign tree(String name, RouterParameters p) {
    return new RouterDesign(name, tree(), TREE_MIDDLE, p);
  }

  /** All that are mapped to standard cells. */
  static List<RouterDesign> all() {
    var all = new ArrayList<RouterDesign>();
    all.add(forFpga().getFirst());
    for (int vcs : new int[] {1, 2, 4}) {
      RouterParameters p = parameters(WIDTH, vcs, 8);
      String name = "tree %d x 8".formatted(vcs);
      all.add(tree(name, p));
      all.add(tree(name + ", 3 stages", with(p, 3, Allocation.OUTPUT, Arbitration.ROUND_ROBIN)));
      if (vcs > 1) {
        all.add(
            tree(name + ", separable", with(p, 2, Allocation.SEPARABLE, Arbitration.ROUND_ROBIN)));
      }
    }
    RouterParameters two = parameters(WIDTH, 2, 8);
    all.add(tree("tree 2 x 8, matrix", with(two, 2, Allocation.OUTPUT, Arbitration.MATRIX)));
    all.add(
        tree("tree 2 x 8, matrix, 3 stages", with(two, 3, Allocation.OUTPUT, Arbitration.MATRIX)));
    all.add(new RouterDesign("grid 2 x 8", grid(), GRID_CENTRE, two));
    all.add(new RouterDesign(WITHOUT_MULTICAST, smallTree(), SMALL_TREE_MIDDLE, two));
    all.add(
        new RouterDesign(
            MULTICAST,
            smallTree(),
            SMALL_TREE_MIDDLE,
            RouterParameters.of(
                WIDTH,
                VcClass.unicast("data", 1, 8, Choice.NEXT_OUTPUT, PACKET),
                VcClass.multicast("spread", 8, MULTICAST_PACKET))));
    all.add(new RouterDesign(LIKE_OPENSMART, grid(), GRID_CENTRE, parameters(128, 4, 2)));
    return all;
  }

  /** Those that fit a small FPGA. */
  static List<RouterDesign> forFpga() {
    return List.of(
        tree("tree 1 x 4", parameters(WIDTH, 1, 4)), tree("tree 1 x 8", parameters(WIDTH, 1, 8)));
  }

  /** The router alone. */
  Circuit circuit() {
    return Elaboration.of(() -> module(null));
  }

  /** The router, as part of {@code parent}. */
  VcRouter module(Module parent) {
    var channels = new VirtualChannels(topology, parameters.classes());
    boolean forks = parameters.classes().stream().anyMatch(VcClass::forks);
    var format = new PacketFormat(topology.leaves(), forks, INFO_BITS, parameters.width());
    return new VcRouter(
        parent,
        parameters,
        new TableRouting(channels, format, router),
        format,
        Collections.nCopies(PORTS, true),
        (output, vc) -> parameters.classOfVc().get(vc).depth());
  }
}

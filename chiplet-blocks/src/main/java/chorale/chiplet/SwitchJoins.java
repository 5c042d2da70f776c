package chorale.chiplet;

import chorale.hdl.Module;
import chorale.nop.Channel;
import chorale.nop.Element;
import chorale.nop.JoinParameters;
import chorale.nop.Network;
import chorale.nop.SortedJoin;
import chorale.nop.Topology;
import chorale.nop.Topology.Leaf;
import chorale.nop.Topology.RouterPort;
import chorale.nop.VirtualChannels.Tap;
import java.util.ArrayList;
import java.util.List;

/**
 * The joins of a {@link TrainingPackage} whose switches add: at each switch and at the root one for
 * each class of traffic that goes back to the homes. A join takes its class off the links from the
 * switch's children, chiplets or switches, and puts sums into the network at a leaf of the switch.
 * A part of a package, without a module of its own.
 */
final class SwitchJoins {
  private static final int ADDER_STAGES = 2;

  private final TrainingParameters p;

  /** By tap, its join. */
  private final List<Integer> router = new ArrayList<>();

  private final List<Tap> taps = new ArrayList<>();

  SwitchJoins(TrainingParameters p) {
    this.p = p;
    Topology tree = p.topology();
    for (int r = 0; r < tree.routers() && p.options().adds(); r++) {
      for (int kind : TrainingParameters.BACK) {
        for (int port : children(r)) {
          taps.add(new Tap(r, port, kind));
          router.add(r);
        }
      }
    }
  }

  /** The ports of a router from which packets come that it adds: of a switch, its chiplets. */
  private List<Integer> children(int r) {
    var ports = new ArrayList<Integer>();
    for (int port = 0; port < p.topology().ports(r); port++) {
      boolean isChild =
          switch (p.topology().peer(r, port)) {
            case Leaf(int leaf) -> p.network().hasExperts(leaf);
            case RouterPort(int below, int _, int _) -> below < r;
            case null -> false;
          };
      if (isChild) {
        ports.add(port);
      }
    }
    return ports;
  }

  /** What is taken off the network's links. */
  List<Tap> taps() {
    return taps;
  }

  /** Builds the joins of a network with these taps. */
  void build(Module parent, Network network) {
    int root = p.topology().routers() - 1;
    for (int r = 0; r <= root && p.options().adds(); r++) {
      for (int k = 0; k < TrainingParameters.BACK.length; k++) {
        int kind = TrainingParameters.BACK[k];
        var children = new ArrayList<Channel>();
        for (int t = 0; t < taps.size(); t++) {
          if (router.get(t) == r && taps.get(t).vc() == kind) {
            children.add(network.taps[t]);
          }
        }
        int leaf = p.joinLeaf(r, k);
        var join = new SortedJoin(parent, parameters(children.size(), r == root), leaf);
        join.name("join_%d_%d".formatted(r, k));
        for (int c = 0; c < join.in.length; c++) {
          join.in[c].from(children.get(c));
        }
        network.enter[leaf].fromOne(join.out, kind);
        network.leave[leaf].unused();
      }
    }
  }

  private JoinParameters parameters(int children, boolean isRoot) {
    var format = p.network().interfaceFormat();
    int places = TrainingNetwork.VC_DEPTH;
    return new JoinParameters(
        format.flits(),
        format.slotBits(),
        children,
        p.packetWords(),
        Element.BF16,
        p.values(),
        ADDER_STAGES,
        places,
        places,
        isRoot);
  }
}

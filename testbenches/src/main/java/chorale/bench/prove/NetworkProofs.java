package chorale.bench.prove;

import chorale.bench.prove.TurnsCheck.Blocked;
import chorale.nop.Arbitration;
import chorale.nop.RouterParameters;
import chorale.nop.RouterParameters.Allocation;
import chorale.nop.Topology;
import chorale.nop.VcClass;
import chorale.nop.VcClass.Choice;
import java.util.List;

/** Proofs of the network's routers and links. */
final class NetworkProofs {
  private NetworkProofs() {}

  static List<Proof> all() {
    return List.of(
        turns("turns_4", 4, false, Blocked.ITSELF, 5),
        turns("turns_4_packets", 4, true, Blocked.ITSELF, 5),
        turns("turns_4_others", 4, false, Blocked.OTHERS, 8),
        turns("turns_4_packets_others", 4, true, Blocked.OTHERS, 8),
        turns("turns_3", 3, false, Blocked.ANYBODY, 3),
        turns("turns_3_packets", 3, true, Blocked.ANYBODY, 3),
        router("router_4_packets", Topology.tree(1, 4), 5, unicast(1, 2, 2)).bounded(10),
        router("link_1", Topology.grid(2, 1, 1), 4, unicast(1, 2, 1), "ChannelPipe", "VcBuffer")
            .bounded(16));
  }

  private static VcClass unicast(int vcs, int depth, int packetFlits) {
    return VcClass.unicast("one", vcs, depth, Choice.NEXT_OUTPUT, packetFlits);
  }

  private static Proof turns(String name, int n, boolean packets, Blocked whose, int others) {
    return new Proof(name, () -> new TurnsCheck(n, packets, whose, others), List.of("TurnsUnit"));
  }

  private static Proof router(
      String name, Topology topology, int width, VcClass kind, String... about) {
    var p =
        new RouterParameters(width, List.of(kind), 2, Allocation.OUTPUT, Arbitration.ROUND_ROBIN);
    return new Proof(name, () -> new RouterCheck(topology, p, 2, 6), List.of(about));
  }
}

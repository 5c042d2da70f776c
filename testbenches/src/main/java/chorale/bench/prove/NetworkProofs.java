package chorale.bench.prove;

import chorale.bench.prove.QueueCheck.Ends;
import chorale.bench.prove.QueueCheck.Promise;
import chorale.bench.prove.TurnsCheck.Blocked;
import chorale.hdl.Module;
import chorale.nop.Arbitration;
import chorale.nop.RouterParameters;
import chorale.nop.RouterParameters.Allocation;
import chorale.nop.Topology;
import chorale.nop.VcBuffer;
import chorale.nop.VcClass;
import chorale.nop.VcClass.Choice;
import java.util.List;

/** Proofs of the network's routers and links. */
final class NetworkProofs {
  private static final int ROUTER_FAULTS = 8; // there are some 340, of several seconds each
  private static final int WIDER_FAULTS = 48; // of routers most of which is that of the one above

  private NetworkProofs() {}

  static List<Proof> all() {
    return List.of(
        buffer("vc_buffer_4", 4),
        buffer("vc_buffer_3", 3),
        turns("turns_4", 4, false, Blocked.ITSELF, 5),
        turns("turns_4_packets", 4, true, Blocked.ITSELF, 5),
        turns("turns_4_others", 4, false, Blocked.OTHERS, 8),
        turns("turns_4_packets_others", 4, true, Blocked.OTHERS, 8),
        turns("turns_3", 3, false, Blocked.ANYBODY, 3),
        turns("turns_3_packets", 3, true, Blocked.ANYBODY, 3),
        router("router_4_packets", Topology.tree(1, 4), 5, 2, unicast(1, 2, 2), "Router_tree_4_0")
            .bounded(10)
            .oneOf(ROUTER_FAULTS),
        router("link_1", Topology.grid(2, 1, 1), 4, 3, unicast(1, 2, 1), "ChannelPipe").bounded(16),
        rounds("rounds_of_2", 2, false).about("JoinRounds"),
        rounds("rounds_of_3_at_the_root", 3, true),
        new Proof("flows_packets", () -> new FlowsCheck(true), List.of("FlowsUnit")),
        new Proof("flows_singles", () -> new FlowsCheck(false), List.of("FlowsUnit")),
        new Proof("shared_places_2", () -> new SharedCheck(2), List.of("SharedUnit")),
        new Proof("vc_turn_3", () -> new VcTurnCheck(3), List.of("VcTurnUnit")),
        new Proof("priority_of_2_classes", () -> new PriorityCheck(3), List.of("ArbiterUnit")),
        router("router_3_two_vcs", Topology.tree(1, 3), 5, 2, unicast(2, 2, 2), "Router_tree_3_0")
            .together(8)
            .oneOf(WIDER_FAULTS),
        router("router_3_free_vcs", Topology.tree(1, 3), 5, 2, free(2, 2, 2), "Router_tree_3_0")
            .together(8)
            .oneOf(WIDER_FAULTS),
        router("link_free_vcs", Topology.grid(2, 1, 1), 4, 3, free(2, 2, 1)).together(8),
        router("copies_3", Topology.tree(1, 3), 6, 2, copies(1), "Router_tree_3_0")
            .together(8)
            .oneOf(WIDER_FAULTS),
        router("copies_3_packets", Topology.tree(1, 3), 6, 5, copies(2), "Router_tree_3_0")
            .together(8)
            .oneOf(WIDER_FAULTS));
  }

  private static Proof rounds(String name, int children, boolean isRoot) {
    return new Proof(name, () -> new JoinRoundsCheck(children, isRoot), List.of());
  }

  private static Proof buffer(String name, int depth) {
    return new Proof(
        name,
        () -> new QueueCheck(Promise.exact(depth), m -> new BufferUnit(m, depth).ends),
        List.of("BufferUnit"));
  }

  /** The buffer alone, as a module; its writer has credits. */
  private static final class BufferUnit extends Module {
    final Ends ends;

    BufferUnit(Module parent, int depth) {
      super(parent);
      var enq = sink(QueueCheck.WIDTH);
      var deq = source(QueueCheck.WIDTH);
      var push = enq.fire();
      var buffer = new VcBuffer(this, "0", depth, push, enq.bits(), true);
      enq.ready().set(buffer.count.lt(depth));
      deq.valid().set(buffer.valid);
      deq.bits().set(buffer.front);
      buffer.pop.set(deq.fire());
      ends = new Ends(enq, deq);
    }
  }

  private static VcClass unicast(int vcs, int depth, int packetFlits) {
    return VcClass.unicast("one", vcs, depth, Choice.NEXT_OUTPUT, packetFlits);
  }

  private static VcClass free(int vcs, int depth, int packetFlits) {
    return VcClass.unicast("one", vcs, depth, Choice.FREE, packetFlits);
  }

  private static VcClass copies(int packetFlits) {
    return VcClass.multicast("several", 2, packetFlits);
  }

  private static Proof turns(String name, int n, boolean packets, Blocked whose, int others) {
    return new Proof(name, () -> new TurnsCheck(n, packets, whose, others), List.of("TurnsUnit"));
  }

  private static Proof router(
      String name, Topology topology, int width, int patience, VcClass kind, String... about) {
    var p =
        new RouterParameters(width, List.of(kind), 2, Allocation.OUTPUT, Arbitration.ROUND_ROBIN);
    return new Proof(name, () -> new RouterCheck(topology, p, 2, patience), List.of(about));
  }
}

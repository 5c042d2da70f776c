package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.nop.NetworkTraffic.Load;
import chorale.nop.RouterParameters.Allocation;
import chorale.nop.Topology.Leaf;
import chorale.nop.Topology.RouterPort;
import chorale.nop.VcClass.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which networks are built, and which are refused because they could deadlock. */
final class ChannelGraphTest {
  private static final VcClass UNICAST = VcClass.unicast("some", 2, 4, Choice.NEXT_OUTPUT, 4);
  private static final VcClass SINGLE = VcClass.multicast("single", 4, 1);
  private static final VcClass WHOLE = VcClass.multicast("whole", 4, 4);
  private static final VcClass IN_STEP =
      new VcClass("in step", 1, 4, Choice.MULTICAST, 4, false, 1);

  static Stream<Topology> sound() {
    var grid = Topology.grid(4, 3, 1);
    var fat =
        Topology.tree("fat", new int[] {2, 2, 3}, new int[] {2, 2, 1}, new int[] {1, 2, 1}, 1);
    return Stream.of(
        Topology.tree(1, 5),
        Topology.tree(1, 4, 4, 4),
        fat,
        fat.without(List.of(fat.routers() - 1)),
        grid,
        grid.without(List.of(5)),
        grid.without(List.of(0, 6)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sound")
  void along_every_route_the_ranks_of_trees_and_grids_rise(Topology topology) {
    var graph = new VirtualChannels(topology, List.of(UNICAST, SINGLE, WHOLE)).graph();
    var routes = new GoldenRoutes(topology, topology.routes());
    for (int s = 0; s < topology.leaves(); s++) {
      for (int d = 0; d < topology.leaves(); d++) {
        int before = -1;
        for (var hop : routes.hops(s, d)) {
          int rank = graph.rank(hop.router(), hop.output());
          assertTrue(
              before < rank, "from leaf %d to %d at router %d".formatted(s, d, hop.router()));
          before = rank;
        }
      }
    }
  }

  /**
   * Routers with a leaf each at port 0; packets leave by port 1 and come by port 2, all one way.
   */
  private static Topology ring(int n) {
    var peers = new ArrayList<List<Topology.Peer>>();
    var routes = new int[n][n];
    for (int r = 0; r < n; r++) {
      peers.add(
          List.of(
              new Leaf(r),
              new RouterPort((r + 1) % n, 2, 1),
              new RouterPort((r + n - 1) % n, 1, 1)));
      for (int d = 0; d < n; d++) {
        routes[r][d] = d == r ? 0 : 1;
      }
    }
    return new Topology("ring", n, peers, routes);
  }

  @Test
  void a_ring_is_refused_with_the_circle() {
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> new VirtualChannels(ring(3), List.of(UNICAST)));
    var circle = refused.getMessage().split("circle, ")[1].split(" -> ");
    assertTrue(refused.getMessage().startsWith("ring can deadlock"), refused.getMessage());
    assertEquals(4, circle.length, refused.getMessage());
    assertEquals(circle[0], circle[3]);
    for (int i = 0; i < 3; i++) {
      int from = Integer.parseInt(circle[i].split(" ")[1]);
      assertEquals("router %d to %d".formatted(from, (from + 1) % 3), circle[i]);
      assertEquals((from + 1) % 3, Integer.parseInt(circle[i + 1].split(" ")[1]));
    }
  }

  @Test
  void a_ring_of_two_routers_has_no_circle() {
    assertEquals(6, new VirtualChannels(ring(2), List.of(UNICAST)).graph().nodeCount());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sound")
  void flits_that_move_in_step_to_several_leaves_are_refused(Topology topology) {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new VirtualChannels(topology, List.of(UNICAST, IN_STEP)));
    assertTrue(refused.getMessage().contains("class in step may wait in a circle"));
  }

  @Test
  void what_a_packet_in_step_holds_ahead_waits_for_what_holds_up_its_tail() {
    // leaf 0 to leaf 1 beside it and leaf 2 in the other half: the last link waits for the first
    var topology = Topology.tree(1, 2, 2);
    var plan = VirtualChannels.unchecked(topology, List.of(IN_STEP));
    var edges = plan.graph().edges(IN_STEP);
    int toOne = 1; // router 0, ports leaf 0, leaf 1, up
    int toTwo = 3; // router 1, ports leaf 2, leaf 3, up
    assertTrue(edges.get(toTwo).contains(toOne), edges.toString());
  }

  @Test
  void one_source_may_send_in_step_to_all_and_two_may_not() {
    var topology = Topology.tree(1, 2, 3);
    var classes = List.of(UNICAST, IN_STEP);
    VirtualChannels.Flows one = (kind, source, _) -> kind == 0 || source == 0;
    assertTrue(new VirtualChannels(topology, classes, one).graph().edgeCount(IN_STEP) > 0);
    VirtualChannels.Flows two = (kind, source, _) -> kind == 0 || source == 0 || source == 5;
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> new VirtualChannels(topology, classes, two));
    assertTrue(refused.getMessage().contains("class in step may wait in a circle"));
  }

  @Test
  void turns_that_no_packet_takes_are_in_no_plan() {
    // a star: leaf 0 sends to all in the first class, all to leaf 0 in the second
    VirtualChannels.Flows flows = (kind, source, leaf) -> (kind == 0 ? source : leaf) == 0;
    var plan = new VirtualChannels(Topology.tree(1, 3), List.of(SINGLE, UNICAST), flows);
    assertEquals(List.of(0, 1, 2), plan.outputs(0, 0, 0));
    assertEquals(List.of(), plan.outputs(0, 1, 0));
    assertEquals(List.of(0), plan.outputs(0, 1, 1));
    assertEquals(List.of(), plan.outputs(0, 1, 2), "one output takes one VC of the two");
  }

  @Test
  void the_refused_packets_do_get_stuck_where_nobody_refuses_them() {
    var stuck = stuck(IN_STEP);
    assertTrue(stuck.getMessage().contains("stuck with"), stuck.getMessage());
  }

  private static AssertionError stuck(VcClass kind) {
    var p = NetworkDesign.parameters(32, 2, Allocation.OUTPUT, Arbitration.ROUND_ROBIN, kind);
    var topology = Topology.tree(1, 2, 3);
    var plan = VirtualChannels.unchecked(topology, List.of(kind));
    var design = NetworkDesign.of("in_step", plan, topology.routes(), p, 0, 4);
    try (var traffic = new NetworkTraffic(design, 1, false)) {
      return assertThrows(AssertionError.class, () -> traffic.run(100_000, Load.STALLS));
    }
  }
}

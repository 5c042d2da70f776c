package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.nop.NetworkTraffic.Load;
import chorale.nop.RouterParameters.Allocation;
import chorale.nop.Topology.Leaf;
import chorale.nop.Topology.RouterPort;
import chorale.nop.VcClass.Choice;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Wires and routes of networks, whole and with routers left out. */
final class TopologyTest {
  private static final int[][][] TREES = {
    {{4, 4, 4}, {1, 1, 1}, {1, 1, 1}},
    {{2, 3}, {1, 1}, {3, 1}},
    {{2, 2, 2}, {2, 2, 1}, {1, 2, 1}},
    {{3, 2, 2}, {2, 3, 1}, {2, 1, 1}},
    {{1, 5}, {2, 1}, {1, 1}}
  };
  private static final VcClass UNICAST = VcClass.unicast("unicast", 2, 3, Choice.DESTINATION, 4);
  private static final VcClass SEVERAL = VcClass.multicast("several", 4, 4);

  private static Topology fat() {
    return Topology.tree("fat", new int[] {2, 2, 2}, new int[] {2, 2, 1}, new int[] {1, 1, 1}, 1);
  }

  static Stream<Topology> whole() {
    var trees = Stream.of(TREES).map(t -> Topology.tree("tree", t[0], t[1], t[2], 2));
    var others =
        Stream.of(
            Topology.grid(4, 3, 1),
            Topology.grid(1, 5, 1),
            Topology.grid(3, 2, 2, 1),
            Topology.nopTree(2, 3, 4, 2),
            Topology.nopTree(1, 1, 3, 0),
            Topology.nopTree(1, 2, 2, 1, 2));
    return Stream.concat(trees, others);
  }

  @ParameterizedTest
  @MethodSource("whole")
  void every_link_is_the_same_seen_from_both_ends(Topology t) {
    var leaves = new TreeSet<Integer>();
    for (int r = 0; r < t.routers(); r++) {
      for (int p = 0; p < t.ports(r); p++) {
        switch (t.peer(r, p)) {
          case RouterPort(int far, int port, int latency) ->
              assertEquals(new RouterPort(r, p, latency), t.peer(far, port));
          case Leaf(int leaf) -> assertTrue(leaves.add(leaf));
          case null -> {}
        }
      }
    }
    assertEquals(t.leaves(), leaves.size());
  }

  @Test
  void trees_take_the_child_above_the_leaf_or_the_parent_that_its_digit_names() {
    for (int[][] t : TREES) {
      var topology = Topology.tree("tree", t[0], t[1], t[2], 1);
      assertArrayEquals(GoldenRoutes.tree(topology, t[0], t[1], t[2]), topology.routes());
    }
  }

  @Test
  void leaves_at_the_root_of_a_nop_tree_are_one_router_away_from_each_other_and_two_from_others() {
    var t = Topology.nopTree(2, 3, 4, 2);
    assertEquals(14, t.leaves());
    assertEquals(1, t.path(12, 13).size());
    assertEquals(2, t.path(12, 5).size());
    assertEquals(2, t.path(5, 13).size());
    assertEquals(1, t.path(4, 7).size());
    assertEquals(3, t.path(3, 4).size());
    refused("a tree of 0 groups", () -> Topology.nopTree(1, 0, 4, 2));
  }

  @Test
  void joins_are_the_last_leaves_of_their_routers_behind_the_homes() {
    var t = Topology.nopTree(2, 3, 4, 2, 1);
    var plain = Topology.nopTree(2, 3, 4, 2);
    assertEquals(18, t.leaves());
    for (int g = 0; g < 3; g++) {
      assertEquals(new Topology.Attachment(g, 5), t.attachment(14 + g));
    }
    assertEquals(new Topology.Attachment(3, 5), t.attachment(17));
    for (int leaf = 0; leaf < plain.leaves(); leaf++) {
      assertEquals(plain.attachment(leaf), t.attachment(leaf));
      for (int source = 0; source < plain.leaves(); source++) {
        assertEquals(plain.path(source, leaf), t.path(source, leaf));
      }
    }
    assertEquals(2, t.path(15, 12).size(), "from a switch's join to a home");
    assertEquals(1, t.path(17, 12).size(), "from the root's");
    assertEquals(plain.peers(), Topology.nopTree(2, 3, 4, 2, 0).peers());
    refused("-1 joins", () -> Topology.nopTree(1, 1, 4, 2, -1));
  }

  @Test
  void all_packets_to_a_leaf_come_down_one_way_in_a_fat_tree() {
    var fat = fat();
    for (int d = 0; d < fat.leaves(); d++) {
      var ways = new TreeSet<String>();
      for (int s = 0; s < fat.leaves(); s++) {
        var path = fat.path(s, d);
        if (path.size() == 5) {
          ways.add(path.subList(2, 5).toString());
        }
      }
      assertEquals(1, ways.size(), "leaf " + d);
    }
  }

  @Test
  void grids_go_along_their_rows_first() {
    assertArrayEquals(GoldenRoutes.grid(4, 3), Topology.grid(4, 3, 1).routes());
  }

  @ParameterizedTest
  @CsvSource({"grid, 5", "fat tree, 6"})
  void whatever_routers_are_left_out_the_rest_is_connected_and_free_of_circles(
      String kind, int most) {
    var random = new Random(most);
    int built = 0;
    for (int i = 0; i < 300; i++) {
      var whole = kind.equals("grid") ? Topology.grid(5, 4, 1) : fat();
      var out = random.ints(random.nextInt(most), 0, whole.routers()).boxed().distinct().toList();
      Topology rest;
      try {
        rest = whole.without(out);
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().contains("cut off") || e.getMessage().contains("no leaf"));
        continue;
      }
      built++;
      assertEquals(whole.routers() - out.size(), rest.routers());
      new VirtualChannels(rest, List.of(UNICAST, SEVERAL)); // refuses circles
      for (int s = 0; s < rest.leaves(); s++) {
        for (int d = 0; d < rest.leaves(); d++) {
          var last = rest.path(s, d).getLast();
          assertEquals(new Leaf(d), rest.peer(last.router(), last.port()));
        }
      }
    }
    assertTrue(built > 100, "only " + built);
  }

  static Stream<Topology> cut() {
    var fat = fat();
    return Stream.of(
        Topology.grid(4, 3, 2).without(List.of(1, 6)),
        fat.without(List.of(fat.routers() - 1, fat.routers() - 3)));
  }

  @ParameterizedTest
  @MethodSource("cut")
  void what_is_left_delivers_everything_in_order(Topology cut) {
    var p =
        NetworkDesign.parameters(
            48, 2, Allocation.OUTPUT, Arbitration.ROUND_ROBIN, UNICAST, SEVERAL);
    var design = NetworkDesign.of(cut.name(), cut, cut.routes(), p, 0, 5);
    for (int seed = 1; seed <= 3; seed++) {
      try (var traffic = new NetworkTraffic(design, seed, true)) {
        traffic.run(1500, Load.STALLS);
        traffic.drain();
      }
    }
  }

  @Test
  void what_cannot_be_built_is_refused_in_words() {
    refused("every count at least 1", () -> Topology.tree(1, 2, 0));
    refused(
        "down, up and trunks for each level, not 2, 1 and 2",
        () -> Topology.tree("t", new int[] {2, 2}, new int[] {1}, new int[] {1, 1}, 1));
    refused("a grid of 0 x 3", () -> Topology.grid(0, 3, 1));
    refused("a grid of 2 x 3, 0 leaves", () -> Topology.grid(2, 3, 0, 1));
    refused("no router 9 to leave out", () -> Topology.grid(3, 3, 1).without(List.of(9)));
    refused("cut off", () -> Topology.grid(3, 1, 1).without(List.of(1)));
    var all = IntStream.range(0, 4).boxed().toList();
    refused("no leaf is left", () -> Topology.grid(2, 2, 1).without(all));
    refused(
        "leaf 1 has no router",
        () -> new Topology("t", 2, List.of(List.of(new Leaf(0))), new int[][] {{0, 0}}));
  }

  private static void refused(String words, Runnable build) {
    var e = assertThrows(IllegalArgumentException.class, build::run);
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }
}

package chorale.nop;

import static chorale.nop.NetworkDesign.parameters;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.nop.RouterParameters.Allocation;
import chorale.nop.VcClass.Choice;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Leaves 1, 2 and 3 of a star all send to leaf 0, always, in two classes. */
final class ArbitrationTest {
  private static final int CYCLES = 3000;
  private static final int WARM_UP = 200;
  private static final int WIDTH = 32;
  private static final int DEPTH = 4;
  private static final int PLACES = 4;
  private static final int CLASSES = 2;
  private static final int VCS = 4;
  private static final int HEAVY = 3; // weight of the first class; the second has 1

  private static final Map<Arbitration, NetworkDesign> STARS = new EnumMap<>(Arbitration.class);

  static {
    for (var rule : Arbitration.values()) {
      STARS.put(rule, star(rule));
    }
  }

  private static NetworkDesign star(Arbitration rule) {
    var heavy = VcClass.unicast("heavy", 2, DEPTH, Choice.DESTINATION, 1).weight(HEAVY);
    var light = VcClass.unicast("light", 2, DEPTH, Choice.DESTINATION, 1);
    var p = parameters(WIDTH, 2, Allocation.OUTPUT, rule, heavy, light);
    var one = new int[] {1};
    return NetworkDesign.tree("star_" + rule, new int[] {4}, one, one, 1, p, 0, PLACES);
  }

  private record Arrival(int cycle, int source, int kind) {}

  /**
   * What comes to leaf 0.
   *
   * @param sends per leaf and class, whether it sends
   * @param returns per cycle, the VCs of which leaf 0 may return a credit
   */
  private static List<Arrival> run(Arbitration rule, boolean[][] sends, IntToLongFunction returns) {
    var all = new ArrayList<Arrival>();
    try (var model = STARS.get(rule).rtl().open()) {
      var leaves = new LeafPorts[4];
      var credits = new int[4][CLASSES];
      var kept = new int[VCS];
      for (int leaf = 1; leaf < 4; leaf++) {
        leaves[leaf] = LeafPorts.of(model, leaf);
        credits[leaf] = new int[] {DEPTH, DEPTH};
      }
      var sink = LeafPorts.of(model, 0);
      for (int t = 0; t < CYCLES; t++) {
        for (int leaf = 1; leaf < 4; leaf++) {
          int kind = credits[leaf][t % 2] > 0 && sends[leaf][t % 2] ? t % 2 : 1 - t % 2;
          boolean now = credits[leaf][kind] > 0 && sends[leaf][kind];
          // all packets to leaf 0 come in the first VC of their class
          leaves[leaf].valid().set(now ? 1L << 2 * kind : 0);
          leaves[leaf].flit().set(3L << WIDTH - 2 | (long) (leaf << 1 | kind) << 8);
          credits[leaf][kind] -= now ? 1 : 0;
        }
        long back = 0;
        for (int v = 0; v < VCS; v++) {
          if (kept[v] > 0 && (returns.applyAsLong(t) >>> v & 1) == 1) {
            kept[v]--;
            back |= 1L << v;
          }
        }
        sink.returns().set(back);
        model.step();
        for (int leaf = 1; leaf < 4; leaf++) {
          for (int kind = 0; kind < CLASSES; kind++) {
            credits[leaf][kind] += (int) (leaves[leaf].credit().get() >>> 2 * kind & 1);
          }
        }
        long arrives = sink.arrives().get();
        if (arrives != 0) {
          kept[Long.numberOfTrailingZeros(arrives)]++;
          int id = (int) (sink.arriving().get() >>> 8 & 7);
          all.add(new Arrival(t, id >>> 1, id & 1));
        }
      }
    }
    return all.stream().filter(a -> a.cycle() > WARM_UP).toList();
  }

  private static final long ALL = (1L << VCS) - 1;

  private static boolean[][] classes(boolean[] first, boolean[] second, boolean[] third) {
    return new boolean[][] {{false, false}, first, second, third};
  }

  private static final boolean[] HEAVY_ONLY = {true, false};
  private static final boolean[] LIGHT_ONLY = {false, true};

  @ParameterizedTest
  @EnumSource
  void three_who_always_ask_are_served_once_in_any_three_grants(Arbitration rule) {
    var arrivals = run(rule, classes(HEAVY_ONLY, HEAVY_ONLY, HEAVY_ONLY), _ -> ALL);
    assertEquals(CYCLES - WARM_UP - 1, arrivals.size());
    for (int k = 0; k + 3 <= arrivals.size(); k++) {
      Set<Integer> sources = new TreeSet<>();
      arrivals.subList(k, k + 3).forEach(a -> sources.add(a.source()));
      assertEquals(Set.of(1, 2, 3), sources);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "WEIGHTED")
  void classes_share_a_link_as_their_weights_say_however_many_inputs_they_have(Arbitration rule) {
    var arrivals = run(rule, classes(HEAVY_ONLY, LIGHT_ONLY, LIGHT_ONLY), _ -> ALL);
    int round = HEAVY + 1;
    for (int k = 0; k + round <= arrivals.size(); k += round) {
      long heavy = arrivals.subList(k, k + round).stream().filter(a -> a.kind() == 0).count();
      assertEquals(HEAVY, heavy, "from grant " + k);
    }
    for (int source = 2; source <= 3; source++) {
      int s = source;
      long share = arrivals.stream().filter(a -> a.source() == s).count();
      assertTrue(Math.abs(share - arrivals.size() / (2.0 * round)) <= 1, "leaf " + s);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "PRIORITY")
  void a_later_class_goes_when_no_earlier_one_could_and_only_then(Arbitration rule) {
    var busy = run(rule, classes(HEAVY_ONLY, LIGHT_ONLY, LIGHT_ONLY), _ -> ALL);
    assertTrue(busy.stream().allMatch(a -> a.kind() == 0), "the first class fills the link");
    assertEquals(CYCLES - WARM_UP - 1, busy.size());
    // places of the first class come back in every fourth cycle: three of four are left
    var thin =
        run(rule, classes(HEAVY_ONLY, LIGHT_ONLY, LIGHT_ONLY), t -> t % 4 == 0 ? ALL : ~3L & ALL);
    assertEquals(CYCLES - WARM_UP - 1, thin.size());
    long light = thin.stream().filter(a -> a.kind() == 1).count();
    assertEquals(0.75, (double) light / thin.size(), 0.01);
  }

  @ParameterizedTest
  @EnumSource(names = {"WEIGHTED", "PRIORITY"})
  void a_class_alone_has_the_whole_link(Arbitration rule) {
    var arrivals = run(rule, classes(LIGHT_ONLY, LIGHT_ONLY, LIGHT_ONLY), _ -> ALL);
    assertEquals(CYCLES - WARM_UP - 1, arrivals.size());
  }

  @ParameterizedTest
  @EnumSource
  void an_output_is_blocked_while_flits_wait_for_it_and_none_goes(Arbitration rule) {
    try (var model = STARS.get(rule).rtl().open()) {
      var leaf = LeafPorts.of(model, 1);
      int sent = 0;
      int moved = 0;
      for (int t = 0; t < 40; t++) {
        long moves = model.port("moves_0").get(); // of the cycle before
        long blocked = model.port("blocked_0").get();
        boolean stood = moved == PLACES && sent > PLACES && t - 1 > 4 * PLACES;
        assertEquals(stood ? 1 : 0, blocked, rule + ", cycle " + (t - 1));
        assertEquals(0, moves & blocked);
        moved += (int) moves & 1;
        boolean send = sent < DEPTH + PLACES && t % 4 == 0; // leaf 0 returns no credit
        leaf.valid().set(send ? 1 : 0);
        leaf.flit().set(3L << WIDTH - 2);
        sent += send ? 1 : 0;
        model.step();
      }
      assertEquals(PLACES, moved);
    }
  }

  /**
   * Leaves 1 and 3 come to leaf 0 in one VC, leaf 2 in another; credits of the first come back in
   * every second cycle only, so that in the cycles between it is always leaf 2's turn, and after
   * leaf 2 that of leaf 3.
   */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE)
  void nobody_starves_whose_credits_come_back_in_another_turn(Arbitration rule) {
    var arrivals =
        run(rule, classes(HEAVY_ONLY, HEAVY_ONLY, HEAVY_ONLY), t -> t % 2 == 0 ? ALL : ~2L & ALL);
    for (int source = 1; source <= 3; source++) {
      int last = WARM_UP;
      for (Arrival a : arrivals) {
        if (a.source() == source) {
          assertTrue(a.cycle() - last <= 8, "leaf %d waits from %d".formatted(source, last));
          last = a.cycle();
        }
      }
      assertTrue(CYCLES - last <= 8, "leaf %d waits from %d".formatted(source, last));
    }
  }
}

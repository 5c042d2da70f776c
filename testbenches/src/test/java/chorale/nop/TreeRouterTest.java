package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.sim.Model;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A switch with a parent, four children of one leaf each, the first of them leaf 1, and memory. */
final class TreeRouterTest {
  private static final int PARENT = 0;
  private static final int CHILDREN = 4;
  private static final int MEMORY = 5;
  private static final int PORTS = 6;
  private static final int FIRST_LEAF = 1;
  private static final int DEPTH = 6;
  private static final int DOWNSTREAM = 5;

  private static final RtlHarness ROUTER =
      RtlHarness.of(
          "tree_router",
          () ->
              new Router(
                  null,
                  RouterBench.FORMAT,
                  new TreeRouting(RouterBench.FORMAT, FIRST_LEAF, CHILDREN, 1, true),
                  PORTS,
                  PORTS,
                  DEPTH,
                  DOWNSTREAM));

  private static RouterBench bench(Model model, String context) {
    return new RouterBench(
        model,
        LinkPorts.of(model, "in", PORTS),
        LinkPorts.of(model, "out", PORTS),
        DEPTH,
        DOWNSTREAM,
        TreeRouterTest::outputs,
        context);
  }

  private static List<Integer> outputs(TrafficClass c, long leafMask) {
    return switch (c) {
      case COMBINE -> List.of(PARENT);
      case REQUEST -> List.of(MEMORY);
      case DISPATCH, WEIGHTS -> {
        var children = new ArrayList<Integer>();
        for (int child = 1; child <= CHILDREN; child++) {
          if ((leafMask >>> (FIRST_LEAF + child - 1) & 1) != 0) {
            children.add(child);
          }
        }
        yield children;
      }
    };
  }

  private static long leaf(int child) {
    return 1L << (FIRST_LEAF + child - 1);
  }

  @ParameterizedTest
  @CsvSource({
    "0, DISPATCH, 1", "0, DISPATCH, 4", "5, WEIGHTS, 2", "5, WEIGHTS, 3",
    "1, COMBINE, 0", "4, COMBINE, 0", "2, REQUEST, 5", "3, REQUEST, 5"
  })
  void a_flit_passes_in_exactly_the_latency(int input, TrafficClass c, int output) {
    try (var model = ROUTER.open()) {
      var bench = bench(model, "one flit");
      boolean down = output >= 1 && output <= CHILDREN;
      bench.send(input, c, leaf(down ? output : input), 1);
      long sent = model.cycle();
      bench.drain(10);
      assertEquals(sent + Router.LATENCY, bench.arrivals(output).getFirst().cycle());
    }
  }

  @Test
  void packets_of_all_inputs_follow_each_other_without_a_bubble() {
    try (var model = ROUTER.open()) {
      var bench = bench(model, "back to back");
      int flits = 0;
      for (int i = 0; i < 80; i++) {
        int length = 1 + i % 5;
        bench.send(1 + i % CHILDREN, TrafficClass.COMBINE, leaf(1 + i % CHILDREN), length);
        flits += length;
      }
      bench.drain(400);
      var up = bench.arrivals(PARENT);
      assertEquals(flits, up.size());
      assertEquals(flits - 1, up.getLast().cycle() - up.getFirst().cycle());
    }
  }

  @Test
  void one_input_alone_sends_a_flit_in_every_cycle_to_all_branches_at_once() {
    try (var model = ROUTER.open()) {
      var bench = bench(model, "multicast");
      for (int i = 0; i < 30; i++) {
        bench.send(PARENT, TrafficClass.DISPATCH, leaf(1) | leaf(3) | leaf(4), 1 + i % 4);
      }
      int flits = bench.backlog(PARENT);
      bench.drain(200);
      for (int child : new int[] {1, 3, 4}) {
        var down = bench.arrivals(child);
        assertEquals(flits - 1, down.getLast().cycle() - down.getFirst().cycle());
      }
    }
  }

  @Test
  void under_saturation_every_input_is_served_once_in_each_round() {
    try (var model = ROUTER.open()) {
      var bench = bench(model, "fairness");
      var random = new Random(3);
      for (int child = 1; child <= CHILDREN; child++) {
        for (int i = 0; i < 40; i++) {
          bench.send(child, TrafficClass.COMBINE, leaf(child), 3 + random.nextInt(4));
        }
      }
      while (bench.backlog(1) + bench.backlog(2) + bench.backlog(3) + bench.backlog(4) > 120) {
        bench.cycle(_ -> true, _ -> true);
      }
      var owners =
          bench.arrivals(PARENT).stream()
              .filter(a -> RouterBench.CODE.isHead(a.flit()))
              .map(RouterBench.Arrival::input)
              .toList();
      for (int i = CHILDREN; i + CHILDREN <= owners.size(); i++) {
        assertEquals(
            CHILDREN, new HashSet<>(owners.subList(i, i + CHILDREN)).size(), owners.toString());
      }
      bench.drain(400);
    }
  }

  @Test
  void without_credits_exactly_the_buffer_is_filled_and_the_output_says_that_it_starves() {
    try (var model = ROUTER.open()) {
      var bench = bench(model, "no credits");
      bench.send(2, TrafficClass.REQUEST, leaf(2), 9);
      for (int t = 0; t < 30; t++) {
        bench.cycle(_ -> true, _ -> false);
      }
      assertEquals(DOWNSTREAM, bench.arrivals(MEMORY).size());
      assertEquals(1, model.port("starved_" + MEMORY).get());
      bench.drain(40);
      assertEquals(0, model.port("starved_" + MEMORY).get());
    }
  }

  @Test
  void a_branch_that_stands_still_does_not_repeat_flits_on_the_others() {
    try (var model = ROUTER.open()) {
      var bench = bench(model, "one slow branch");
      bench.send(PARENT, TrafficClass.DISPATCH, leaf(1) | leaf(2), 20);
      for (int t = 0; t < 60; t++) {
        bench.cycle(_ -> true, o -> o != 2);
      }
      assertEquals(DOWNSTREAM, bench.arrivals(2).size());
      assertEquals(DOWNSTREAM + 1, bench.arrivals(1).size());
      bench.drain(100);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nothing_is_lost_doubled_reordered_or_mixed_under_random_traffic(long seed) {
    var random = new Random(seed);
    long moves = 0;
    try (var model = ROUTER.open()) {
      var bench = bench(model, "seed " + seed);
      var moved = new chorale.sim.Port[PORTS];
      for (int o = 0; o < PORTS; o++) {
        moved[o] = model.port("moves_" + o);
      }
      var rate = new double[PORTS];
      while (bench.flitHops() < 80_000) {
        if (model.cycle() % 512 == 0) { // new weather: which outputs are slow
          for (int o = 0; o < PORTS; o++) {
            rate[o] = random.nextInt(3) == 0 ? 0.2 : 0.5 + random.nextDouble();
          }
        }
        for (int i = 0; i < PORTS; i++) {
          if (bench.backlog(i) < 40) {
            send(bench, i, random);
          }
        }
        bench.cycle(_ -> random.nextInt(8) != 0, o -> random.nextDouble() < rate[o]);
        for (var m : moved) {
          moves += m.get();
        }
      }
      long before = bench.flitHops();
      bench.drain(2000);
      assertTrue(Math.abs(before - moves) <= 2 * PORTS, "flits moved: " + moves + ", " + before);
    }
  }

  private static void send(RouterBench bench, int input, Random random) {
    int flits = 1 + random.nextInt(20);
    switch (input) {
      case PARENT ->
          bench.send(input, TrafficClass.DISPATCH, (1L + random.nextInt(15)) << FIRST_LEAF, flits);
      case MEMORY ->
          bench.send(input, TrafficClass.WEIGHTS, leaf(1 + random.nextInt(CHILDREN)), flits);
      default -> {
        var c = random.nextBoolean() ? TrafficClass.COMBINE : TrafficClass.REQUEST;
        bench.send(input, c, leaf(input), flits);
      }
    }
  }
}

package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.hdl.Module;
import chorale.sim.Model;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A root with three groups of two leaves; and two routers joined by a link of three cycles. */
final class RootRouterTest {
  private static final int GROUPS = 3;
  private static final int DEPTH = 8;
  private static final int DOWNSTREAM = 6;
  private static final int LATENCY = 3;
  private static final int ENOUGH = 4 + 2 * LATENCY;
  private static final int FLITS = 300;

  private static final RtlHarness ROUTERS = RtlHarness.of("root_routers", Routers::new);

  /** A root, and a chain of two routers for each of two depths of the second one's buffer. */
  static final class Routers extends Module {
    final Link[] in = {Link.receiver(this, RouterBench.FORMAT.width())};
    final Link[] out = new Link[GROUPS];
    final Link[] chainIn = new Link[2];
    final Link[] chainOut = new Link[2];

    Routers() {
      super(null);
      var root = router(new RootRouting(RouterBench.FORMAT, GROUPS, 2), GROUPS, DEPTH, DOWNSTREAM);
      root.in[0].from(in[0]);
      for (int g = 0; g < GROUPS; g++) {
        out[g] = Link.sender(this, RouterBench.FORMAT.width());
        out[g].from(root.out[g]);
      }
      for (int i = 0; i < 2; i++) {
        int places = ENOUGH - i;
        chainIn[i] = Link.receiver(this, RouterBench.FORMAT.width());
        chainOut[i] = Link.sender(this, RouterBench.FORMAT.width());
        var straight = new RootRouting(RouterBench.FORMAT, 1, 6);
        var near = router(straight, 1, DEPTH, places);
        var far = router(straight, 1, places, DOWNSTREAM);
        near.in[0].from(chainIn[i]);
        LinkPipe.join(this, near.out[0], far.in[0], LATENCY, "pipe_" + i);
        chainOut[i].from(far.out[0]);
      }
    }

    private Router router(Routing routing, int outputs, int depth, int downstream) {
      return new Router(this, RouterBench.FORMAT, routing, 1, outputs, depth, downstream);
    }
  }

  private static RouterBench root(Model model, String context) {
    return new RouterBench(
        model,
        LinkPorts.of(model, "in", 1),
        LinkPorts.of(model, "out", GROUPS),
        DEPTH,
        DOWNSTREAM,
        (_, mask) -> groups(mask),
        context);
  }

  private static List<Integer> groups(long leafMask) {
    return IntStream.range(0, GROUPS).filter(g -> (leafMask >>> 2 * g & 3) != 0).boxed().toList();
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "8, 1", "16, 2", "48, 2"})
  void a_flit_passes_in_exactly_the_latency(long leafMask, int output) {
    try (var model = ROUTERS.open()) {
      var bench = root(model, "one flit");
      bench.send(0, TrafficClass.DISPATCH, leafMask, 1);
      long sent = model.cycle();
      bench.drain(10);
      assertEquals(sent + Router.LATENCY, bench.arrivals(output).getFirst().cycle());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void every_branch_gets_every_flit_once_and_in_order_under_random_back_pressure(long seed) {
    var random = new Random(seed);
    try (var model = ROUTERS.open()) {
      var bench = root(model, "seed " + seed);
      while (bench.flitHops() < 20_000) {
        if (bench.backlog(0) < 20) {
          bench.send(0, TrafficClass.DISPATCH, 1 + random.nextInt(63), 1 + random.nextInt(20));
        }
        bench.cycle(_ -> true, o -> random.nextInt(3) < 1 + o);
      }
      bench.drain(300);
    }
  }

  @Test
  void a_link_with_enough_places_behind_it_carries_a_flit_in_every_cycle() {
    assertEquals(FLITS - 1, cyclesOfChain(0));
  }

  @Test
  void with_one_place_less_the_link_waits_one_cycle_in_each_round_of_credits() {
    assertEquals(FLITS - 1 + (FLITS - 1) / (ENOUGH - 1), cyclesOfChain(1));
  }

  /** Cycles from the first to the last flit at the end of a chain that is never held up. */
  private static long cyclesOfChain(int chain) {
    try (var model = ROUTERS.open()) {
      LinkPorts[] in = {LinkPorts.of(model, "chainIn_" + chain)};
      LinkPorts[] out = {LinkPorts.of(model, "chainOut_" + chain)};
      var bench = new RouterBench(model, in, out, DEPTH, DOWNSTREAM, (_, _) -> List.of(0), "chain");
      for (int i = 0; i < FLITS / 10; i++) {
        bench.send(0, TrafficClass.DISPATCH, 1, 10);
      }
      bench.drain(2 * FLITS);
      var arrivals = bench.arrivals(0);
      assertTrue(arrivals.size() == FLITS);
      return arrivals.getLast().cycle() - arrivals.getFirst().cycle();
    }
  }
}

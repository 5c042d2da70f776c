package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.RtlHarness;
import chorale.hdl.Module;
import chorale.nop.RouterParameters.Allocation;
import chorale.nop.VcClass.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A link with one virtual channel carries what its places and its credit loop allow. */
final class NetworkThroughputTest {
  private static final int FLITS_OF_PACKET = 3;
  private static final int FLITS = 100 * FLITS_OF_PACKET;
  private static final int AT_LEAVES = 16;
  private static final int WIDTH = 32;

  /** Two routers joined by one link. */
  record Chain(int number, int stages, int latency, int places) {
    /** Cycles until a place is used again: 4 + 2 L with 2 stages, 5 + 2 L with 3. */
    int loop() {
      return (stages == 2 ? 4 : 5) + 2 * latency;
    }

    @Override
    public String toString() {
      return "%d stages, link of %d cycles, %d places".formatted(stages, latency, places);
    }
  }

  private static final List<Chain> CHAINS = chains();
  private static final RtlHarness RTL = RtlHarness.of("chains", Chains::new);

  static List<Chain> chains() {
    var all = new ArrayList<Chain>();
    for (int stages = 2; stages <= 3; stages++) {
      for (int latency : new int[] {1, 4}) {
        int loop = new Chain(0, stages, latency, 0).loop();
        for (int places : new int[] {2, 5, loop - 1, loop, loop + 3}) {
          all.add(new Chain(all.size(), stages, latency, places));
        }
      }
    }
    return all;
  }

  private static final class Chains extends Module {
    final Channel[] enter = new Channel[CHAINS.size()];
    final Channel[] leave = new Channel[CHAINS.size()];

    Chains() {
      super(null);
      for (Chain c : CHAINS) {
        int k = c.number();
        var kind = VcClass.unicast("all", 1, c.places(), Choice.NEXT_OUTPUT, FLITS_OF_PACKET);
        var p =
            new RouterParameters(
                WIDTH, List.of(kind), c.stages(), Allocation.OUTPUT, Arbitration.ROUND_ROBIN);
        var plan = new VirtualChannels(Topology.grid(2, 1, c.latency()), p.classes());
        var network =
            new Network(this, plan, new PacketFormat(2, false, 0, WIDTH), p, 0, AT_LEAVES);
        enter[k] = Channel.receiver(this, 1, WIDTH);
        leave[k] = Channel.sender(this, 1, WIDTH);
        network.enter[0].from(enter[k]);
        leave[k].from(network.leave[1]);
        network.enter[1].valid().set(0);
        network.enter[1].flit().set(0);
        network.enter[1].credit().optional();
        network.leave[0].valid().optional();
        network.leave[0].flit().optional();
        network.leave[0].credit().set(0);
        for (var m : network.moves) {
          m.optional();
        }
      }
    }
  }

  static Stream<Chain> all() {
    return CHAINS.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void places_over_the_credit_loop_is_the_rate_of_a_link_and_packets_follow_without_a_gap(Chain c) {
    var arrivals = new ArrayList<Long>();
    try (var model = RTL.open()) {
      var leaf = LeafPorts.of(model, c.number());
      int credits = c.places();
      int sent = 0;
      while (arrivals.size() < FLITS) {
        boolean sends = sent < FLITS && credits > 0;
        leaf.valid().set(sends ? 1 : 0);
        if (sends) {
          long head = sent % FLITS_OF_PACKET == 0 ? 1L << WIDTH - 1 : 0;
          long tail = sent % FLITS_OF_PACKET == FLITS_OF_PACKET - 1 ? 1L << WIDTH - 2 : 0;
          leaf.flit().set(head | tail | 1);
          credits--;
          sent++;
        }
        model.step();
        leaf.returns().set(leaf.arrives().get());
        credits += (int) leaf.credit().get();
        if (leaf.arrives().get() == 1) {
          arrivals.add(model.cycle());
        }
      }
    }
    // flit n follows n - 1, and uses the place of flit n - places
    var gaps = IntStream.range(0, FLITS).mapToObj(n -> arrivals.get(n) - arrivals.getFirst());
    int burst = Math.min(c.places(), c.loop());
    var due = IntStream.range(0, FLITS).mapToObj(n -> (long) n / burst * c.loop() + n % burst);
    assertEquals(due.toList(), gaps.toList());
  }
}

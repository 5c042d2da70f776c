package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.nop.JoinModel.Packet;
import chorale.sim.Model;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A switch's join of sorted streams against {@link JoinModel}. */
final class SortedJoinTest {
  private static final int LEAVES = 6;
  private static final int SLOT_BITS = 7;
  private static final int END = (1 << SLOT_BITS - 1) - 1;
  private static final int PAYLOAD = 32;
  private static final int LEAF = 5;
  private static final Map<JoinParameters, RtlHarness> BUILT = new ConcurrentHashMap<>();

  private static JoinParameters parameters(
      int children, int packetFlits, int stages, int places, int downstream, boolean isRoot) {
    var format = new PacketFormat(LEAVES, true, SLOT_BITS + 4, PAYLOAD + 2);
    return new JoinParameters(
        format,
        SLOT_BITS,
        children,
        packetFlits,
        Element.BF16,
        true,
        stages,
        places,
        downstream,
        isRoot);
  }

  /** Three children, packets of four flits. */
  private static final JoinParameters USUAL = parameters(3, 4, 2, 8, 8, false);

  private static Model open(JoinParameters p) {
    var harness =
        BUILT.computeIfAbsent(
            p,
            q ->
                RtlHarness.of(
                    "sorted_join_" + Integer.toHexString(q.hashCode()),
                    () -> new SortedJoin(null, q, LEAF)));
    return harness.open();
  }

  /** Bf16 numbers of which sums round, cancel and overflow. */
  private static int number(Random random) {
    int bits =
        switch (random.nextInt(12)) {
          case 0 -> random.nextInt();
          case 1 -> random.nextBoolean() ? 0 : 1 << 31;
          case 2 -> random.nextInt() & 0x80ffffff;
          default -> random.nextInt() & 0x83ffffff | 0x3c000000;
        };
    return bits >>> 16;
  }

  private static Packet packet(Random random, JoinParameters p, int slot, int address, boolean m) {
    int n = p.packetFlits() * PAYLOAD / 16;
    return new Packet(slot, address, m, random.ints(n, 0, 1).map(_ -> number(random)).boxed().toList());
  }

  /**
   * A pass: by child its packets, sorted, up to three of a key and few of some children, and the
   * end.
   */
  private static List<List<Packet>> pass(Random random, JoinParameters p, int keys) {
    var children = new ArrayList<List<Packet>>();
    for (int c = 0; c < p.children(); c++) {
      var packets = new ArrayList<Packet>();
      int share = random.nextInt(101); // 0: nothing but the end
      for (int k = 0; k < keys; k++) {
        if (random.nextInt(100) < share) {
          int copies = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1;
          for (int i = 1; i <= copies; i++) {
            packets.add(packet(random, p, 3 * k / 2, k % LEAVES, i < copies));
          }
        }
      }
      packets.add(packet(random, p, END, 4, false));
      children.add(packets);
    }
    return children;
  }

  private static List<Packet> expected(List<List<List<Packet>>> passes, JoinParameters p) {
    var all = new ArrayList<Packet>();
    for (var pass : passes) {
      JoinModel.sums(pass).stream().filter(s -> !p.isRoot() || s.slot() != END).forEach(all::add);
    }
    return all;
  }

  private static void queue(JoinBench bench, List<List<Packet>> pass) {
    for (int c = 0; c < pass.size(); c++) {
      for (Packet packet : pass.get(c)) {
        bench.send(c, c, packet);
      }
    }
  }

  private static void agree(List<Packet> expected, JoinBench bench) {
    assertEquals(expected, bench.sums().stream().map(JoinBench.Sum::packet).toList());
    assertTrue(bench.sums().stream().allMatch(s -> s.source() == LEAF));
    assertEquals(0, bench.peek("fault"));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, 1, 2, 3, false",
    "2, 4, 2, 5, 8, true",
    "3, 4, 2, 8, 8, false",
    "4, 2, 3, 1, 1, true",
    "5, 3, 4, 16, 4, false"
  })
  void sums_are_those_of_the_model_in_its_order_at_any_pace(
      int children, int packetFlits, int stages, int places, int downstream, boolean isRoot) {
    var p = parameters(children, packetFlits, stages, places, downstream, isRoot);
    for (long seed = 1; seed <= 6; seed++) {
      var random = new Random(seed * 100 + children);
      var passes =
          IntStream.range(0, 6).mapToObj(_ -> pass(random, p, random.nextInt(40))).toList();
      var expected = expected(passes, p);
      try (var model = open(p)) {
        var bench = new JoinBench(model, p);
        passes.forEach(pass -> queue(bench, pass));
        int sends = 10 + random.nextInt(91);
        int drains = 10 + random.nextInt(91);
        while (bench.backlog() > 0) {
          bench.cycle(c -> random.nextInt(100) < sends / (1 + c % 2), random.nextInt(100) < drains);
        }
        bench.run(expected.size(), 5000);
        agree(expected, bench);
      }
    }
  }
}

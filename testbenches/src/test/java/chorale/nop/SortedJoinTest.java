package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.nop.JoinModel.Packet;
import chorale.sim.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
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
    return new Packet(
        slot, address, m, random.ints(n, 0, 1).map(_ -> number(random)).boxed().toList());
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

  /** Queues {@code rounds} packets of one key at every child, all at once. */
  private static void rounds(JoinBench bench, JoinParameters p, int slot, int rounds) {
    var random = new Random(slot);
    for (int c = 0; c < p.children(); c++) {
      for (int r = 1; r <= rounds; r++) {
        bench.send(c, c, packet(random, p, slot, 1, r < rounds));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, 1, 3",
    "2, 1, 1, 1",
    "3, 4, 2, 1",
    "3, 4, 2, 4",
    "5, 3, 4, 1",
    "5, 3, 4, 2",
    "5, 3, 4, 3"
  })
  void a_sum_leaves_in_the_cycles_of_the_closed_form(
      int children, int packetFlits, int stages, int rounds) {
    var p = parameters(children, packetFlits, stages, 64, 64, false);
    try (var model = open(p)) {
      var bench = new JoinBench(model, p);
      rounds(bench, p, 3, rounds);
      bench.run(1, 500);
      long begin = bench.sent(0).getFirst();
      var cycles = bench.sums().getFirst().cycles();
      long tail = begin + p.latency() + packetFlits + (rounds - 1L) * p.roundInterval();
      assertEquals(tail, cycles.getLast());
      int levels = 32 - Integer.numberOfLeadingZeros(children);
      assertEquals(3 + levels * stages, p.latency());
      if (rounds == 1) {
        assertEquals(begin + p.latency(), cycles.getFirst());
      }
    }
  }

  @Test
  void the_last_head_counts() {
    try (var model = open(USUAL)) {
      var bench = new JoinBench(model, USUAL);
      rounds(bench, USUAL, 3, 1);
      for (int t = 0; t < 20; t++) {
        bench.cycle(c -> c != 1, true);
      }
      assertEquals(0, bench.busy().size(), "one head is missing");
      bench.run(1, 100);
      assertEquals(
          bench.sent(1).getFirst() + USUAL.latency(), bench.sums().getFirst().cycles().getFirst());
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 1", "3, 4, 2", "5, 3, 4"})
  void sums_follow_each_other_without_a_gap(int children, int packetFlits, int stages) {
    var p = parameters(children, packetFlits, stages, 4, 2, false);
    var random = new Random(5);
    try (var model = open(p)) {
      var bench = new JoinBench(model, p);
      for (int slot = 0; slot < 40; slot++) {
        for (int c = 0; c < children; c++) {
          // Of odd keys one child has nothing: who is not in a round costs no cycle.
          if (slot % 2 == 0 || c != slot % children) {
            bench.send(c, c, packet(random, p, slot, 1, false));
          }
        }
      }
      for (int c = 0; c < children; c++) {
        bench.send(c, c, packet(random, p, END, 1, false));
      }
      bench.run(41, 2000);
      var busy = bench.busy();
      assertEquals(41 * (packetFlits + 1), busy.getLast() - busy.getFirst() + 1);
    }
  }

  @Test
  void without_credits_nothing_moves_and_nothing_is_lost() {
    var random = new Random(9);
    var pass = pass(random, USUAL, 30);
    try (var model = open(USUAL)) {
      var bench = new JoinBench(model, USUAL);
      queue(bench, pass);
      for (int t = 0; t < 300; t++) {
        bench.cycle(_ -> true, false);
      }
      assertEquals(USUAL.downstream(), bench.busy().size());
      var expected = expected(List.of(pass), USUAL);
      bench.run(expected.size(), 5000);
      agree(expected, bench);
    }
  }

  @Test
  void timing_takes_the_cycles_of_values() {
    var cycles = new ArrayList<List<Long>>();
    for (var p : List.of(USUAL, USUAL.timingOnly())) {
      var random = new Random(77);
      try (var model = open(p)) {
        var bench = new JoinBench(model, p);
        for (int i = 0; i < 4; i++) {
          queue(bench, pass(random, p, 30));
        }
        var pace = new Random(78);
        for (int t = 0; t < 4000; t++) {
          bench.cycle(_ -> pace.nextInt(100) < 70, pace.nextInt(100) < 80);
        }
        assertEquals(0, bench.backlog());
        cycles.add(bench.busy());
      }
    }
    assertTrue(cycles.getFirst().size() > 100);
    assertEquals(cycles.getFirst(), cycles.getLast());
  }

  /** Plays packets of child 0, with those of the others beside it. */
  private static void misplay(JoinFault fault, int child, int slot, List<List<Packet>> packets) {
    try (var model = open(USUAL)) {
      var bench = new JoinBench(model, USUAL);
      queue(bench, packets);
      for (int t = 0; t < 200; t++) {
        bench.cycle(_ -> true, true);
      }
      fault(bench, fault, child, slot);
    }
  }

  private static void fault(JoinBench bench, JoinFault fault, int child, int slot) {
    assertEquals(fault.ordinal(), bench.peek("fault"));
    assertEquals(child, bench.peek("faultChild"));
    assertEquals(slot, bench.peek("faultKey") >> 3, "the slot of the key");
  }

  private static List<Packet> packets(int... slots) {
    var random = new Random(1);
    return IntStream.of(slots).mapToObj(slot -> packet(random, USUAL, slot, 1, false)).toList();
  }

  @Test
  void a_key_that_falls_is_found() {
    misplay(
        JoinFault.ORDER,
        2,
        4,
        List.of(packets(5, 7, END), packets(5, 9, END), packets(5, 4, 2, END)));
  }

  @Test
  void a_key_that_comes_again_without_a_word_is_found() {
    misplay(JoinFault.ORDER, 1, 5, List.of(packets(6, END), packets(5, 5, END), packets(8, END)));
  }

  @Test
  void keys_begin_anew_after_the_end() {
    var again = packets(5, END, 3, END);
    misplay(JoinFault.NONE, 0, 0, List.of(again, again, again));
  }

  @Test
  void a_packet_that_was_announced_and_does_not_come_is_found() {
    var random = new Random(1);
    var broken = List.of(packet(random, USUAL, 5, 1, true), packet(random, USUAL, 6, 1, false));
    misplay(JoinFault.MORE, 1, 5, List.of(packets(5, END), broken, packets(7, END)));
  }

  @Test
  void ends_with_different_addresses_are_found() {
    var random = new Random(1);
    var other = List.of(packet(random, USUAL, END, 2, false));
    misplay(JoinFault.END, 2, END, List.of(packets(END), packets(END), other));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 2"})
  void a_packet_of_another_length_is_found(int missing, int child) {
    try (var model = open(USUAL)) {
      var bench = new JoinBench(model, USUAL);
      for (int c = 0; c < 3; c++) {
        var flits = bench.flits(c, packets(5).getFirst());
        if (c == child) {
          flits.remove(missing % flits.size());
        }
        int to = c;
        flits.forEach(flit -> bench.send(to, flit));
        bench.send(c, c, packets(END).getFirst());
      }
      for (int t = 0; t < 100; t++) {
        bench.cycle(_ -> true, true);
      }
      assertEquals(JoinFault.LENGTH.ordinal(), bench.peek("fault"));
      assertEquals(child, bench.peek("faultChild"));
    }
  }

  @Test
  void what_cannot_be_built_is_refused() {
    refused("1 children: at least 2", () -> parameters(1, 4, 2, 8, 8, false));
    refused("0 body flits: at least 1", () -> parameters(2, 0, 2, 8, 8, false));
    refused("5 stages of an adder: 1 to 4", () -> parameters(2, 1, 5, 8, 8, false));
    refused("0 places for each child", () -> parameters(2, 1, 2, 0, 8, false));
    refused("0 places downstream", () -> parameters(2, 1, 2, 8, 0, false));
    refused("a payload of 33 bits: whole lanes", () -> of(SLOT_BITS, SLOT_BITS + 4, 35));
    refused("with 9 bits of info: too few", () -> of(SLOT_BITS, SLOT_BITS + 2, 34));
    refused("a slot of 1 bits: at least 2", () -> of(1, 10, 34));
  }

  private static JoinParameters of(int slotBits, int infoBits, int width) {
    var format = new PacketFormat(LEAVES, true, infoBits, width);
    return new JoinParameters(format, slotBits, 2, 1, Element.BF16, true, 1, 1, 1, false);
  }

  private static void refused(String why, Executable what) {
    var e = assertThrows(IllegalArgumentException.class, what);
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }
}

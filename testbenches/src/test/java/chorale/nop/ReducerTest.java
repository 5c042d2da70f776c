package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.sim.Model;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A switch's reducer against {@link ReductionModel}. */
final class ReducerTest {
  private static final int LEAVES = 5;
  private static final int TAG_BITS = 6;
  private static final int PAYLOAD = 64;
  private static final int TURN = 1;
  private static final int TIMEOUT = 400;
  private static final Map<ReducerParameters, RtlHarness> BUILT = new ConcurrentHashMap<>();

  private static ReducerParameters parameters(
      Element element, int children, int entries, int packetFlits, int stages, int downstream) {
    return new ReducerParameters(
        new PacketFormat(LEAVES, true, TAG_BITS + 2, PAYLOAD + 2),
        TAG_BITS,
        children,
        entries,
        packetFlits,
        element,
        true,
        stages,
        TIMEOUT,
        downstream);
  }

  /** Four children, four entries, enough places downstream. */
  private static ReducerParameters usual(Element element) {
    return parameters(element, 4, 4, 4, 2, 8);
  }

  private static Model open(ReducerParameters p) {
    var harness =
        BUILT.computeIfAbsent(
            p,
            q ->
                RtlHarness.of(
                    "reducer_" + Integer.toHexString(q.hashCode()), () -> new Reducer(null, q)));
    return harness.open();
  }

  /** One combine: who contributes, and what. */
  private record Combine(long tag, List<int[]> vectors, int flits) {
    long expected() {
      return IntStream.range(0, vectors.size())
          .filter(c -> vectors.get(c) != null)
          .mapToLong(c -> 1L << c)
          .sum();
    }
  }

  /** Binary32 numbers of which sums round, cancel and overflow; for BF16 of 16 bits. */
  private static int number(Random random, Element element) {
    int bits =
        switch (random.nextInt(12)) {
          case 0 -> random.nextInt();
          case 1 -> random.nextBoolean() ? 0 : 1 << 31;
          case 2 -> random.nextInt() & 0x80ffffff;
          default -> random.nextInt() & 0x83ffffff | 0x3c000000;
        };
    return element == Element.BF16 ? bits & 0xffff0000 : bits;
  }

  private static int numbersOf(ReducerParameters p, int flits) {
    return flits * p.format().payloadBits() / (p.element() == Element.BF16 ? 16 : 32);
  }

  private static List<Combine> combines(Random random, ReducerParameters p, int n) {
    var all = new ArrayList<Combine>();
    for (int i = 0; i < n; i++) {
      int flits = random.nextInt(p.packetFlits() + 1);
      int numbers = numbersOf(p, flits);
      var vectors = new ArrayList<int[]>();
      int expected = 1 + random.nextInt((1 << p.children()) - 1);
      for (int c = 0; c < p.children(); c++) {
        boolean comes = (expected >> c & 1) == 1;
        vectors.add(
            comes
                ? IntStream.range(0, numbers).map(_ -> number(random, p.element())).toArray()
                : null);
      }
      all.add(new Combine(i % (1 << TAG_BITS), vectors, flits));
    }
    return all;
  }

  private static List<BigInteger> flits(ReducerParameters p, int[] vector) {
    int bits = p.element() == Element.BF16 ? 16 : 32;
    return ReductionModel.pack(vector, bits, p.format().payloadBits());
  }

  private static List<BigInteger> expectedBody(ReducerParameters p, Combine c) {
    int[] sums = ReductionModel.sums(c.vectors, numbersOf(p, c.flits));
    return ReductionModel.pack(sums, 32, p.format().payloadBits());
  }

  /** Sends all combines, contributions of as many as there are entries in any order. */
  private static List<ReducerBench.Sum> play(
      ReducerParameters p, List<Combine> combines, long seed) {
    var random = new Random(seed);
    try (var model = open(p)) {
      var bench = new ReducerBench(model, p);
      int sends = 20 + random.nextInt(80);
      int drains = 20 + random.nextInt(80);
      for (int from = 0; from < combines.size(); from += p.entries()) {
        var group = combines.subList(from, Math.min(combines.size(), from + p.entries()));
        group.forEach(c -> bench.reserve(c.tag, c.expected(), c.flits));
        for (int child = 0; child < p.children(); child++) {
          var order = new ArrayList<>(group);
          Collections.shuffle(order, random);
          for (Combine c : order) {
            if (c.vectors.get(child) != null) {
              bench.contribute(child, c.tag, 1L << child, flits(p, c.vectors.get(child)));
            }
          }
        }
        while (bench.backlog() > 3 * p.entries()) {
          bench.cycle(_ -> random.nextInt(100) < sends, random.nextInt(100) < drains);
        }
      }
      bench.run(combines.size(), 2000);
      assertEquals(0, bench.peek("occupied"));
      assertEquals(0, bench.peek("fault"));
      assertEquals(0, bench.peek("late"));
      return bench.sums();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BF16, 4, 4, 4, 2",
    "FP32, 4, 4, 4, 2",
    "BF16, 2, 3, 1, 1",
    "FP32, 3, 2, 2, 4",
    "FP32, 5, 4, 1, 3"
  })
  void sums_are_those_of_the_tree_whatever_the_arrival(
      Element element, int children, int entries, int packetFlits, int stages) {
    var p = parameters(element, children, entries, packetFlits, stages, 6);
    var combines = combines(new Random(children * 31L + packetFlits), p, 600);
    for (long seed = 1; seed <= 3; seed++) {
      var sums = play(p, combines, seed);
      var byTag = new ArrayList<List<ReducerBench.Sum>>();
      IntStream.range(0, 1 << TAG_BITS).forEach(_ -> byTag.add(new ArrayList<>()));
      sums.forEach(s -> byTag.get((int) s.tag()).add(s));
      for (int i = 0; i < combines.size(); i++) {
        Combine c = combines.get(i);
        var sum = byTag.get((int) c.tag).get(i >> TAG_BITS);
        String where = "seed %d, combine %d".formatted(seed, i);
        assertEquals(c.expected(), sum.leaves(), where);
        assertEquals(expectedBody(p, c), sum.body(), where);
      }
    }
  }

  @Test
  void absent_children_are_left_out_and_not_added_as_zero() {
    var p = usual(Element.FP32);
    try (var model = open(p)) {
      var bench = new ReducerBench(model, p);
      int[] numbers = {1 << 31, 0x7fa00001}; // -0 alone stays -0; any NaN becomes the one
      bench.reserve(3, 0b0100, 1);
      bench.contribute(2, 3, 1, flits(p, numbers));
      bench.reserve(4, 0b1010, 1);
      bench.contribute(1, 4, 1, flits(p, new int[] {1 << 31, 1}));
      bench.contribute(3, 4, 1, flits(p, new int[] {1 << 31, 2}));
      bench.run(2, 100);
      assertEquals(flits(p, new int[] {1 << 31, 0x7fc00000}), bench.sums().get(0).body());
      assertEquals(flits(p, new int[] {1 << 31, 3}), bench.sums().get(1).body());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, 4",
    "2, 4, 7",
    "3, 2, 7",
    "4, 1, 5",
    "4, 2, 7",
    "4, 3, 9",
    "4, 4, 11",
    "5, 1, 6",
    "5, 2, 9"
  })
  void a_sum_leaves_exactly_its_latency_after_its_last_contribution(
      int children, int stages, int cycles) {
    var p = parameters(Element.BF16, children, 2, 2, stages, 12);
    assertEquals(cycles, p.latency());
    try (var model = open(p)) {
      var bench = new ReducerBench(model, p);
      bench.reserve(9, (1 << children) - 1, 2);
      bench.cycle(_ -> true, true);
      for (int c = 0; c < children; c++) {
        bench.contribute(c, 9, 1, List.of(BigInteger.ONE, BigInteger.TWO));
      }
      long lastFlit = model.cycle() + 2;
      bench.run(1, 100);
      var sum = bench.sums().getFirst();
      assertEquals(
          List.of(0L, 1L, 2L, 3L, 4L),
          sum.cycles().stream().map(c -> c - lastFlit - cycles).toList());
    }
  }

  /** Sums of {@code n} combines, all children at full rate; the cycles of all flits. */
  private static List<Long> stream(ReducerParameters p, int n) {
    try (var model = open(p)) {
      var bench = new ReducerBench(model, p);
      for (int i = 0; i < n; i++) {
        long tag = i % (1 << TAG_BITS);
        bench.reserve(tag, (1 << p.children()) - 1, p.packetFlits());
        for (int c = 0; c < p.children(); c++) {
          bench.contribute(c, tag, 1, Collections.nCopies(p.packetFlits(), BigInteger.TEN));
        }
      }
      bench.run(n, 100 * n);
      return bench.sums().stream().flatMap(s -> s.cycles().stream()).toList();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Element.class,
      names = {"BF16", "FP32"})
  void the_output_is_busy_in_every_cycle_when_all_children_send(Element element) {
    int packetFlits = 4;
    int flits = 1 + packetFlits * element.growth();
    int latency = parameters(element, 4, 4, packetFlits, 2, 1).latency();
    var p = parameters(element, 4, 4, packetFlits, 2, latency - 1 + TURN);
    assertEquals(p.downstream(), p.downstreamForFullRate(TURN));
    List<Long> cycles = stream(p, 200);
    assertEquals(200 * flits, cycles.size());
    assertEquals(200 * flits - 1, cycles.getLast() - cycles.getFirst());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6})
  void with_fewer_credits_as_many_flits_move_in_a_round_trip(int downstream) {
    var p = parameters(Element.BF16, 4, 4, 4, 2, downstream);
    List<Long> cycles = stream(p, 200);
    int roundTrip = p.downstreamForFullRate(TURN);
    assertEquals(
        (double) downstream / roundTrip,
        (double) cycles.size() / (cycles.getLast() - cycles.getFirst()),
        0.01);
  }

  @ParameterizedTest
  @EnumSource(
      value = Element.class,
      names = {"BF16", "FP32"})
  void timing_alone_takes_the_same_cycles(Element element) {
    var p = usual(element);
    var combines = combines(new Random(7), p, 400);
    for (long seed = 1; seed <= 3; seed++) {
      var values = play(p, combines, seed);
      var timing = play(p.timingOnly(), combines, seed);
      assertEquals(
          values.stream().map(s -> List.of(s.tag(), s.leaves(), s.cycles())).toList(),
          timing.stream().map(s -> List.of(s.tag(), s.leaves(), s.cycles())).toList());
      assertTrue(timing.stream().flatMap(s -> s.body().stream()).allMatch(BigInteger.ZERO::equals));
    }
  }

  @Test
  void a_reservation_waits_for_a_free_entry_and_for_its_tag() {
    var p = parameters(Element.FP32, 2, 2, 1, 1, 8);
    try (var model = open(p)) {
      var bench = new ReducerBench(model, p);
      bench.reserve(1, 3, 1);
      bench.reserve(1, 3, 1); // the same tag again
      bench.reserve(2, 0, 1); // nobody below: takes no entry
      bench.reserve(3, 3, 1);
      bench.reserve(4, 3, 1); // a third entry
      for (int t = 0; t < 20; t++) {
        bench.cycle(_ -> true, true);
      }
      assertEquals(1, bench.reserved());
      contributeBoth(bench, 1);
      assertEquals(4, bench.reserved());
      assertEquals(2, bench.peek("occupied"));
      contributeBoth(bench, 3);
      assertEquals(5, bench.reserved());
      contributeBoth(bench, 1);
      contributeBoth(bench, 4);
      assertEquals(0, bench.peek("occupied"));
      assertEquals(List.of(1L, 3L, 1L, 4L), bench.sums().stream().map(s -> s.tag()).toList());
    }
  }

  /** Contributions that the bench does not hold back for reservations. */
  private static void contributeBoth(ReducerBench bench, long tag) {
    bench.contributeNow(0, tag, 1, List.of(BigInteger.ZERO));
    bench.contributeNow(1, tag, 1, List.of(BigInteger.ZERO));
    for (int t = 0; t < 20; t++) {
      bench.cycle(_ -> true, true);
    }
  }

  @Test
  void a_stalled_way_out_stops_reservations_and_never_a_contribution() {
    var p = parameters(Element.FP32, 2, 4, 2, 1, 1);
    try (var model = open(p)) {
      var bench = new ReducerBench(model, p);
      for (int i = 0; i < 6; i++) {
        bench.reserve(i, 3, 2);
      }
      for (int tag = 0; tag < 4; tag++) {
        for (int c = 0; c < 2; c++) {
          bench.contributeNow(c, tag, 1, List.of(BigInteger.ONE, BigInteger.ONE));
        }
      }
      for (int t = 0; t < 10; t++) {
        bench.cycle(_ -> t0(bench), false);
      }
      for (int t = 0; t < 40; t++) {
        bench.cycle(_ -> true, false);
      }
      assertEquals(0, bench.backlog());
      assertEquals(4, bench.reserved());
      assertEquals(0, bench.sums().size());
      for (int tag = 4; tag < 6; tag++) {
        for (int c = 0; c < 2; c++) {
          bench.contribute(c, tag, 1, List.of(BigInteger.ONE, BigInteger.ONE));
        }
      }
      bench.run(6, 200);
    }
  }

  private static boolean t0(ReducerBench bench) {
    return bench.reserved() == 4;
  }

  private static List<BigInteger> words(int n) {
    return Collections.nCopies(n, BigInteger.valueOf(0x3f800000));
  }

  /** Sends what {@code wrong} says while tag 5 expects children 1 and 2; then all goes on. */
  private static void fault(
      Wrong wrong, ReductionFault kind, long tag, int child, boolean completes) {
    var p = usual(Element.FP32);
    try (var model = open(p)) {
      var bench = new ReducerBench(model, p);
      bench.reserve(5, 0b0110, 2);
      bench.contribute(1, 5, 1, words(2));
      for (int t = 0; t < 5; t++) {
        bench.cycle(_ -> true, true);
      }
      wrong.send(bench);
      for (int t = 0; t < 30; t++) {
        bench.cycle(_ -> true, true);
      }
      assertEquals(kind.ordinal(), bench.peek("fault"));
      assertEquals(tag, bench.peek("faultTag"));
      assertEquals(child, bench.peek("faultChild"));
      assertEquals(completes ? 1 : 0, bench.sums().size());
      bench.contribute(3, 6, 1, words(1)); // a second fault does not replace the first
      bench.reserve(8, 0b1001, 1);
      bench.contribute(0, 8, 1, words(1));
      bench.contribute(3, 8, 1, words(1));
      if (!completes) {
        bench.contribute(2, 5, 2, words(2));
      }
      bench.run(2, 100);
      var other = bench.sums().stream().filter(s -> s.tag() == 8).findFirst().orElseThrow();
      assertEquals(List.of(BigInteger.valueOf(0x40000000)), other.body());
      var first = bench.sums().stream().filter(s -> s.tag() == 5).findFirst().orElseThrow();
      assertEquals(2, first.body().size());
      if (!completes) {
        assertEquals(0b11, first.leaves());
        assertEquals(Collections.nCopies(2, BigInteger.valueOf(0x40000000)), first.body());
      }
      assertEquals(kind.ordinal(), bench.peek("fault"));
      assertEquals(tag, bench.peek("faultTag"));
      assertEquals(0, bench.peek("occupied"));
    }
  }

  private interface Wrong {
    void send(ReducerBench bench);
  }

  @Test
  void a_contribution_that_comes_twice_is_dropped_and_named() {
    fault(b -> b.contribute(1, 5, 4, words(2)), ReductionFault.DUPLICATE, 5, 1, false);
  }

  @Test
  void a_contribution_without_an_entry_is_dropped_and_named() {
    fault(b -> b.contribute(2, 7, 4, words(2)), ReductionFault.NO_ENTRY, 7, 2, false);
  }

  @Test
  void a_contribution_of_a_child_that_is_not_expected_is_dropped_and_named() {
    fault(b -> b.contribute(3, 5, 4, words(2)), ReductionFault.NO_ENTRY, 5, 3, false);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 9})
  void a_contribution_of_another_length_is_named_and_the_sum_has_its_own(int flits) {
    fault(b -> b.contribute(2, 5, 4, words(flits)), ReductionFault.LENGTH, 5, 2, true);
  }

  @Test
  void the_lowest_child_is_named_when_two_are_wrong_at_once() {
    fault(
        b -> {
          b.contribute(3, 9, 4, words(1));
          b.contribute(0, 10, 4, words(1));
        },
        ReductionFault.NO_ENTRY,
        10,
        0,
        false);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 2", "3, 3"})
  void a_missing_contribution_is_found_when_the_timeout_is_over(int present, int missing) {
    var p = usual(Element.FP32);
    try (var model = open(p)) {
      var bench = new ReducerBench(model, p);
      bench.reserve(33, 0b1110, 1);
      bench.cycle(_ -> true, true);
      for (int c = 1; c < 4; c++) {
        if (c < missing && present > 0) {
          bench.contribute(c, 33, 1, words(1));
        }
      }
      while (model.cycle() <= bench.firstTaken() + TIMEOUT + 1) {
        assertEquals(0, bench.peek("late"));
        bench.cycle(_ -> true, true);
      }
      assertEquals(1, bench.peek("late"));
      assertEquals(33, bench.peek("lateTag"));
      assertEquals(missing, bench.peek("lateChild"));
      for (int c = 1; c < 4; c++) {
        if (c >= missing || present == 0) {
          bench.contribute(c, 33, 1, words(1));
        }
      }
      bench.run(1, 100);
      assertEquals(1, bench.peek("late"), "sticky");
    }
  }

  @Test
  void a_combine_in_time_is_not_late_however_long_it_waits_to_leave() {
    var p = parameters(Element.FP32, 2, 2, 2, 1, 1);
    try (var model = open(p)) {
      var bench = new ReducerBench(model, p);
      bench.reserve(1, 3, 2);
      for (int c = 0; c < 2; c++) {
        bench.contribute(c, 1, 1, words(2));
      }
      for (int t = 0; t < 2 * TIMEOUT; t++) {
        bench.cycle(_ -> true, false);
      }
      bench.run(1, 100);
      assertEquals(0, bench.peek("late"));
    }
  }

  @Test
  void in_mode_home_reservations_are_taken_and_forgotten() {
    var p = parameters(Element.FP32, 2, 2, 1, 1, 8);
    try (var model = open(p)) {
      var bench = new ReducerBench(model, p);
      model.port("home").set(1);
      for (int i = 0; i < 50; i++) {
        bench.reserve(i % 2, 3, 1);
      }
      for (int t = 0; t < 50; t++) {
        bench.cycle(_ -> true, true);
      }
      assertEquals(50, bench.reserved());
      assertEquals(0, bench.peek("occupied"));
    }
  }

  @Test
  void storage_is_stated() {
    assertEquals(4L * 4 * 4 * PAYLOAD, usual(Element.BF16).storageBits());
    assertEquals(0, usual(Element.BF16).timingOnly().storageBits());
  }

  @Test
  void parameters_out_of_range_are_errors() {
    for (var bad :
        List.of(
            Arrays.asList(1, 4, 4, 2),
            Arrays.asList(4, 1, 4, 2),
            Arrays.asList(4, 4, 3, 2),
            Arrays.asList(4, 4, 4, 0),
            Arrays.asList(4, 4, 4, 5))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> parameters(Element.FP32, bad.get(0), bad.get(1), bad.get(2), bad.get(3), 8));
    }
    assertThrows(IllegalArgumentException.class, () -> parameters(Element.FP32, 4, 4, 4, 2, 0));
  }
}

package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.nop.ReductionTree.Shape;
import chorale.nop.ReductionTreeBench.Pace;
import chorale.nop.ReductionTreeBench.Sum;
import chorale.nop.ReductionTreeBench.Token;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two levels of adding switches, from the dispatch to the sum at the home. */
final class ReductionTreeTest {
  private static final int TOKENS = 400;
  private static final int LIMIT = 400_000;
  private static final int LANES = 4; // BF16 numbers in a flit
  private static final Map<Shape, RtlHarness> BUILT = new ConcurrentHashMap<>();

  /** As few entries as the segments of a token allow. */
  private static final Shape TIGHT = new Shape(2, 3, 2, true);

  private static final Shape WIDE = new Shape(2, 4, 32, true);

  private static RtlHarness harness(Shape shape) {
    return BUILT.computeIfAbsent(
        shape,
        s ->
            RtlHarness.of(
                "reduction_tree_" + Integer.toHexString(s.hashCode()), () -> new ReductionTree(s)));
  }

  /** Tokens that choose {@code least} leaves or more. */
  private static List<Token> tokens(Random random, Shape shape, int n, int least) {
    var tokens = new ArrayList<Token>();
    while (tokens.size() < n) {
      long leaves = random.nextInt(1 << shape.leaves());
      if (Long.bitCount(leaves) >= least) {
        var vectors = new ArrayList<List<int[]>>();
        for (int l = 0; l < shape.leaves(); l++) {
          boolean chosen = (leaves >> l & 1) == 1;
          vectors.add(
              chosen
                  ? ReductionTree.SEGMENTS.stream().map(f -> vector(random, f * LANES)).toList()
                  : null);
        }
        tokens.add(new Token(leaves, vectors));
      }
    }
    return tokens;
  }

  private static int[] vector(Random random, int n) {
    return IntStream.range(0, n)
        .map(
            _ ->
                random.nextInt(20) == 0
                    ? random.nextInt()
                    : random.nextInt() & 0x83ffffff | 0x3c << 24)
        .map(x -> x & 0xffff0000)
        .toArray();
  }

  /** The sum of a token's segment: each group's, then the groups'. */
  private static List<BigInteger> expected(Shape shape, Token token, int segment) {
    int numbers = ReductionTree.SEGMENTS.get(segment) * LANES;
    var partial = new ArrayList<int[]>();
    for (int g = 0; g < shape.groups(); g++) {
      int first = g * shape.leavesPerGroup();
      var vectors = new ArrayList<int[]>();
      for (List<int[]> v : token.vectors().subList(first, first + shape.leavesPerGroup())) {
        vectors.add(v == null ? null : v.get(segment));
      }
      boolean any = vectors.stream().anyMatch(v -> v != null);
      partial.add(any ? ReductionModel.sums(vectors, numbers) : null);
    }
    return ReductionModel.pack(ReductionModel.sums(partial, numbers), 32, 64);
  }

  /** The sums by token and segment; ids are used again, in the order of the tokens. */
  private static List<List<Sum>> byToken(List<Sum> sums, int tokens) {
    int ids = 1 << Shape.TAG_BITS - 1;
    var byTag = new ArrayList<List<Sum>>();
    IntStream.range(0, 2 * ids).forEach(_ -> byTag.add(new ArrayList<>()));
    sums.forEach(s -> byTag.get((int) s.tag()).add(s));
    return IntStream.range(0, tokens)
        .mapToObj(
            t ->
                Stream.of(byTag.get(t % ids), byTag.get(ids + t % ids))
                    .map(list -> list.get(t / ids))
                    .toList())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"2, 3, 2", "3, 2, 3", "2, 4, 32"})
  void every_sum_has_the_bits_of_the_tree_at_every_pace(int groups, int leaves, int entries) {
    var shape = new Shape(groups, leaves, entries, true);
    var tokens = tokens(new Random(9), shape, TOKENS, 1);
    long waited = 0;
    for (long seed = 1; seed <= 6; seed++) {
      var random = new Random(seed);
      var pace = seed == 1 ? Pace.FULL : Pace.of(random);
      try (var model = harness(shape).open()) {
        var bench = new ReductionTreeBench(model, shape, tokens, pace, random);
        var sums = byToken(bench.run(LIMIT), TOKENS);
        for (int t = 0; t < TOKENS; t++) {
          for (int s = 0; s < ReductionTree.SEGMENTS.size(); s++) {
            String where = "seed %d, token %d, segment %d".formatted(seed, t, s);
            assertEquals(tokens.get(t).leaves(), sums.get(t).get(s).leaves(), where);
            assertEquals(expected(shape, tokens.get(t), s), sums.get(t).get(s).body(), where);
          }
        }
        waited += bench.waited;
        assertEquals(0, flitsBeyondClosedForm(bench, shape, tokens));
      }
    }
    assertTrue(entries > 3 || waited > 1000, "no dispatch ever waited for an entry");
  }

  /** A link carries one sum per token and segment that has a leaf below it, and nothing else. */
  private static long flitsBeyondClosedForm(
      ReductionTreeBench bench, Shape shape, List<Token> tokens) {
    long flits = 0;
    for (int f : ReductionTree.SEGMENTS) {
      flits += 1 + (long) f * Element.BF16.growth();
    }
    long beyond = Math.abs(bench.homeFlits - flits * tokens.size());
    for (int g = 0; g < shape.groups(); g++) {
      long mine = (1L << shape.leavesPerGroup()) - 1 << g * shape.leavesPerGroup();
      long hit = tokens.stream().filter(t -> (t.leaves() & mine) != 0).count();
      beyond += Math.abs(bench.upFlits[g] - flits * hit);
    }
    return beyond;
  }

  @Test
  void the_order_in_which_sums_leave_depends_on_the_pace_and_their_bits_do_not() {
    var tokens = tokens(new Random(4), WIDE, TOKENS, 1);
    var orders = new ArrayList<List<Long>>();
    var bits = new ArrayList<List<List<BigInteger>>>();
    for (long seed : new long[] {21, 22}) {
      try (var model = harness(WIDE).open()) {
        var random = new Random(seed);
        var bench = new ReductionTreeBench(model, WIDE, tokens, Pace.of(random), random);
        List<Sum> sums = bench.run(LIMIT);
        orders.add(sums.stream().map(Sum::tag).toList());
        bits.add(byToken(sums, TOKENS).stream().flatMap(List::stream).map(Sum::body).toList());
      }
    }
    assertTrue(!orders.get(0).equals(orders.get(1)), "both paces gave one order");
    assertEquals(bits.get(0), bits.get(1));
  }

  @Test
  void timing_alone_takes_the_same_cycles() {
    var timing = new Shape(TIGHT.groups(), TIGHT.leavesPerGroup(), TIGHT.entries(), false);
    var tokens = tokens(new Random(5), TIGHT, TOKENS, 1);
    var cycles = new ArrayList<List<List<Long>>>();
    for (Shape shape : List.of(TIGHT, timing)) {
      try (var model = harness(shape).open()) {
        var random = new Random(31);
        var bench = new ReductionTreeBench(model, shape, tokens, Pace.of(random), random);
        cycles.add(bench.run(LIMIT).stream().map(s -> List.of(s.tag(), s.cycle())).toList());
      }
    }
    assertEquals(cycles.get(0), cycles.get(1));
  }

  /** The last link carries all sums: no run is shorter, and with enough entries hardly longer. */
  @Test
  void with_enough_entries_the_last_link_is_the_bound() {
    var tokens = tokens(new Random(6), WIDE, TOKENS, WIDE.leaves());
    try (var model = harness(WIDE).open()) {
      var bench = new ReductionTreeBench(model, WIDE, tokens, Pace.FULL, new Random(1));
      bench.run(LIMIT);
      long cycles = model.cycle() - bench.firstFlit;
      assertTrue(cycles >= bench.homeFlits, cycles + " cycles for " + bench.homeFlits);
      assertTrue(cycles <= 1.02 * bench.homeFlits, cycles + " cycles for " + bench.homeFlits);
    }
  }
}

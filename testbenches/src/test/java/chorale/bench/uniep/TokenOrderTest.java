package chorale.bench.uniep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.bench.uniep.OrderBench.Entry;
import chorale.bench.uniep.OrderBench.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines that order tokens, one at each leaf of a switch. */
final class TokenOrderTest {
  private static final OrderConfig TWO = new OrderConfig(2, 4, 16, 1, 2, true, 1);
  private static final OrderConfig FOUR = new OrderConfig(4, 16, 63, 2, 4, true, 2);
  private static final OrderConfig EACH = new OrderConfig(3, 12, 40, 2, 4, false, 1);
  private static final RtlHarness PAIR = RtlHarness.of("token_order_2", TWO::top);
  private static final RtlHarness SQUARE = RtlHarness.of("token_order_4", FOUR::top);
  private static final RtlHarness UNICAST = RtlHarness.of("token_order_3", EACH::top);

  /** The golden vectors of the paper's algorithm: two ranks, four experts, top 2. */
  private static final int[][] VECTORS = {{0, 2, 1, 2, 0, 3, 2, 3}, {2, 3, 0, 1, 2, 0, 3, 1}};

  @Test
  void the_model_has_the_golden_vectors() {
    var golden = new GoldenOrder(VECTORS, 4);
    assertArrayEquals(new int[] {2, 1, 3, 2}, golden.counts(0));
    assertArrayEquals(new int[] {0, 3, 2, 4, 1, 6, 5, 7}, golden.places(0));
    assertArrayEquals(new int[] {2, 2, 2, 2}, golden.counts(1));
    assertArrayEquals(new int[] {4, 6, 0, 2, 5, 1, 7, 3}, golden.places(1));
    assertArrayEquals(new int[] {2, 1, 3, 2}, golden.base(1));
  }

  @Test
  void the_engines_have_the_golden_vectors() {
    // (target rank, local expert, slot), as printed.
    int[][][] printed = {
      {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {1, 0, 1}, {0, 0, 1}, {1, 1, 0}, {1, 0, 2}, {1, 1, 1}},
      {{1, 0, 3}, {1, 1, 2}, {0, 0, 2}, {0, 1, 1}, {1, 0, 4}, {0, 0, 3}, {1, 1, 3}, {0, 1, 2}}
    };
    // Rows of a rank: those of its first expert, then those of its second.
    int[] firstRow = {0, 4, 0, 5};
    try (var bench = new OrderBench(TWO, PAIR.library())) {
      Round[] said = bench.run(List.<int[][]>of(VECTORS), null).getFirst();
      for (int r = 0; r < 2; r++) {
        for (int i = 0; i < printed[r].length; i++) {
          int expert = 2 * printed[r][i][0] + printed[r][i][1];
          int slot = printed[r][i][2];
          assertEquals(
              new Entry(printed[r][i][0], expert, slot, firstRow[expert] + slot),
              said[r].entries().get(i));
        }
      }
      assertEquals(List.of(4, 3), said[0].totals());
      assertEquals(List.of(5, 4), said[1].totals());
    }
  }

  /** Rounds of random routings: any number of tokens and any k, ranks without tokens included. */
  private static List<int[][]> rounds(OrderConfig c, int count, SplittableRandom random) {
    var rounds = new ArrayList<int[][]>();
    for (int i = 0; i < count; i++) {
      rounds.add(RandomRouting.of(c, random));
    }
    return rounds;
  }

  private static void check(OrderConfig c, RtlHarness rtl, long seed, int count) {
    var random = new SplittableRandom(seed);
    var rounds = rounds(c, count, random);
    try (var bench = new OrderBench(c, rtl.library())) {
      var said = bench.run(rounds, random.split());
      for (int i = 0; i < count; i++) {
        assertEquals(
            Optional.empty(),
            OrderCheck.fault(rounds.get(i), c.experts(), said.get(i)),
            "seed %d, round %d".formatted(seed, i));
      }
      for (int r = 0; r < c.ranks(); r++) {
        assertFalse(bench.fault(r));
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void slots_are_those_of_the_model_whoever_comes_first(long seed) {
    check(FOUR, SQUARE, seed, 400);
  }

  @Test
  void counts_may_go_to_each_rank_by_itself() {
    check(EACH, UNICAST, 1, 200);
  }

  @ParameterizedTest(name = "{0} pairs at each rank")
  @ValueSource(ints = {0, 1, 5, 63})
  void cycles_are_those_of_the_closed_form(int n) {
    var random = new SplittableRandom(n);
    var selected = new int[FOUR.ranks()][n];
    for (int[] own : selected) {
      for (int i = 0; i < n; i++) {
        own[i] = random.nextInt(FOUR.experts());
      }
    }
    int words = FOUR.parameters().words();
    int router = 2;
    try (var bench = new OrderBench(FOUR, SQUARE.library())) {
      for (Round[] round : bench.run(List.<int[][]>of(selected, selected), null)) {
        for (Round said : round) {
          assertEquals(said.started() + 1 + n, said.ordered());
          assertEquals(
              said.started()
                  + n
                  + FOUR.ranks() * FOUR.parameters().flits()
                  + router
                  + 2L * FOUR.leafLatency()
                  + 1,
              said.complete());
          assertEquals(n == 0 ? -1 : said.complete() + 3 + words, said.first());
          assertEquals(n == 0 ? -1 : said.complete() + 2 + words + n, said.last());
        }
      }
    }
  }

  @Test
  void an_expert_that_is_not_there_is_told_and_nobody_stops() {
    var wrong = new int[][] {{0, 13, 1}, {2}, {3}}; // 12 experts
    try (var bench = new OrderBench(EACH, UNICAST.library())) {
      bench.run(List.<int[][]>of(wrong), null);
      assertTrue(bench.fault(0));
      assertFalse(bench.fault(1));
    }
  }

  @Test
  void experts_that_do_not_fill_words_are_refused() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new OrderConfig(2, 6, 8, 2, 2, true, 0).parameters());
    assertEquals(
        "6 experts of 2 ranks, 2 in a word: as many at each rank, and words of 1, 2, 4 .. that fit"
            + " them",
        e.getMessage());
  }
}

package chorale.workload.place;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTest {
  private static final int TOKENS = 150;

  private static long[][] randomTokens(int experts, long seed) {
    var random = new Random(seed);
    var sets = new long[experts][Math.ceilDiv(TOKENS, 64)];
    for (int t = 0; t < TOKENS; t++) {
      for (int j = 0; j < 3; j++) {
        sets[random.nextInt(experts)][t / 64] |= 1L << t;
      }
    }
    return sets;
  }

  /** The cost from its definition, token by token. */
  private static long cost(long[][] tokens, int[] part, int parts, boolean copies) {
    long sum = 0;
    long loads = 0;
    for (int p = 0; p < parts; p++) {
      long load = 0;
      long pairs = 0;
      for (int t = 0; t < TOKENS; t++) {
        boolean there = false;
        for (int e = 0; e < part.length; e++) {
          boolean pair = part[e] == p && (tokens[e][t / 64] >> t & 1) == 1;
          there |= pair;
          pairs += pair ? 1 : 0;
        }
        load += there ? 1 : 0;
      }
      loads += load;
      sum += load * load * load * load;
      sum += (pairs / 2) * (pairs / 2) * (pairs / 2) * (pairs / 2);
    }
    return copies ? sum + (loads * loads / 2) * (loads * loads / 2) : sum;
  }

  @Test
  void theCostAfterManyExchangesIsThatOfItsDefinition() {
    for (int seed = 0; seed < 20; seed++) {
      var tokens = randomTokens(12, seed);
      int[] begin = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2};
      boolean copies = seed % 2 == 1;
      var partition = new Partition(tokens, begin, 3, 2, copies);
      assertEquals(cost(tokens, begin, 3, copies), partition.cost());
      partition.descend();
      assertEquals(cost(tokens, partition.parts(), 3, copies), partition.cost());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noSingleExchangeImprovesWhatTheDescentEndsIn(boolean copies) {
    var tokens = randomTokens(12, 1);
    int[] begin = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
    var partition = new Partition(tokens, begin, 2, 2, copies);
    long before = partition.cost();
    int[] end = partition.descend().parts();
    assertTrue(partition.cost() < before, "the start was no optimum");
    for (int a = 0; a < 12; a++) {
      for (int b = 0; b < 12; b++) {
        int[] other = end.clone();
        other[a] = end[b];
        other[b] = end[a];
        assertTrue(cost(tokens, other, 2, copies) >= partition.cost());
      }
    }
  }

  @Test
  void partsKeepTheirSizes() {
    int[] begin = {0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2};
    var sizes = new int[3];
    for (int p : new Partition(randomTokens(12, 5), begin, 3, 2, false).descend().parts()) {
      sizes[p]++;
    }
    assertArrayEquals(new int[] {7, 3, 2}, sizes);
  }

  @Test
  void refusesMoreThanItsCostIsExactFor() {
    var tokens = new long[5][Partition.MOST_TOKENS / 64];
    for (int e = 0; e < 4; e++) {
      Arrays.fill(tokens[e], -1);
    }
    int[] parts = {0, 0, 0, 0, 1};
    // 2^16 pairs in one part: (2^14)^4 + (2^15)^4
    assertEquals((1L << 56) + (1L << 60), new Partition(tokens, parts, 2, 2, false).cost());
    // the same pairs in parts of their own, all on one link: (2^16)^4 / 4
    assertEquals(
        4 * ((1L << 56) + (1L << 48)) + (1L << 62),
        new Partition(tokens, new int[] {0, 1, 2, 3, 4}, 5, 4, true).cost());
    assertThrows(IllegalArgumentException.class, () -> new Partition(tokens, parts, 2, 1, true));
    tokens[4][0] = 1;
    assertThrows(IllegalArgumentException.class, () -> new Partition(tokens, parts, 2, 2, false));
    var longer = new long[2][Partition.MOST_TOKENS / 64 + 1];
    assertThrows(
        IllegalArgumentException.class, () -> new Partition(longer, new int[] {0, 1}, 2, 2, false));
  }
}

package chorale.workload.uniep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chorale.workload.Routing;
import chorale.workload.uniep.LayerLoad.Tiles;
import chorale.workload.uniep.LayerLoad.Way;
import chorale.workload.uniep.Manner.Addition;
import chorale.workload.uniep.Manner.Order;
import org.junit.jupiter.api.Test;

/** Packets and tiles of two ranks with two experts each, counted by hand. */
final class LayerLoadTest {
  /** Tokens 0 and 1 live at rank 0, 2 and 3 at rank 1; experts 0 and 1 at rank 0. */
  private static final LayerLoad LOAD =
      new LayerLoad(new Routing(new int[][] {{0, 1}, {2, 3}, {2, 0}, {3, 2}}, 4), 2);

  @Test
  void a_token_counts_once_for_each_of_its_ranks() {
    assertEquals(1 + 1 + 2 + 1, LOAD.distinct());
  }

  @Test
  void what_stays_on_its_rank_is_on_no_link() {
    // Only token 1 leaves rank 0, twice or once; only token 2 leaves rank 1, once.
    assertEquals(new Way(2, 2), LOAD.dispatch(false, false));
    assertEquals(new Way(1, 1), LOAD.dispatch(true, false));
    assertEquals(new Way(1, 1), LOAD.dispatch(true, true));
  }

  @Test
  void results_go_back_the_way_that_tokens_came() {
    assertEquals(new Way(2, 2), LOAD.combine(Addition.HOME));
    assertEquals(new Way(1, 1), LOAD.combine(Addition.SWITCH));
  }

  @Test
  void tiles_are_those_of_the_busiest_rank() {
    // Rank 1: expert 2 has three tokens, expert 3 two.
    assertEquals(5, LOAD.rows());
    assertEquals(new Tiles(3, 1, 2), LOAD.tiles(2, 1, Order.EXPERT));
    assertEquals(new Tiles(5, 2, 3), LOAD.tiles(1, 1, Order.EXPERT));
  }

  @Test
  void chunks_leave_tiles_unfilled() {
    // First halves of the ranks: tokens 0 and 2; so expert 2 has one token, then two.
    assertEquals(new Tiles(2, 1, 1), LOAD.tiles(3, 1, Order.EXPERT));
    assertEquals(new Tiles(3, 1, 2), LOAD.tiles(3, 2, Order.EXPERT));
  }

  @Test
  void ranks_that_do_not_divide_the_experts_are_refused() {
    var routing = new Routing(new int[][] {{0}, {1}, {2}}, 4);
    var e = assertThrows(IllegalArgumentException.class, () -> new LayerLoad(routing, 3));
    assertEquals(
        "3 ranks for 4 experts and 3 tokens: write at least 2 that divide the experts, and a token"
            + " for each",
        e.getMessage());
  }
}

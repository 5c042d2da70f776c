package chorale.workload.uniep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.ArrayCycles;
import chorale.workload.trace.SyntheticRouting;
import chorale.workload.uniep.Manner.Addition;
import chorale.workload.uniep.Manner.Order;
import chorale.workload.uniep.Manner.Start;
import chorale.workload.uniep.Manner.Transfer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Points, which of them can run, and the search for the best. */
final class TunerTest {
  private static final int LANES = 16;
  private static final LayerLoad LOAD =
      new LayerLoad(
          new SyntheticRouting(new SyntheticRouting.Knobs(32, 4, 1, 0, 0.5), 1).next(512), 8);
  private static final ChipletRates RATES =
      new ChipletRates(LANES, new ArrayCycles(8, 8), 16, 64, 512, 64, 2, 15, 2, 100, 100);

  private static CostModel model() {
    return new CostModel(RATES, LOAD, 256, 128, 2);
  }

  private static Point uniep() {
    return new Point(
        new Lanes(2, 1, 2, 4),
        new Manner(8, 16, Start.TILE, 1, Order.EXPERT, Transfer.PUSH, false, Addition.HOME));
  }

  private static Point uniep(Lanes lanes) {
    return new Point(lanes, uniep().manner());
  }

  private static Point with(Start start, int chunks, Transfer transfer, boolean many, Addition a) {
    return new Point(
        new Lanes(2, many ? 0 : 1, 2, 4),
        new Manner(64, 16, start, chunks, Order.EXPERT, transfer, many, a));
  }

  private static List<String> reasons(Point p) {
    var legality = new Legality(RATES, LOAD);
    var reasons = legality.reasons(p);
    assertEquals(reasons.isEmpty(), legality.allows(p));
    return reasons;
  }

  @Test
  void a_point_that_can_run_has_no_reason_not_to() {
    assertEquals(List.of(), reasons(uniep()));
  }

  @ParameterizedTest(name = "{0} lanes dispatch, {1} relay")
  @CsvSource({"15, 1", "12, 4", "16, 0", "16, 16"})
  void moving_lanes_that_leave_none_to_multiply_are_refused(int dispatch, int relay) {
    assertEquals(
        List.of(
            "%d lanes that dispatch and %d that relay leave none of 16 to multiply: they would wait for ever for tiles to be taken"
                .formatted(dispatch, relay)),
        reasons(uniep(new Lanes(dispatch, relay, 2, 4))));
  }

  @Test
  void combining_lanes_leave_one_to_multiply() {
    assertEquals(List.of(), reasons(uniep(new Lanes(1, 1, 15, 4))));
    assertEquals(
        List.of("16 lanes that combine of 16: at least 1, and at least 1 left to multiply"),
        reasons(uniep(new Lanes(1, 1, 16, 4))));
  }

  @Test
  void replies_that_find_no_room_are_refused() {
    assertEquals(
        List.of(
            "64 requests of 2 lanes are 128 packets that are asked for, with room for 100: replies"
                + " would hold the links that requests need"),
        reasons(with(Start.TILE, 1, Transfer.PULL, false, Addition.HOME)));
  }

  @Test
  void a_token_that_comes_once_needs_a_lane_that_copies_it() {
    assertEquals(
        List.of(
            "a token that comes once, by multicast, is copied to each of its experts by nobody: at"
                + " least 1 lane that relays"),
        reasons(with(Start.TILE, 1, Transfer.PUSH, true, Addition.HOME)));
  }

  @Test
  void sums_that_wait_for_tokens_behind_them_are_refused() {
    assertEquals(
        List.of(
            "sums of 512 tokens wait in the switches at once, with room for 100: results would wait"
                + " for tokens that cannot be dispatched"),
        reasons(with(Start.CHUNK, 1, Transfer.PUSH, false, Addition.SWITCH)));
    assertEquals(List.of(), reasons(with(Start.CHUNK, 8, Transfer.PUSH, false, Addition.SWITCH)));
  }

  @Test
  void chunks_of_a_start_by_tile_are_refused() {
    assertEquals(
        List.of("2 chunks: at most the 64 tokens of a rank, and 1 if the start is by tile"),
        reasons(with(Start.TILE, 2, Transfer.PUSH, false, Addition.HOME)));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void searching_by_halves_finds_what_asking_every_point_finds(long seed) {
    var random = new Random(seed);
    var all = Space.of(LANES);
    var some = all.only(p -> random.nextInt(40) == 0);
    var tuner = new Tuner(model());
    var found = tuner.search(some);
    assertEquals(tuner.everyPoint(some), found);
    assertTrue(found.points() > 10_000 && found.points() < some.size());
    assertTrue(new Legality(RATES, LOAD).allows(found.best().orElseThrow()));
    assertEquals(found.cycles(), model().predict(found.best().orElseThrow()).cycles());
  }

  @ParameterizedTest
  @EnumSource
  void a_strategy_is_a_part_of_the_space(Strategy strategy) {
    var space = Space.of(LANES);
    var tuner = new Tuner(model());
    var found = tuner.search(strategy.in(space));
    assertTrue(strategy.has(found.best().orElseThrow()));
    assertTrue(found.cycles() >= tuner.search(space).cycles());
  }

  @Test
  void a_space_without_legal_points_has_no_best() {
    var crowded =
        new Space(List.of(uniep().manner()), List.of(LANES), List.of(1), List.of(1), List.of(1));
    var found = new Tuner(model()).search(crowded);
    assertTrue(found.best().isEmpty());
    assertEquals(0, found.points());
  }

  @Test
  void serial_takes_the_sum_of_its_parts() {
    var p =
        new Point(
            new Lanes(2, 0, 2, 4),
            new Manner(8, 16, Start.CHUNK, 1, Order.TOKEN, Transfer.PUSH, false, Addition.HOME));
    var prediction = model().predict(p);
    long parts = prediction.parts().stream().mapToLong(Prediction.Part::cycles).sum();
    long activation = Math.ceilDiv(3L * LOAD.rows() * 128 * 2, 512L);
    assertEquals(parts + activation, prediction.cycles());
    // 8 requests of 64 bytes in 17 cycles are more than the port's 16 bytes per cycle.
    long packets = Math.max(LOAD.dispatch(false, false).in(), LOAD.dispatch(false, false).out());
    assertEquals(
        Math.ceilDiv(packets * (256 * 2 + 64), 2L * 16), prediction.parts().getFirst().cycles());
  }

  @Test
  void tiles_are_quicker_than_waiting_for_all_tokens() {
    var serial =
        new Point(
            new Lanes(2, 1, 2, 4),
            new Manner(8, 16, Start.CHUNK, 1, Order.EXPERT, Transfer.PUSH, false, Addition.HOME));
    assertTrue(model().predict(uniep()).cycles() < model().predict(serial).cycles());
    assertFalse(model().predict(serial).binds(1).resource().isEmpty());
  }
}

package chorale.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.TestFolders;
import chorale.bench.memory.DramDevice.Count;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.ControllerParameters;
import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.DramTiming;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the controller's policies promise, on a device that checks every command. */
final class HbmControllerTest {
  private static final Controllers CONTROLLERS =
      new Controllers(TestFolders.rtl("memory"), TestFolders.MODELS);
  private static final Requests.Code CODE = new Requests.Code(DramShape.HBM);
  private static final int BEFORE = 200;
  private static final int AFTER = 3000; // much longer than any bound below
  private static final int ROW = 7; // of the one that must not wait for ever

  static List<DramTiming> devices() {
    return DramTiming.PRESETS;
  }

  /** As it is meant to be used, or with closed pages and refreshes of single banks. */
  private static ControllerParameters parameters(DramTiming t, boolean other) {
    var variants = RandomStudy.variants(t, Datapath.TIMING);
    return other ? variants.getLast() : variants.getFirst();
  }

  /** {@code one} in the middle of many others. */
  private static Requests among(int one, IntUnaryOperator others) {
    int[] all = new int[BEFORE + 1 + AFTER];
    for (int i = 0; i < all.length; i++) {
      all[i] = i == BEFORE ? one : others.applyAsInt(i);
    }
    return Requests.of(all);
  }

  /** Their rows are opened again and again: the bank is never free, and never at the read's row. */
  @ParameterizedTest
  @MethodSource("devices")
  void a_read_among_writes_to_other_rows_of_its_bank_is_answered(DramTiming t) throws IOException {
    var random = new SplittableRandom(1);
    try (var bench = CONTROLLERS.open(t, Datapath.TIMING)) {
      int read = CODE.of(false, 0, ROW, 0);
      var run =
          bench.run(
              among(read, _ -> CODE.of(true, 0, 100 + random.nextInt(1000), 1)),
              MemoryBench.SATURATED);
      assertTrue(run.latencies().most() <= bound(t), "cycles: " + run.latencies().most());
    }
  }

  /** Both hot rows have been asked for before, and could take all of the data bus. */
  @ParameterizedTest
  @MethodSource("devices")
  void a_read_beside_rows_that_are_always_asked_for_is_answered(DramTiming t) throws IOException {
    int other = DramShape.HBM.banks() / 2;
    try (var bench = CONTROLLERS.open(t, Datapath.TIMING)) {
      int read = CODE.of(false, 1, ROW, 0);
      var run =
          bench.run(
              among(read, i -> CODE.of(false, i % 2 * other, 0, i % 32)), MemoryBench.SATURATED);
      assertTrue(run.latencies().most() <= bound(t), "cycles: " + run.latencies().most());
    }
  }

  /** Late after two ages, then within a turn of the other direction and one of its own. */
  private static long bound(DramTiming t) {
    var p = ControllerParameters.of(t, Datapath.TIMING);
    return 2L * p.ageCap() + 2L * p.fairCycles();
  }

  @ParameterizedTest
  @MethodSource("devices")
  void refreshes_keep_their_pace_under_load(DramTiming t) throws IOException {
    for (boolean perBank : new boolean[] {false, true}) {
      try (var bench = CONTROLLERS.open(parameters(t, perBank))) {
        var run = bench.run(Pattern.of("rand1_rw50").requests(8000), MemoryBench.SATURATED);
        double expected = (double) run.lastData() / (perBank ? t.refiPb() : t.refi());
        assertEquals(expected, run.count(Count.REFRESHES), 2, "one by one: " + perBank);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void a_closed_page_saves_the_precharge_and_loses_the_hit(DramTiming t) throws IOException {
    try (var open = CONTROLLERS.open(t, Datapath.TIMING);
        var closed = CONTROLLERS.open(parameters(t, true))) {
      int hit = t.cl() + t.bl() + 2;
      var random = closed.run(Pattern.of("rand1_rd").requests(500), 1).latencies();
      assertEquals(hit + t.rcdRead(), random.median());
      var stream = closed.run(Pattern.of("seq_rd_bgil").requests(500), 1).latencies();
      assertEquals(hit + t.rcdRead(), stream.median());
      var kept = open.run(Pattern.of("seq_rd_bgil").requests(500), 1).latencies();
      assertEquals(hit, kept.median());
    }
  }

  @Test
  void requests_to_one_burst_take_effect_in_order() throws IOException {
    var p = RandomStudy.variants(DramTiming.HBM2, Datapath.VALUES).getFirst();
    var random = new SplittableRandom(5);
    var requests = new ArrayList<Integer>();
    for (int i = 0; i < 4000; i++) {
      // Two rows of a bank with the same column, so that the newest write may be the other row's.
      requests.add(CODE.of(random.nextBoolean(), 3, random.nextInt(2), 9));
    }
    var check = new DataCheck(p.shape(), 5);
    try (var bench = CONTROLLERS.open(p)) {
      int[] all = requests.stream().mapToInt(Integer::intValue).toArray();
      var run = bench.run(Requests.of(all), MemoryBench.SATURATED, check, check);
      assertEquals(0, check.mismatches());
      assertTrue(check.reads() > run.count(Count.READS), "some are answered by writes that wait");
      assertTrue(run.count(Count.READS) > 0, "and some are not");
    }
  }

  @Test
  void after_a_reset_all_is_as_it_was() throws IOException {
    try (var bench = CONTROLLERS.open(DramTiming.HBM2, Datapath.TIMING)) {
      var first = bench.run(Pattern.of("rand2_rw50").requests(2000), MemoryBench.SATURATED);
      var again = bench.run(Pattern.of("rand2_rw50").requests(2000), MemoryBench.SATURATED);
      assertEquals(first.lastData(), again.lastData());
      assertEquals(first.latencies().mean(), again.latencies().mean());
    }
  }
}

package chorale.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.TestFolders;
import chorale.bench.memory.DramDevice.Count;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.ControllerParameters;
import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.memory.HbmCounter;
import chorale.workload.Routing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The controller's RTL between requests and a device that checks it. */
final class MemoryBenchTest {
  private static final Path FOLDER = TestFolders.rtl("memory");
  private static final Path CARRIED = Path.of("../examples/traces/memory");
  private static final Controllers CONTROLLERS = new Controllers(FOLDER, TestFolders.MODELS);
  private static final Requests.Code CODE = new Requests.Code(DramShape.HBM);
  private static final int REQUESTS = 30_000;

  static List<DramTiming> devices() {
    return DramTiming.PRESETS;
  }

  @ParameterizedTest
  @MethodSource("devices")
  void one_read_at_a_time_takes_the_floor(DramTiming t) throws IOException {
    try (var bench = CONTROLLERS.open(t, Datapath.TIMING)) {
      int hit = t.cl() + t.bl() + 2;
      var stream = bench.run(Pattern.of("seq_rd_bgil").requests(2000), 1);
      assertTrue(stream.latencies().median() <= hit, "row hit: " + stream.latencies().median());
      var random = bench.run(Pattern.of("rand1_rd").requests(500), 1);
      int conflict = hit + t.rp() + t.rcdRead();
      assertTrue(
          random.latencies().median() <= conflict, "conflict: " + random.latencies().median());
      assertTrue(random.latencies().quantile(0) >= t.cl() + t.bl(), "before the device answers");
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void closed_forms_hold(DramTiming t) throws IOException {
    int intervals = 10; // of refresh, or its share of a short run is a matter of chance
    try (var bench = CONTROLLERS.open(t, Datapath.TIMING)) {
      for (ClosedForm form : ClosedForm.ALL) {
        double expected = form.of(t);
        long bursts = (long) (expected * t.refi() * intervals / t.bl());
        double share =
            bench
                .run(Pattern.of(form.pattern()).endless().limit(bursts), MemoryBench.SATURATED)
                .ofPeakByData();
        assertEquals(1, share / expected, 0.03, form.pattern());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void carried_traces_run_no_slower_than_in_a_simulator(DramTiming t) throws IOException {
    try (var bench = CONTROLLERS.open(t, Datapath.TIMING)) {
      for (String name : List.of("copy_rw50", "expert_4MB_k4_swz", "seq_wr_page", "rand1_rw50")) {
        int[] trace = TraceFile.read(CARRIED.resolve(name + ".trc.gz"), DramShape.HBM);
        double share = bench.run(Requests.of(trace), MemoryBench.SATURATED).ofPeakByAccept();
        double simulator = Simulators.ofShort(t.name(), name).orElseThrow();
        assertTrue(share >= 0.97 * simulator, "%s: %.4f, %.4f".formatted(name, share, simulator));
      }
    }
  }

  static List<ControllerParameters> variants() {
    return List.of(
        RandomStudy.variants(DramTiming.HBM2, Datapath.VALUES).getFirst(),
        RandomStudy.variants(DramTiming.HBM3, Datapath.VALUES).getLast());
  }

  @ParameterizedTest
  @MethodSource("variants")
  void random_requests_give_right_data_all_errors_are_told_and_all_is_counted(
      ControllerParameters p) throws IOException {
    long seed = 3;
    var check = new DataCheck(p.shape(), seed);
    try (var bench = CONTROLLERS.open(p)) {
      var run =
          bench.run(
              new RandomTraffic(CODE, 8, REQUESTS, seed), MemoryBench.SATURATED, check, check);
      assertEquals(REQUESTS, run.bursts());
      assertEquals(0, check.mismatches(), "seed " + seed);
      assertTrue(check.corrected() > 0 && check.broken() > 0, "seed " + seed);
      long forwarded = check.reads() - run.count(Count.READS);
      assertTrue(forwarded > 0, "no read of a write that waits");
      assertEquals(run.count(Count.READS), bench.counted(HbmCounter.READS));
      assertEquals(run.count(Count.WRITES), bench.counted(HbmCounter.WRITES));
      assertEquals(run.count(Count.ROW_HITS), bench.counted(HbmCounter.ROW_HITS));
      assertEquals(run.count(Count.ACTIVATES), bench.counted(HbmCounter.ACTIVATES));
      assertEquals(run.count(Count.REFRESHES), bench.counted(HbmCounter.REFRESHES));
      assertEquals(forwarded, bench.counted(HbmCounter.FORWARDED));
      assertEquals(check.corrected(), bench.counted(HbmCounter.CORRECTED));
      assertEquals(check.broken(), bench.counted(HbmCounter.BROKEN));
    }
  }

  @Test
  void cycles_are_the_same_without_values() throws IOException {
    var p = RandomStudy.variants(DramTiming.HBM2, Datapath.VALUES).getFirst();
    var q = RandomStudy.variants(DramTiming.HBM2, Datapath.TIMING).getFirst();
    try (var a = CONTROLLERS.open(p);
        var b = CONTROLLERS.open(q)) {
      var values = a.run(new RandomTraffic(CODE, 8, REQUESTS, 4), MemoryBench.SATURATED);
      var timing = b.run(new RandomTraffic(CODE, 8, REQUESTS, 4), MemoryBench.SATURATED);
      assertEquals(values.lastData(), timing.lastData());
      assertEquals(values.latencies().mean(), timing.latencies().mean());
      for (Count c : Count.values()) {
        assertEquals(values.count(c), timing.count(c), c.name());
      }
    }
  }

  @Test
  void a_device_that_is_slower_than_the_controller_thinks_is_noticed() throws IOException {
    var p = ControllerParameters.of(DramTiming.HBM2, Datapath.TIMING);
    try (var bench = CONTROLLERS.open(p, DramTiming.HBM3)) {
      var requests = Pattern.of("rand1_rd").requests(100);
      assertThrows(RuleViolation.class, () -> bench.run(requests, MemoryBench.SATURATED));
    }
  }

  @Test
  void closed_forms_are_those_of_the_reference() {
    double[][] expected = {
      {0.9031, 0.9031, 0.4515, 0.3681, 0.0376, 0.4515, 0.4515, 0.9031},
      {0.9011, 0.9011, 0.4506, 0.3035, 0.0254, 0.3004, 0.3004, 0.6007}
    };
    for (int d = 0; d < expected.length; d++) {
      for (int f = 0; f < expected[d].length; f++) {
        var form = ClosedForm.ALL.get(f);
        assertEquals(expected[d][f], form.of(DramTiming.PRESETS.get(d)), 0.00006, form.pattern());
      }
    }
  }

  @Test
  void latencies_have_their_quantiles() {
    var l = new Latencies();
    for (int i = 1; i <= 5000; i++) {
      l.add(i);
    }
    assertEquals(2500, l.median());
    assertEquals(4950, l.quantile(0.99));
    assertEquals(1, l.quantile(0));
    assertEquals(5000, l.most());
    assertEquals(2500.5, l.mean());
    assertEquals(0, new Latencies().median());
  }

  /** Two experts on each of two chiplets; of chiplet 0 the second is the hotter one. */
  @Test
  void chiplets_load_their_hottest_experts_first_and_in_turns() {
    var routing = new Routing(new int[][] {{1}, {1}, {0}, {2}}, 4);
    int bursts = 2 * GroupLoads.CHUNK;
    var loads = new GroupLoads(DramShape.HBM, AddressMap.PAGES, List.of(routing), 2, 2, bursts);
    int[] experts = {1, 2, 1, 2, 0, 3, 0, 3};
    var seen = new HashSet<Integer>();
    for (int expert : experts) {
      for (int i = 0; i < GroupLoads.CHUNK; i++) {
        int request = loads.next();
        assertTrue(seen.add(request), "twice");
        long burst = CODE.row(request) * 512L + CODE.bank(request) * 32L + CODE.column(request);
        assertEquals(expert, burst / bursts);
      }
    }
    assertEquals(Requests.END, loads.next());
  }

  @Test
  void an_address_map_reaches_every_burst_once() {
    var shape = new DramShape(4, 4, 16, 32, 32);
    var code = new Requests.Code(shape);
    for (AddressMap map : AddressMap.values()) {
      var seen = new HashSet<Integer>();
      for (long b = 0; b < shape.bursts(); b++) {
        seen.add(map.request(code, false, b));
      }
      assertEquals(shape.bursts(), seen.size(), map.name());
    }
  }
}

package chorale.sim.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import chorale.sim.Bench;
import chorale.sim.Gauge;
import chorale.sim.Simulation;
import chorale.sim.TraceFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.opentest4j.AssertionFailedError;

/** What a test that is run by JUnit gets, and leaves behind. */
final class HdlExtensionTest {
  private static final Path WAVES = Path.of("target", "waves");
  private static final ConcurrentLinkedQueue<Simulation<?>> OPENED = new ConcurrentLinkedQueue<>();

  /** Tests that fail in all ways; not run by themselves, since they are nested. */
  static final class Cases {
    private static Simulation<Gauge> counting(Bench bench, int limit) {
      var sim = bench.simulate(() -> new Gauge(limit)).reset();
      OPENED.add(sim);
      sim.poke(sim.dut().enable, true);
      sim.poke(sim.dut().step, 1);
      sim.step(3);
      return sim;
    }

    @HdlTest
    void passes(Bench bench) {
      var sim = counting(bench, 100);
      sim.expect(sim.dut().value, 3);
    }

    @HdlTest
    void expects(Bench bench) {
      var sim = counting(bench, 100);
      sim.expect(sim.dut().value, 4);
    }

    @HdlTest
    void asserts(Bench bench) {
      var sim = counting(bench, 100);
      assertEquals(17, sim.peek(sim.dut().value));
    }

    @HdlTest
    void breaks(Bench bench) {
      counting(bench, 100);
      counting(bench, 90);
      throw new IllegalStateException("own mistake");
    }

    @HdlTest(waves = TraceFormat.NONE)
    void quiet(Bench bench) {
      var sim = counting(bench, 100);
      assertEquals(17, sim.peek(sim.dut().value));
    }

    @HdlTest
    void skips(Bench bench) {
      counting(bench, 100);
      Assumptions.abort("not today");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    @ExtendWith(HdlExtension.class)
    void repeats(int value, Bench bench) {
      var sim = counting(bench, 100);
      sim.expect(sim.dut().value, value);
    }
  }

  private static Map<String, Throwable> run(boolean parallel) {
    var listener = new SummaryGeneratingListener();
    var request =
        request()
            .selectors(selectClass(Cases.class))
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "" + parallel)
            .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
            .build();
    LauncherFactory.create().execute(request, listener);
    assertEquals(8, listener.getSummary().getTestsStartedCount());
    var failures = new TreeMap<String, Throwable>();
    listener
        .getSummary()
        .getFailures()
        .forEach(f -> failures.put(f.getTestIdentifier().getDisplayName(), f.getException()));
    return failures;
  }

  private static String name(String method) {
    return WAVES.resolve("HdlExtensionTest$Cases-" + method + ".vcd").toString();
  }

  private static void check(Map<String, Throwable> failures) {
    assertEquals(5, failures.size(), failures.toString());
    var expects = failures.get("expects(Bench)");
    assertTrue(expects.getMessage().contains("value (Gauge.java:"), expects.getMessage());
    assertTrue(expects.getMessage().endsWith("\n  waves: " + name("expects")));
    assertFalse(expects.getMessage().replaceFirst("waves:", "").contains("waves:"), "named twice");

    var asserts = assertInstanceOf(AssertionFailedError.class, failures.get("asserts(Bench)"));
    assertEquals("expected: <17> but was: <3>\n  waves: " + name("asserts"), asserts.getMessage());
    assertEquals(17L, asserts.getExpected().getValue(), "for the comparison in an IDE");

    var breaks = failures.get("breaks(Bench)");
    assertEquals(
        "java.lang.IllegalStateException: own mistake\n  waves: %s\n  waves: %s"
            .formatted(name("breaks"), name("breaks-2")),
        breaks.getMessage());
    assertInstanceOf(IllegalStateException.class, breaks.getCause());

    assertEquals("expected: <17> but was: <3>", failures.get("quiet(Bench)").getMessage());
    var repeats = failures.values().stream().filter(e -> e.getMessage().contains("repeats"));
    assertTrue(repeats.findAny().orElseThrow().getMessage().endsWith(name("repeats-2")));
    for (var method : new String[] {"expects", "asserts", "breaks", "breaks-2", "repeats-2"}) {
      assertTrue(Files.exists(Path.of(name(method))), method);
    }
    for (var method : new String[] {"passes", "skips", "repeats-1", "quiet"}) {
      assertFalse(Files.exists(Path.of(name(method))), method);
    }
  }

  private static void checkClosed() {
    assertEquals(9, OPENED.size());
    for (var sim : OPENED) {
      assertThrows(IllegalStateException.class, sim::step);
    }
    OPENED.clear();
  }

  @Test
  void a_failure_names_its_traces_one_after_the_other_and_in_parallel() {
    for (boolean parallel : new boolean[] {false, true}) {
      check(run(parallel));
      checkClosed();
    }
  }
}

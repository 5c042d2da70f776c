package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.Bounds;
import chorale.workload.Phase;
import chorale.workload.Program;
import chorale.workload.ProgramBuilder;
import chorale.workload.RunConfigReader;
import chorale.workload.Timing;
import chorale.workload.TraceReader;
import chorale.workload.fast.FastModel;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The verdict: what it accepts, and that each thing it looks at can make it fail. */
class RunResultTest {
  private static final Program PROGRAM = program();
  private static final Bounds BOUNDS = Bounds.of(PROGRAM, Timing.SHIPPED);

  private static Program program() {
    var config = RunConfigReader.read(Path.of("../examples/nop-tree-16.yaml"));
    return ProgramBuilder.build(config, TraceReader.read(config));
  }

  private static RunResult result(Phase moved, long by, long lost, long flits) {
    Map<Phase, Long> phases = new EnumMap<>(Phase.class);
    for (Phase p : Phase.values()) {
      phases.put(p, BOUNDS.phase(p).lower() + (p == moved ? by : 0));
    }
    var stamps = new Measurement.TokenStamps(new long[0], new long[0], new long[0], new long[0]);
    var m =
        new Measurement(
            1, phases, stamps, List.of(), Map.of(), lost, EngineEvents.none(), Activity.none());
    var links = List.of(new LinkLoad("switch_0", "chiplet_0", "down_0_flits", flits, 0, 10));
    return new RunResult(PROGRAM, BOUNDS, new FastModel(phases), m, links);
  }

  @Test
  void aRunAtItsLowerBoundsIsBelieved() {
    RunResult r = result(Phase.COMBINE, 0, 0, 10);
    assertEquals(List.of(), r.violations());
    assertEquals(1.0, r.ratio());
  }

  @Test
  void aPhaseOneCycleBelowItsLowerBoundIsAViolation() {
    for (Phase p : Phase.values()) {
      List<String> found = result(p, -1, 0, 10).violations();
      assertEquals(1, found.size(), p.toString());
      assertTrue(found.getFirst().contains("outside its bounds"), found.toString());
    }
  }

  @Test
  void aPhaseOneCycleAboveItsUpperBoundIsAViolation() {
    for (Phase p : Phase.values()) {
      long by = BOUNDS.phase(p).upper() - BOUNDS.phase(p).lower() + 1;
      assertEquals(1, result(p, by, 0, 10).violations().size(), p.toString());
    }
  }

  @Test
  void aLostPairIsAViolation() {
    assertTrue(result(Phase.COMBINE, 0, 1, 10).violations().getFirst().contains("1 token-expert"));
  }

  @Test
  void aFlitMoreThanTheClosedFormIsAViolation() {
    List<String> found = result(Phase.COMBINE, 0, 0, 11).violations();
    assertEquals(
        List.of("switch_0 to chiplet_0 carried 11 flits, the Program's traffic is 10"), found);
  }
}

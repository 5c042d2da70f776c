package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.sim.ModelLibrary;
import chorale.workload.Phase;
import chorale.workload.ProgramBuilder;
import chorale.workload.RunConfig;
import chorale.workload.RunConfigReader;
import chorale.workload.TraceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every (token, expert) pair of every shipped trace arrives once and returns home once. */
class ConservationTest {
  private static final Path EXAMPLE = Path.of("../examples/nop-tree-16.yaml");
  private static final String PREFILL = "flame290m_it5473_prefill_2048tok_8layers.csv.gz";
  private static final String FIRST_TOKENS =
      "flame290m_it5473_firsttokens_64seq_10pos_8layers.csv.gz";

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {PREFILL, FIRST_TOKENS})
  void everyPairArrivesAndReturnsOnceWithinTheBounds(String trace) throws IOException {
    boolean isLong = trace.equals(PREFILL);
    int tokens = isLong ? 2048 : 640;
    ModelLibrary library = null;
    for (int layer : isLong ? new int[] {9} : new int[] {3}) { // few, for time
      RunConfig config = config(trace, layer, tokens);
      var program = ProgramBuilder.build(config, TraceReader.read(config));
      var parameters = Hardware.parameters(config);
      if (library == null) {
        var emitted = RunCommand.emit(config, Path.of("target/conservation-" + tokens));
        library =
            RunCommand.build(
                emitted.spec(), Path.of("target/models"), new Progress(System.out, false));
      }
      var bounds = Hardware.bounds(program);
      var measurement =
          new RtlSimulation(program, parameters, Hardware.image(program, parameters))
              .run(library, bounds.total().upper() + 1, (_, _) -> {});
      var result = RunResult.of(program, bounds, measurement);
      String where = trace + " layer " + layer;
      assertEquals(0, measurement.lostOrDoubled(), where);
      assertEquals(List.of(), result.violations(), where);
      for (var phase : Phase.values()) {
        double error = result.fastError(phase);
        assertTrue(Math.abs(error) <= 2, where + ": fast model " + error + " % off, " + phase);
      }
      assertTrue(result.ratio() <= 1.25, where + ": cycles / lower bound " + result.ratio());
    }
  }

  private static RunConfig config(String trace, int layer, int tokens) {
    RunConfig c = RunConfigReader.read(EXAMPLE);
    Path file = c.trace().file().resolveSibling(trace);
    var choice = new RunConfig.TraceChoice(file, layer, tokens);
    return new RunConfig(
        c.source(), c.name(), c.pack(), c.model(), choice, c.mapping(), c.output());
  }
}

package chorale.bench.train;

import static chorale.bench.train.SmallPackage.EXPERTS;
import static chorale.bench.train.SmallPackage.HIDDEN;
import static chorale.bench.train.SmallPackage.INNER;
import static chorale.bench.train.SmallPackage.PLACEMENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.Datapath;
import chorale.workload.Placement;
import chorale.workload.Placement.Strategy;
import chorale.workload.Routing;
import chorale.workload.TraceReader;
import chorale.workload.mozart.MozartSchedule;
import chorale.workload.mozart.MozartStep;
import chorale.workload.place.Placements;
import chorale.workload.place.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two groups of two chiplets and a memory, and two chiplets at the root that have the tokens. */
final class MozartVariantsTest {
  private static final int TOKENS = 16;
  private static final int TOP_K = 3;

  @TempDir private Path folder;

  /** Tokens with different experts each; the last expert gets none. */
  private static Routing routing(long seed) {
    return SmallPackage.routing(TOKENS, TOP_K, t -> EXPERTS - 1, seed);
  }

  private StreamedResult run(Datapath datapath, boolean overlaps, boolean deduplicates)
      throws IOException {
    return run(datapath, schedule(SmallPackage.parameters(datapath), overlaps, deduplicates));
  }

  private StreamedResult run(Datapath datapath, MozartSchedule schedule) throws IOException {
    String name = datapath == Datapath.VALUES ? "values" : "timing";
    return streamed(SmallPackage.parameters(datapath), schedule, name);
  }

  private StreamedResult streamed(TrainingParameters p, MozartSchedule schedule, String name)
      throws IOException {
    return ExpertStudy.streamed(p, SmallPackage.build(p, name, folder), schedule, 2);
  }

  private static MozartSchedule schedule(
      TrainingParameters p, boolean overlaps, boolean deduplicates) {
    return schedule(p, routing(5), PLACEMENT, overlaps, deduplicates);
  }

  private static MozartSchedule schedule(
      TrainingParameters p,
      Routing routing,
      Placement placement,
      boolean overlaps,
      boolean deduplicates) {
    return new MozartSchedule(
        StreamedProgram.machine(p), routing, placement, HIDDEN, INNER, overlaps, deduplicates);
  }

  private long exact(boolean overlaps, boolean deduplicates) throws IOException {
    return exact(run(Datapath.VALUES, overlaps, deduplicates).step());
  }

  private static long exact(StepResult values) {
    assertEquals("", values.first());
    assertEquals(0, values.mismatches());
    assertEquals(0, values.beyond());
    int numbers = 2 * TOKENS * HIDDEN + 4 * 3 * EXPERTS * HIDDEN * INNER;
    assertEquals(numbers, values.numbers(), "tokens both ways; gradients, weights and moments");
    return values.cycles();
  }

  @Test
  void every_variant_trains_bit_by_bit_and_overlap_saves_cycles() throws IOException {
    long serial = exact(false, false);
    long overlapped = exact(true, false);
    assertTrue(overlapped < serial, overlapped + " cycles, and " + serial + " one by one");
    var values = run(Datapath.VALUES, true, true);
    long once = exact(values.step());
    var timing = run(Datapath.TIMING, true, true);
    assertEquals(once, timing.step().cycles());
    assertEquals(values.counted(), timing.counted());
    assertTrue(once < serial, once + " cycles, and " + serial + " one by one");
    exact(false, true);
  }

  /** OLMoE's top-8: more experts of a token than a command of the vector engine has streams. */
  @Test
  void tokens_of_olmoe_train_bit_by_bit() throws IOException {
    var file = Path.of("../examples/traces/olmoe_1b_7b_singletokens_3layers.csv.gz");
    var routing = TraceReader.read(file, 7, TOKENS, 8, 64);
    var tree = new Tree(2, 2);
    var placement = Placements.of(Strategy.MOZART, routing, tree, 1);
    var schedule =
        schedule(SmallPackage.parameters(Datapath.VALUES), routing, placement, true, false);
    var values = run(Datapath.VALUES, schedule).step();
    assertEquals("", values.first());
    assertEquals(0, values.mismatches());
    assertEquals(2 * TOKENS * HIDDEN + 4 * 3 * 64 * HIDDEN * INNER, values.numbers());
  }

  @Test
  void what_switches_add_has_the_bits_of_their_order() throws IOException {
    var result = new ArrayList<StepResult>();
    for (var datapath : List.of(Datapath.VALUES, Datapath.TIMING)) {
      var p = ExpertStudy.inSwitch(SmallPackage.parameters(datapath));
      var schedule = schedule(p, true, true).multicasting().adding();
      String name = "in_switch_" + datapath;
      result.add(streamed(p, schedule, name).step());
    }
    assertEquals("", result.getFirst().first());
    assertTrue(result.getFirst().numbers() > 0);
    assertEquals(result.getFirst().cycles(), result.getLast().cycles());
  }

  /**
   * Chiplets count packets only, so homes wait for each other between layers. Without addition:
   * {@link MicroBatchesTest}.
   */
  @Test
  void two_layers_that_switches_add_up_train_bit_by_bit_and_their_loss_falls() throws IOException {
    var p = ExpertStudy.inSwitch(SmallPackage.parameters(Datapath.VALUES));
    var library = SmallPackage.build(p, "in_switch", folder);
    var machine = StreamedProgram.machine(p);
    var layers =
        Stream.of(5, 6)
            .map(seed -> routing(seed))
            .map(r -> new MozartSchedule(machine, r, PLACEMENT, HIDDEN, INNER, true, true))
            .map(s -> s.multicasting().adding())
            .toList();
    int steps = 3;
    var result = new LayersTraining(p, library, new MozartStep(layers, true), 7).train(steps);
    assertEquals(0, result.mismatches());
    int numbers = 2 * TOKENS * HIDDEN + 2 * 3 * 3 * EXPERTS * HIDDEN * INNER;
    assertEquals(steps * numbers, result.numbers());
    assertTrue(result.falls(), "losses " + result.losses());
  }
}

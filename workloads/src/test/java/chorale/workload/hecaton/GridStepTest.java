package chorale.workload.hecaton;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.catalogue.Catalogue;
import chorale.workload.catalogue.ModelShape;
import chorale.workload.hecaton.BlockPasses.Pass;
import chorale.workload.mozart.Energy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GridStepTest {
  private static final ModelShape TINY = Catalogue.find("TinyLlama-1.1B");
  private static final GridAssumptions USUAL = GridAssumptions.usual();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TinyLlama-1.1B",
        "Llama2-7B",
        "Llama2-13B",
        "Llama2-70B",
        "Llama3.1-8B",
        "Llama3.1-70B",
        "Llama3.1-405B"
      })
  void blocksEmbeddingsAndNormsAreAllParametersOfAModel(String name) {
    var model = Catalogue.find(name);
    var shape = GridStep.shape(model, USUAL);
    long blocks = model.layers() * (shape.weights() + 2 * shape.hidden());
    long rest = model.parameters() - blocks - shape.hidden();
    assertEquals(0, rest % model.embeddingParameters());
    assertTrue(rest / model.embeddingParameters() <= 2, "with and without a tied output layer");
  }

  @Test
  void aModelWithoutDenseLayersIsRefused() {
    var experts = Catalogue.find("OLMoE-1B-7B-0924");
    var wrong = assertThrows(IllegalArgumentException.class, () -> GridStep.shape(experts, USUAL));
    assertEquals(
        "OLMoE-1B-7B-0924: a dense model with grouped attention is wanted", wrong.getMessage());
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void everySchemeMultipliesAsMuchAndMovesAsMuchFromMemory(Scheme scheme) {
    var line = GridStep.of(TINY, Scheme.FLAT_1D, USUAL);
    var step = GridStep.of(TINY, scheme, USUAL);
    assertEquals(line.joules(Energy.MAC), step.joules(Energy.MAC), 1e-9 * line.joules(Energy.MAC));
    assertEquals(line.joules(Energy.MEMORY), step.joules(Energy.MEMORY));
    assertTrue(step.cycles() >= step.arrayBusy());
  }

  /** Forward one product of each weight, backward two, and attention's. */
  @Test
  void aStepHasThreeProductsForAWeightAndATokenAndThoseOfAttention() {
    var shape = GridStep.shape(TINY, USUAL);
    var step = GridStep.of(TINY, Scheme.FLAT_1D, USUAL);
    double all = step.dies() * (step.forward().macs() + step.backward().macs());
    double attention = 6.0 * shape.tokens() * shape.length() * shape.query();
    assertEquals(3.0 * shape.tokens() * shape.weights() + attention, all, 1e-9 * all);
    var again = GridStep.of(TINY, Scheme.FLAT_1D, USUAL.with(GridAssumption.RECOMPUTES, 1));
    assertEquals(
        step.forward().macs() + step.backward().macs(), again.backward().macs(), 1e-9 * all);
  }

  @Test
  void idlePowerCostsAsMuchAsItsShareOfProductsInAllCycles() {
    var busy = GridStep.of(TINY, Scheme.GRID_2D, USUAL);
    var idle = GridStep.of(TINY, Scheme.GRID_2D, USUAL.with(GridAssumption.IDLE, 0.25));
    double products = 0.25 * USUAL.get(GridAssumption.MACS) * idle.cycles() * idle.dies();
    double joules = products * Energy.MAC.picojoules() * 1e-12;
    assertEquals(busy.joules() + joules, idle.joules(), 1e-9 * joules);
  }

  @Test
  void weightsComeTwiceGradientsGoInAndOutAndUpdatesAreSpreadOverMicroBatches() {
    var shape = new BlockShape(8, 4, 4, 2, 1, 2, 6, true);
    long weights = 4 * (2 * 4 + 2 * 2 + 2 * 6 + 6);
    assertEquals(weights, shape.weights());
    // states before both norms, queries, keys, values, heads' values, gate and up
    double saved = 2.0 * 8 * (2 * 4 + 2 * 4 + 2 * 2 + 2 * 6);
    var s = Streaming.of(shape, 4);
    assertEquals(2.0 * weights, s.forwardLoad());
    assertEquals(saved, s.forwardStore());
    assertEquals(4.0 * weights + saved + 10.0 * weights / 4, s.backwardLoad());
    assertEquals(2.0 * weights + 10.0 * weights / 4, s.backwardStore());
  }

  @Test
  void memoriesThatAreFastEnoughAreHidden() {
    var step = StreamedStep.of(TINY, Scheme.SKEWED_2D, new Grid(4, 4), USUAL);
    assertTrue(step.canBeHidden(), step.toString());
    assertTrue(step.cycles() >= step.bound() && step.exposed() < 0.03, step.toString());
  }

  @Test
  void memoriesThatAreTooSlowBindAsTheBoundSays() {
    var slow = USUAL.with(GridAssumption.MEMORY, 2);
    var step = StreamedStep.of(TINY, Scheme.SKEWED_2D, new Grid(4, 4), slow);
    assertFalse(step.canBeHidden());
    assertTrue(step.cycles() >= step.bound() && step.cycles() < 1.05 * step.bound(), step + "");
  }

  /** The slices of the paper's scheme wait for each other, ours do not. */
  @Test
  void oursIsFasterWhereCollectivesAndProductsTakeAsLong() {
    var theirs = GridStep.of(TINY, Scheme.GRID_2D, USUAL);
    var ours = GridStep.of(TINY, Scheme.SKEWED_2D, USUAL);
    assertTrue(ours.cycles() < theirs.cycles());
    assertEquals(theirs.linkBytes(), ours.linkBytes(), 1e-6 * ours.linkBytes());
    assertTrue(ours.cycles() >= ours.forward().linkBusy() + ours.backward().linkBusy());
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32})
  void theGridGrowsWithTheHiddenSize(int side) {
    var a = USUAL.with(GridAssumption.SIDE_FOR_8192, side);
    assertEquals(new Grid(side, side), a.grid(8192));
    assertEquals(new Grid(2 * side, 2 * side), a.grid(16384));
    assertEquals(
        1,
        BlockPasses.alike(
                Pass.FORWARD,
                GridStep.shape(TINY, a),
                a.manner(Scheme.GRID_2D),
                a.grid(TINY.hidden()))
            .grid()
            .dies());
  }
}

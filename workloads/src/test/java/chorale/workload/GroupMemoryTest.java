package chorale.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.vector.AdamW;
import chorale.workload.vector.Kernel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What lies in the DRAM of a group, and what an update moves. */
final class GroupMemoryTest {
  private static final int BURST = 1024;
  private static final int PARAMETERS = 32 * 32; // of a matrix of Fixtures.tiny

  /** Two groups of two chiplets, 8 experts of which one has no tokens. */
  private static Program program(Optimizer optimizer, int capacityMib) {
    var tiny = Fixtures.tiny(2, 2, 8, 2, 4, 64);
    var pack = tiny.pack();
    var m = tiny.model();
    var config =
        new RunConfig(
            tiny.source(),
            tiny.name(),
            new RunConfig.Package(
                1,
                pack.nop(),
                pack.chiplet(),
                new RunConfig.Dram(RunConfig.DramKind.FIXED, 64, 10, BURST, 4, capacityMib)),
            new RunConfig.Model(m.name(), m.scale(), 32, 32, 8, 2, 2, optimizer),
            tiny.trace(),
            tiny.mapping(),
            tiny.output(),
            Map.of(RunConfig.DRAM, new RunConfig.Position(7, 9)));
    var routing = new Routing(new int[][] {{0, 1}, {2, 4}, {5, 6}, {7, 1}}, 8);
    return ProgramBuilder.build(config, routing);
  }

  private record Range(long from, long to) {}

  @ParameterizedTest
  @EnumSource
  void everyMatrixHasAPlaceOfItsOwnAndLoadsReadTheirs(Optimizer optimizer) {
    var program = program(optimizer, 8);
    for (int g = 0; g < 2; g++) {
      var memory = GroupMemory.of(program, g);
      assertEquals(g == 0 ? List.of(0, 1, 2, 3) : List.of(4, 5, 6, 7), memory.experts());
      var ranges = new ArrayList<Range>();
      for (int expert : memory.experts()) {
        for (var matrix : Matrix.values()) {
          for (var state : optimizer.states()) {
            long at = memory.address(state, expert, matrix);
            assertEquals(0, at % BURST);
            ranges.add(new Range(at, at + PARAMETERS * (state == MemoryState.WEIGHT ? 2 : 4)));
          }
        }
      }
      ranges.sort(Comparator.comparingLong(Range::from));
      for (int i = 1; i < ranges.size(); i++) {
        assertTrue(ranges.get(i - 1).to <= ranges.get(i).from, ranges.toString());
      }
      assertEquals(memory.bytes(), ranges.getLast().to);
      for (var moe : program.moe().subList(2 * g, 2 * g + 2)) {
        for (var load : moe.queue(Engine.DMA, Command.Load.class)) {
          assertEquals(
              memory.address(MemoryState.WEIGHT, load.expert(), load.matrix()), load.address());
        }
      }
    }
  }

  @Test
  void aGroupWhoseDramIsTooSmallIsNamedWithItsBytesAndTheLineOfTheValue() {
    // 4 experts of 3 matrices of 1024 parameters.
    long parameters = 4 * 3 * PARAMETERS;
    var memory = GroupMemory.of(program(Optimizer.ADAMW_MASTER, 8), 0);
    assertEquals(18 * parameters, memory.bytes());
    var small = Fixtures.tiny(2, 2, 8, 2, 4, 64);
    assertEquals(8192, small.pack().dram().capacityMib());
    var model = new RunConfig.Model("wide", "full size", 256, 256, 8, 2, 2, Optimizer.ADAMW);
    var config =
        new RunConfig(
            small.source(),
            small.name(),
            new RunConfig.Package(
                1,
                small.pack().nop(),
                new RunConfig.Chiplet(32, 32, 8192, 16, 2),
                new RunConfig.Dram(RunConfig.DramKind.FIXED, 64, 10, BURST, 4, 10)),
            model,
            small.trace(),
            small.mapping(),
            small.output(),
            Map.of(RunConfig.DRAM, new RunConfig.Position(7, 9)));
    var routing = new Routing(new int[][] {{0, 1}, {2, 3}, {5, 6}, {7, 1}}, 8);
    var bad = assertThrows(BadInput.class, () -> ProgramBuilder.build(config, routing));
    assertEquals(
        "tiny.yaml:7:9: the DRAM of group 0 needs 11010048 bytes (1572864 for weights, 3145728 for"
            + " gradients, 6291456 for moments and master weights), has 10485760: set"
            + " package.dram.capacity_mib to at least 11, or use more groups",
        bad.problems().getFirst().toString());
    assertEquals(2, bad.problems().size());
  }

  /** Bytes of a lane that a kernel moves, but for its constants. */
  private static long bytes(Kernel kernel, boolean stores) {
    return kernel.instructions().stream()
        .filter(i -> stores ? i.op().isStore() : i.op().isLoad())
        .filter(i -> !kernel.streams().get(i.stream()).equals("constants"))
        .mapToLong(i -> i.op().name().endsWith("32") ? 4 : 2)
        .sum();
  }

  @Test
  void anUpdateMovesForEachParameterWhatTheKernelLoadsAndStores() {
    for (var optimizer : List.of(Optimizer.ADAMW, Optimizer.ADAMW_MASTER)) {
      var kernel = optimizer == Optimizer.ADAMW ? AdamW.kernel() : AdamW.masterKernel();
      var program = program(optimizer, 8);
      for (int c = 0; c < 4; c++) {
        var update = UpdateTraffic.of(program, c);
        long parameters = 2 * 3 * PARAMETERS; // two experts a chiplet, with tokens or without
        assertEquals(parameters * bytes(kernel, false), update.read(), optimizer.toString());
        assertEquals(parameters * bytes(kernel, true), update.written(), optimizer.toString());
      }
    }
    var none = UpdateTraffic.of(program(Optimizer.NONE, 8), 0);
    assertEquals(List.of(), none.movements());
  }

  @Test
  void whatIsWrittenBackWasReadBeforeFromTheSamePlaceOrIsACopy() {
    var update = UpdateTraffic.of(program(Optimizer.ADAMW_MASTER, 8), 3);
    var seen = new ArrayList<UpdateTraffic.Movement>();
    for (var m : update.movements()) {
      if (m.store() && m.state() != MemoryState.WEIGHT) {
        assertTrue(
            seen.contains(
                new UpdateTraffic.Movement(
                    false, m.state(), m.expert(), m.matrix(), m.address(), m.bytes())),
            m.toString());
      }
      assertTrue(!m.store() || m.state() != MemoryState.GRADIENT, m.toString());
      seen.add(m);
    }
    assertEquals(2 * 3 * (4 + 4), seen.size());
  }

  @Test
  void gradientsOfSeveralMicroBatchesAreReadForAllButTheFirst() {
    var program = program(Optimizer.ADAMW, 8);
    long once = 2 * 3 * PARAMETERS * 4L;
    assertEquals(once, UpdateTraffic.gradientBytes(program, 0, 1));
    assertEquals(7 * once, UpdateTraffic.gradientBytes(program, 0, 4));
    assertEquals(0, UpdateTraffic.gradientBytes(program(Optimizer.NONE, 8), 0, 4));
    assertThrows(IllegalArgumentException.class, () -> UpdateTraffic.gradientBytes(program, 0, 0));
  }
}

package chorale.bench.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.chiplet.StackParameters;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.DramTiming;
import chorale.sim.ModelLibrary;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two chiplets ask the memory of their group for blocks at the same time. */
final class BlockOrderTest {
  private static final Path CACHE = Path.of("target/models");
  private static final int BLOCKS = 200;
  private static final long MOST_CYCLES = 100_000;

  private static TrainingParameters parameters() {
    var stack = new StackParameters(DramTiming.HBM2, 1, 2, 8, 4, 2);
    return ExpertStudy.streamedParameters(1, stack, 4, 8, Datapath.TIMING);
  }

  /** Cycles in which blocks of each chiplet are under way; chiplets have an order number each. */
  private static long[] loading(TrainingParameters p, ModelLibrary library, int... order) {
    var words = new HostWords(p);
    for (int c = 0; c < order.length; c++) {
      var queues = new CommandQueues(p, words, c);
      var to = new Region(Target.SCRATCH, 0, BLOCKS, p.packetWords());
      var from = new Stored((long) c * BLOCKS, BLOCKS, BLOCKS, p.blockBytes());
      queues.load(from, to, order[c], null, null);
      queues.end();
    }
    try (var run = new TrainingRun(p, library)) {
      run.fill(words.list());
      run.run(MOST_CYCLES);
      var cycles = new long[order.length];
      for (int c = 0; c < order.length; c++) {
        cycles[c] = run.counter(c, "loading");
      }
      return cycles;
    }
  }

  @Test
  void theLowerOrderNumberIsServedFirstWhosever(@TempDir Path folder) throws IOException {
    var p = parameters();
    var library = TrainingRun.build(p, "order", folder, CACHE);
    // The one that comes after the other is under way all the time, and twice as long.
    long[] first = loading(p, library, 5, 6);
    assertTrue(first[0] * 3 < first[1] * 2, first[0] + " and " + first[1] + " cycles");
    long[] second = loading(p, library, 6, 5);
    assertTrue(second[1] * 3 < second[0] * 2, second[0] + " and " + second[1] + " cycles");
  }
}

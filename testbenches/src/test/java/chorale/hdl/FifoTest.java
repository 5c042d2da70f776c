package chorale.hdl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.hdl.lib.Fifo;
import chorale.sim.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues of several depths against {@link ArrayDeque}, all in one model. */
final class FifoTest {
  private static final int[] DEPTHS = {2, 3, 4, 7, 16};
  private static final int WIDTH = 20;
  private static final int CYCLES = 4000;

  @TempDir private static Path folder;

  private static final class Queues extends Module {
    final Stream[] enq = new Stream[DEPTHS.length];
    final Stream[] deq = new Stream[DEPTHS.length];
    final UInt[] count = new UInt[DEPTHS.length];

    Queues() {
      super(null);
      for (int i = 0; i < DEPTHS.length; i++) {
        enq[i] = sink(WIDTH);
        deq[i] = source(WIDTH);
        var queue = new Fifo(this, WIDTH, DEPTHS[i]);
        queue.enq.from(enq[i]);
        deq[i].from(queue.deq);
        count[i] = out(queue.count.width());
        count[i].set(queue.count);
      }
    }
  }

  /** Pushes with one probability and pops with another, so that queues run full and empty. */
  @Test
  void queues_of_all_depths_keep_every_word_in_order() throws IOException {
    long seed = 20_261_121;
    var random = new Random(seed);
    var library = Simulation.build(Elaboration.of(Queues::new), folder);
    try (var model = library.open()) {
      model.reset(2, "reset");
      for (int i = 0; i < DEPTHS.length; i++) {
        check(random, seed, i, model);
      }
    }
  }

  private static void check(Random random, long seed, int i, Model model) {
    var held = new ArrayDeque<Long>();
    int mostHeld = 0;
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      boolean filling = cycle / 100 % 2 == 0;
      boolean push = random.nextInt(10) < (filling ? 8 : 3);
      boolean pop = random.nextInt(10) < (filling ? 3 : 8);
      long word = random.nextInt(1 << WIDTH);
      model.port("enq_" + i + "_valid").set(push ? 1 : 0);
      model.port("enq_" + i + "_bits").set(word);
      model.port("deq_" + i + "_ready").set(pop ? 1 : 0);
      model.eval();
      String when = "depth %d, cycle %d, seed %d".formatted(DEPTHS[i], cycle, seed);
      assertEquals(held.size() < DEPTHS[i] ? 1 : 0, model.port("enq_" + i + "_ready").get(), when);
      assertEquals(held.isEmpty() ? 0 : 1, model.port("deq_" + i + "_valid").get(), when);
      assertEquals(held.size(), model.port("count_" + i).get(), when);
      if (!held.isEmpty()) {
        assertEquals(held.getFirst(), model.port("deq_" + i + "_bits").get(), when);
      }
      boolean pushed = push && held.size() < DEPTHS[i];
      if (pop) {
        held.poll();
      }
      if (pushed) {
        held.add(word);
      }
      mostHeld = Math.max(mostHeld, held.size());
      model.step();
    }
    assertEquals(DEPTHS[i], mostHeld, "the test never filled the queue, seed " + seed);
    model.port("enq_" + i + "_valid").set(0);
  }
}

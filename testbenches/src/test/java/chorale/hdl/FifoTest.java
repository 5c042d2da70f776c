package chorale.hdl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.hdl.lib.Fifo;
import chorale.sim.Bench;
import chorale.sim.junit.HdlExtension;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues of several depths against {@link ArrayDeque}. */
@ExtendWith(HdlExtension.class)
final class FifoTest {
  private static final long SEED = 20_261_121;
  private static final int WIDTH = 20;
  private static final int CYCLES = 4000;

  /** Pushes with one probability and pops with another, so that the queue runs full and empty. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 7, 16})
  void a_queue_of_any_depth_keeps_every_word_in_order(int depth, Bench bench) {
    var sim = bench.simulate(() -> new Fifo(null, WIDTH, depth)).reset();
    var fifo = sim.dut();
    var random = new Random(SEED);
    var held = new ArrayDeque<Long>();
    int mostHeld = 0;
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      boolean filling = cycle / 100 % 2 == 0;
      boolean push = random.nextInt(10) < (filling ? 8 : 3);
      boolean pop = random.nextInt(10) < (filling ? 3 : 8);
      long word = random.nextInt(1 << WIDTH);
      sim.poke(fifo.enq.valid(), push);
      sim.poke(fifo.enq.bits(), word);
      sim.poke(fifo.deq.ready(), pop);
      sim.expect(fifo.enq.ready(), held.size() < depth);
      sim.expect(fifo.deq.valid(), !held.isEmpty());
      sim.expect(fifo.count, held.size());
      if (!held.isEmpty()) {
        sim.expect(fifo.deq.bits(), held.getFirst());
      }
      boolean pushed = push && held.size() < depth;
      if (pop) {
        held.poll();
      }
      if (pushed) {
        held.add(word);
      }
      mostHeld = Math.max(mostHeld, held.size());
      sim.step();
    }
    assertEquals(depth, mostHeld, "the test never filled the queue");
  }
}

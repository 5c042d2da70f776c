package chorale.hdl.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.sim.Model;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/** Random words from one stream of a model to another: each comes out once, and in order. */
final class StreamCheck {
  private final Model model;
  private final long seed;
  private final Random random;
  private final Deque<Long> sent = new ArrayDeque<>();
  private final StreamSource source;
  private final StreamSink sink;
  private int cycle;
  private int received;

  StreamCheck(Model model, String in, String out, int width, long seed) {
    this.model = model;
    this.seed = seed;
    random = new Random(seed);
    source =
        StreamSource.of(
            model,
            in,
            () -> {
              sent.add((long) random.nextInt(1 << width));
              return sent.getLast();
            });
    sink = new StreamSink(model, out);
  }

  /** A cycle in which words are offered, and taken, by these chances in percent. */
  void cycle(int offered, int ready) {
    source.drive(random, offered);
    sink.drive(random, ready);
    model.eval();
    source.taken();
    if (sink.takes()) {
      assertEquals(sent.poll(), sink.word(), "cycle " + cycle + ", seed " + seed);
      received++;
    }
    model.step();
    cycle++;
  }

  /** All words that went in have come out, at least so many. */
  void assertAllReceived(int least) {
    assertTrue(sent.isEmpty(), sent.size() + " words lost, seed " + seed);
    assertTrue(received >= least, received + " words received, seed " + seed);
  }
}

package chorale.hdl.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.RtlHarness;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.sim.Model;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything with one stream in and the same words out, all in one model. */
final class QueueTest {
  private static final int WIDTH = 16;
  private static final int CYCLES = 3000;
  private static final RtlHarness HARNESS = RtlHarness.of("queues", Queues::new);

  private record Ends(Stream in, Stream out) {}

  @FunctionalInterface
  private interface Maker {
    Ends make(Module parent);
  }

  /**
   * A queue and what it promises.
   *
   * @param latency cycles from a word at the input of an empty queue to the output
   * @param capacity words that it takes while the receiver stalls
   * @param moved words that leave in 2 cycles if both sides never wait
   */
  private record Unit(String name, int latency, int capacity, int moved, Maker maker) {
    @Override
    public String toString() {
      return name;
    }

    int index() {
      return UNITS.indexOf(this);
    }
  }

  private static final List<Unit> UNITS =
      List.of(
          new Unit("skid buffer", 1, 2, 2, QueueTest::skid),
          new Unit("pipeline of 1", 1, 1, 2, p -> pipeline(p, 1)),
          new Unit("pipeline of 4", 4, 4, 2, p -> pipeline(p, 4)),
          new Unit("queue of 1", 1, 1, 1, p -> queue(p, 1, false)),
          new Unit("queue of 2", 1, 2, 2, p -> queue(p, 2, false)),
          new Unit("queue of 5", 1, 5, 2, p -> queue(p, 5, false)),
          new Unit("queue of 1, falling through", 0, 1, 2, p -> queue(p, 1, true)),
          new Unit("queue of 2, falling through", 0, 2, 2, p -> queue(p, 2, true)),
          new Unit("queue of 3, falling through", 0, 3, 2, p -> queue(p, 3, true)));

  private static Ends skid(Module parent) {
    var skid = new SkidBuffer(parent, WIDTH);
    return new Ends(skid.in, skid.out);
  }

  private static Ends pipeline(Module parent, int stages) {
    var pipeline = new StreamPipeline(parent, WIDTH, stages);
    return new Ends(pipeline.in, pipeline.out);
  }

  private static Ends queue(Module parent, int depth, boolean fallThrough) {
    var queue = new RegisterFifo(parent, WIDTH, depth, fallThrough);
    return new Ends(queue.enq, queue.deq);
  }

  private static final class Queues extends Module {
    final Stream[] in = new Stream[UNITS.size()];
    final Stream[] out = new Stream[UNITS.size()];

    Queues() {
      super(null);
      for (Unit unit : UNITS) {
        int i = unit.index();
        in[i] = sink(WIDTH);
        out[i] = source(WIDTH);
        var ends = unit.maker().make(this);
        ends.in().from(in[i]);
        out[i].from(ends.out());
      }
    }
  }

  static List<Unit> units() {
    return UNITS;
  }

  @ParameterizedTest
  @MethodSource("units")
  void every_word_comes_out_once_and_in_order(Unit unit) {
    long seed = 1_700L + unit.index();
    try (var model = HARNESS.open()) {
      var check = new StreamCheck(model, "in_" + unit.index(), "out_" + unit.index(), WIDTH, seed);
      for (int t = 0; t < CYCLES; t++) {
        boolean filling = t / 50 % 2 == 0;
        boolean ending = t > CYCLES - 50;
        check.cycle(ending ? 0 : filling ? 90 : 40, ending ? 100 : filling ? 40 : 90);
      }
      check.assertAllReceived(CYCLES / 4 + 1);
    }
  }

  @ParameterizedTest
  @MethodSource("units")
  void a_word_passes_an_empty_queue_in_its_latency(Unit unit) {
    try (var model = HARNESS.open()) {
      set(model, unit, 1, 1);
      int cycles = 0;
      while (!offers(model, unit) && cycles < 10) {
        model.step();
        set(model, unit, 0, 1);
        cycles++;
      }
      assertEquals(unit.latency(), cycles);
    }
  }

  @ParameterizedTest
  @MethodSource("units")
  void a_stalled_receiver_lets_in_as_many_words_as_the_capacity(Unit unit) {
    try (var model = HARNESS.open()) {
      set(model, unit, 1, 0);
      int taken = 0;
      for (int t = 0; t < 20; t++) {
        model.eval();
        taken += (int) model.port("in_" + unit.index() + "_ready").get();
        model.step();
      }
      assertEquals(unit.capacity(), taken);
    }
  }

  @ParameterizedTest
  @MethodSource("units")
  void words_move_at_the_documented_rate(Unit unit) {
    try (var model = HARNESS.open()) {
      set(model, unit, 1, 1);
      model.run(10);
      int moved = 0;
      for (int t = 0; t < 200; t++) {
        moved += offers(model, unit) ? 1 : 0;
        model.step();
      }
      assertEquals(100 * unit.moved(), moved);
    }
  }

  @Test
  void a_skid_buffer_answers_either_side_from_registers() {
    var random = new Random(3);
    var skid = UNITS.getFirst();
    try (var model = HARNESS.open()) {
      for (int t = 0; t < 200; t++) {
        set(model, skid, 0, 0);
        model.eval();
        long ready = model.port("in_0_ready").get();
        long valid = model.port("out_0_valid").get();
        set(model, skid, 1, 1);
        model.eval();
        assertEquals(ready, model.port("in_0_ready").get(), "cycle " + t);
        assertEquals(valid, model.port("out_0_valid").get(), "cycle " + t);
        set(model, skid, random.nextInt(2), random.nextInt(2));
        model.step();
      }
    }
  }

  private static void set(Model model, Unit unit, int valid, int ready) {
    model.port("in_" + unit.index() + "_valid").set(valid);
    model.port("out_" + unit.index() + "_ready").set(ready);
  }

  private static boolean offers(Model model, Unit unit) {
    model.eval();
    return model.port("out_" + unit.index() + "_valid").get() == 1;
  }
}

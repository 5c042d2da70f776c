package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.nop.LinkPorts;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InjectorTest {
  private static final int PLACES = 5;
  private static final int WIDTH = 32;
  private static final TrafficClass[] CLASSES = {
    TrafficClass.CONTROL, TrafficClass.COMBINE, TrafficClass.WEIGHTS
  };

  private static final RtlHarness INJECTOR =
      RtlHarness.of("injector", () -> new Injector(null, WIDTH, PLACES, CLASSES));

  /** The virtual channel of a class, as a bit. */
  private static long bit(int c) {
    return 1L << CLASSES[c].vc();
  }

  @Test
  void a_flit_is_on_the_link_one_cycle_after_it_was_taken() {
    try (var model = INJECTOR.open()) {
      var source = StreamPorts.of(model, "source_1");
      var link = LinkPorts.of(model, "link");
      source.valid().set(1);
      source.bits().set(7);
      model.eval();
      assertTrue(source.fires());
      assertEquals(0, link.valid().get());
      model.step();
      source.valid().set(0);
      model.eval();
      assertEquals(bit(1), link.valid().get());
      assertEquals(7, link.flit().get());
    }
  }

  @Test
  void without_credits_it_sends_as_many_flits_as_there_are_places() {
    try (var model = INJECTOR.open()) {
      var source = StreamPorts.of(model, "source_0");
      int taken = 0;
      for (int t = 0; t < 20; t++) {
        source.valid().set(1);
        source.bits().set(t);
        model.eval();
        taken += source.fires() ? 1 : 0;
        assertEquals(taken == PLACES && !source.fires() ? 1 : 0, model.port("blocked").get());
        model.step();
      }
      assertEquals(PLACES, taken);
    }
  }

  @Test
  void with_a_credit_in_every_cycle_it_sends_a_flit_in_every_cycle() {
    try (var model = INJECTOR.open()) {
      var source = StreamPorts.of(model, "source_2");
      for (int t = 0; t < 50; t++) {
        source.valid().set(1);
        source.bits().set(t);
        model.port("link_credit").set(t > 0 ? bit(2) : 0);
        model.eval();
        assertTrue(source.fires(), "cycle " + t);
        model.step();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void in_every_cycle_the_first_class_goes_that_has_a_flit_and_a_credit(long seed) {
    var random = new Random(seed);
    var onItsWay = new ArrayDeque<long[]>(); // {class, flit}: taken, not yet seen on the link
    var credits = new int[CLASSES.length];
    var buffered = new int[CLASSES.length];
    var sent = new int[CLASSES.length];
    Arrays.fill(credits, PLACES);
    try (var model = INJECTOR.open()) {
      var source = StreamPorts.of(model, "source", CLASSES.length);
      var link = LinkPorts.of(model, "link");
      for (int t = 0; t < 20_000; t++) {
        String where = "seed %d, cycle %d".formatted(seed, t);
        int goes = -1;
        boolean offered = false;
        long back = 0;
        for (int c = CLASSES.length - 1; c >= 0; c--) {
          boolean valid = random.nextInt(3) == 0;
          source[c].valid().set(valid ? 1 : 0);
          source[c].bits().set((long) t << 2 | c);
          offered |= valid;
          goes = valid && credits[c] > 0 ? c : goes;
          if (buffered[c] > 0 && random.nextInt(6) == 0) {
            back |= bit(c);
            buffered[c]--;
          }
        }
        link.credit().set(back);
        model.eval();
        if (link.valid().get() != 0) {
          var expected = onItsWay.remove();
          assertEquals(bit((int) expected[0]), link.valid().get(), where);
          assertEquals(expected[1], link.flit().get(), where);
          buffered[(int) expected[0]]++;
        }
        assertEquals(0, onItsWay.size(), where);
        for (int c = 0; c < CLASSES.length; c++) {
          assertEquals(c == goes, source[c].fires(), where + ", class " + c);
        }
        assertEquals(goes >= 0 ? 1 : 0, model.port("moves").get(), where);
        assertEquals(offered && goes < 0 ? 1 : 0, model.port("blocked").get(), where);
        if (goes >= 0) {
          onItsWay.add(new long[] {goes, (long) t << 2 | goes});
          credits[goes]--;
          sent[goes]++;
        }
        for (int c = 0; c < CLASSES.length; c++) {
          credits[c] += (back & bit(c)) == 0 ? 0 : 1;
        }
        model.step();
      }
    }
    for (int n : sent) {
      assertTrue(n > 1_000, "seed %d: %s".formatted(seed, Arrays.toString(sent)));
    }
  }
}

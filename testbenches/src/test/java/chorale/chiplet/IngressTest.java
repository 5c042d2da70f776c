package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.nop.LinkPorts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IngressTest {
  private static final int PLACES = 4;
  private static final int WIDTH = 32;
  private static final TrafficClass[] CLASSES = {TrafficClass.DISPATCH, TrafficClass.WEIGHTS};

  private static final RtlHarness INGRESS =
      RtlHarness.of("ingress", () -> new Ingress(null, WIDTH, PLACES, CLASSES));

  /** The virtual channel of a class, as a bit. */
  private static long bit(int c) {
    return 1L << CLASSES[c].vc();
  }

  @Test
  void a_flit_is_offered_one_cycle_after_the_link_and_credited_one_cycle_after_it_was_taken() {
    try (var model = INGRESS.open()) {
      var link = LinkPorts.of(model, "link");
      var weights = StreamPorts.of(model, "packets_1");
      weights.ready().set(1);
      var offered = new ArrayList<Integer>();
      var credited = new ArrayList<Integer>();
      for (int t = 0; t < 8; t++) {
        link.valid().set(t == 0 ? bit(1) : 0);
        link.flit().set(5);
        model.eval();
        if (weights.valid().get() == 1) {
          offered.add(t);
        }
        if (link.credit().get() == bit(1)) {
          credited.add(t);
        }
        model.step();
      }
      assertEquals("[1] [2]", offered + " " + credited);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void no_class_waits_for_another_and_each_flit_is_credited_exactly_once(long seed) {
    var random = new Random(seed);
    var expected = new ArrayList<Queue<Long>>();
    var credits = new int[] {PLACES, PLACES};
    var taken = new int[CLASSES.length];
    var credited = new int[CLASSES.length];
    try (var model = INGRESS.open()) {
      var link = LinkPorts.of(model, "link");
      var packets = StreamPorts.of(model, "packets", CLASSES.length);
      for (int c = 0; c < CLASSES.length; c++) {
        expected.add(new ArrayDeque<>());
      }
      for (int t = 0; t < 20_000; t++) {
        String where = "seed %d, cycle %d".formatted(seed, t);
        int c = random.nextInt(CLASSES.length);
        boolean send = credits[c] > 0 && random.nextInt(4) != 0;
        link.valid().set(send ? bit(c) : 0);
        if (send) {
          credits[c]--;
          link.flit().set(t);
          expected.get(c).add((long) t);
        }
        boolean first = t / 1000 % 2 == 0; // one class stands still for a while, then the other
        packets[0].ready().set(first ? random.nextInt(2) : 0);
        packets[1].ready().set(first ? 0 : random.nextInt(2));
        model.eval();
        for (int k = 0; k < CLASSES.length; k++) {
          int back = (link.credit().get() & bit(k)) == 0 ? 0 : 1;
          assertEquals(taken[k], credited[k] + back, where + ": credits");
          credited[k] += back;
          credits[k] += back;
          if (packets[k].fires()) {
            assertEquals(expected.get(k).poll(), packets[k].bits().get(), where);
            taken[k]++;
          }
        }
        assertEquals(0, link.credit().get() & ~(bit(0) | bit(1)), where);
        model.step();
      }
    }
    assertTrue(taken[0] > 2_000 && taken[1] > 2_000, "seed %d: few flits".formatted(seed));
  }
}

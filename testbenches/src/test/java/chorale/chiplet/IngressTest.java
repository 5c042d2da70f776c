package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.nop.FlitCode;
import chorale.nop.FlitFormat;
import chorale.nop.LinkPorts;
import chorale.nop.TrafficClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IngressTest {
  private static final int PLACES = 4;
  private static final FlitCode CODE = new FlitCode(2, 30);
  private static final FlitFormat FORMAT = new FlitFormat(2, 26, 30);
  private static final TrafficClass[] CLASSES = {TrafficClass.DISPATCH, TrafficClass.WEIGHTS};

  private static final RtlHarness INGRESS =
      RtlHarness.of("ingress", () -> new Ingress(null, FORMAT, PLACES, CLASSES));

  @Test
  void a_flit_is_offered_one_cycle_after_the_link_and_credited_one_cycle_after_it_was_taken() {
    try (var model = INGRESS.open()) {
      var link = LinkPorts.of(model, "link");
      var weights = StreamPorts.of(model, "packets_1");
      weights.ready().set(1);
      var offered = new ArrayList<Integer>();
      var credited = new ArrayList<Integer>();
      for (int t = 0; t < 8; t++) {
        link.valid().set(t == 0 ? 1 : 0);
        link.flit().set(CODE.head(TrafficClass.WEIGHTS, 1, 5, true));
        model.eval();
        if (weights.valid().get() == 1) {
          offered.add(t);
        }
        if (link.credit().get() == 1) {
          credited.add(t);
        }
        model.step();
      }
      assertEquals("[1] [2]", offered + " " + credited);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void classes_are_separated_and_each_flit_is_credited_exactly_once(long seed) {
    var random = new Random(seed);
    var toSend = new ArrayDeque<Long>();
    var expected = new ArrayList<Queue<Long>>();
    expected.add(new ArrayDeque<>());
    expected.add(new ArrayDeque<>());
    int credits = PLACES;
    int taken = 0;
    int credited = 0;
    try (var model = INGRESS.open()) {
      var link = LinkPorts.of(model, "link");
      var packets = StreamPorts.of(model, "packets", CLASSES.length);
      for (int t = 0; t < 20_000; t++) {
        String where = "seed %d, cycle %d".formatted(seed, t);
        if (toSend.isEmpty()) {
          int c = random.nextInt(CLASSES.length);
          int flits = 1 + random.nextInt(5);
          for (int k = 0; k < flits; k++) {
            boolean tail = k == flits - 1;
            long id = (long) t << 4 | k;
            long flit = k == 0 ? CODE.head(CLASSES[c], 2, id, tail) : CODE.body(id, tail);
            toSend.add(flit);
            expected.get(c).add(flit);
          }
        }
        boolean send = credits > 0 && random.nextInt(4) != 0;
        link.valid().set(send ? 1 : 0);
        if (send) {
          credits--;
          link.flit().set(toSend.remove());
        }
        for (var p : packets) {
          p.ready().set(random.nextInt(2));
        }
        model.eval();
        assertEquals(taken, credited + (int) link.credit().get(), where + ": credits");
        credited += (int) link.credit().get();
        credits += (int) link.credit().get();
        for (int c = 0; c < packets.length; c++) {
          if (packets[c].fires()) {
            assertEquals(expected.get(c).poll(), packets[c].bits().get(), where);
            taken++;
          }
        }
        model.step();
      }
    }
    assertTrue(taken > 5_000, "seed %d: only %d flits".formatted(seed, taken));
  }
}

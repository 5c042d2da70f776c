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
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InjectorTest {
  private static final int SOURCES = 3;
  private static final int PLACES = 5;
  private static final FlitCode CODE = new FlitCode(2, 30);
  private static final FlitFormat FORMAT = new FlitFormat(2, 26, 30);

  private static final RtlHarness INJECTOR =
      RtlHarness.of("injector", () -> new Injector(null, FORMAT, SOURCES, PLACES));

  /** A packet of {@code source} as flits, each a different number. */
  private static List<Long> packet(int source, int number, int flits) {
    var packet = new ArrayList<Long>();
    for (int k = 0; k < flits; k++) {
      long id = (long) number << 8 | k << 2 | source;
      boolean tail = k == flits - 1;
      packet.add(k == 0 ? CODE.head(TrafficClass.COMBINE, 1, id, tail) : CODE.body(id, tail));
    }
    return packet;
  }

  private static int source(long flit) {
    return (int) ((CODE.isHead(flit) ? CODE.info(flit) : CODE.payload(flit)) & 3);
  }

  @Test
  void a_flit_is_on_the_link_one_cycle_after_it_was_taken() {
    try (var model = INJECTOR.open()) {
      var source = StreamPorts.of(model, "source_1");
      var link = LinkPorts.of(model, "link");
      source.valid().set(1);
      source.bits().set(packet(1, 7, 1).getFirst());
      model.eval();
      assertTrue(source.fires());
      assertEquals(0, link.valid().get());
      model.step();
      source.valid().set(0);
      model.eval();
      assertEquals(1, link.valid().get());
      assertEquals(packet(1, 7, 1).getFirst(), link.flit().get());
    }
  }

  @Test
  void without_credits_it_sends_as_many_flits_as_there_are_places_and_starves() {
    try (var model = INJECTOR.open()) {
      var source = StreamPorts.of(model, "source_0");
      int taken = 0;
      for (int t = 0; t < 20; t++) {
        source.valid().set(1);
        source.bits().set(packet(0, t, 1).getFirst());
        model.eval();
        taken += source.fires() ? 1 : 0;
        assertEquals(taken == PLACES && !source.fires() ? 1 : 0, model.port("starved").get());
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
        source.bits().set(packet(2, t, 1).getFirst());
        model.port("link_credit").set(t > 0 ? 1 : 0);
        model.eval();
        assertTrue(source.fires(), "cycle " + t);
        model.step();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void packets_stay_whole_the_first_source_wins_between_them_and_credits_are_kept(long seed) {
    var random = new Random(seed);
    var waiting = new ArrayList<Queue<Long>>();
    var onItsWay = new ArrayDeque<Long>(); // taken, not yet seen on the link
    for (int s = 0; s < SOURCES; s++) {
      waiting.add(new ArrayDeque<>());
    }
    int owner = -1;
    int buffered = 0;
    int sent = 0;
    try (var model = INJECTOR.open()) {
      var source = StreamPorts.of(model, "source", SOURCES);
      var link = LinkPorts.of(model, "link");
      for (int t = 0; t < 20_000; t++) {
        String where = "seed %d, cycle %d".formatted(seed, t);
        int first = -1; // the source that may send
        for (int s = SOURCES - 1; s >= 0; s--) {
          if (waiting.get(s).isEmpty() && random.nextInt(20) == 0) {
            waiting.get(s).addAll(packet(s, t, 1 + random.nextInt(6)));
          }
          boolean valid = !waiting.get(s).isEmpty() && (owner == s || random.nextInt(4) != 0);
          source[s].valid().set(valid ? 1 : 0);
          source[s].bits().set(valid ? waiting.get(s).element() : 0);
          first = valid ? s : first;
        }
        boolean credit = buffered > 0 && random.nextInt(3) == 0;
        link.credit().set(credit ? 1 : 0);
        model.eval();
        if (link.valid().get() == 1) {
          assertEquals(onItsWay.remove(), link.flit().get(), where);
          sent++;
          buffered++;
          assertTrue(buffered <= PLACES, where + ": a flit without a credit");
        }
        buffered -= credit ? 1 : 0;
        for (int s = 0; s < SOURCES; s++) {
          if (source[s].fires()) {
            assertEquals(owner < 0 ? first : owner, s, where + ": another source's turn");
            long flit = waiting.get(s).remove();
            assertEquals(s, source(flit), where);
            onItsWay.add(flit);
            owner = CODE.isTail(flit) ? -1 : s;
            break;
          }
        }
        assertTrue(onItsWay.size() <= 1, where + ": two flits taken at once, or one lost");
        model.step();
      }
    }
    assertTrue(sent > 2_000, "seed %d: only %d flits".formatted(seed, sent));
  }
}

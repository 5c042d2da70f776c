package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.nop.FlitCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways home: receiver of one trunk, banks that several trunks share, and the adder. */
final class HomeTest {
  private static final PackageParameters P = TestPackages.withArray(8, 8);
  private static final FlitCode CODE = TestPackages.flits(P);

  private static final RtlHarness RECEIVER =
      RtlHarness.of("home_receiver", () -> new HomeReceiver(null, P));
  private static final RtlHarness BANKS =
      RtlHarness.of("contribution_banks", () -> new ContributionBanks(null, P));
  private static final RtlHarness REDUCER =
      RtlHarness.of("reduce_engine", () -> new ReduceEngine(null, P));

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void each_flit_goes_to_the_bank_of_its_slot_and_each_contribution_is_reported_once(long seed) {
    var random = new Random(seed);
    int packets = 400;
    var flits = new ArrayDeque<Long>();
    var banks = new ArrayDeque<Long>();
    var completions = new ArrayDeque<Long>();
    for (int i = 0; i < packets; i++) {
      long token = random.nextInt(P.tokens());
      long slot = random.nextInt(P.topK());
      completions.add(slot << 7 | token);
      flits.add(CODE.head(2, slot << 7 | token, false));
      for (int k = 0; k < P.tokenFlits(); k++) {
        flits.add(CODE.body(0, k == P.tokenFlits() - 1));
        banks.add(2 * slot + token % 2);
      }
    }
    try (var model = RECEIVER.open()) {
      var in = StreamPorts.of(model, "flits");
      var bank = StreamPorts.of(model, "bank");
      var complete = StreamPorts.of(model, "complete");
      for (int t = 0; !flits.isEmpty() && t < 50_000; t++) {
        String where = "seed %d, cycle %d".formatted(seed, t);
        in.valid().set(random.nextInt(5) == 0 ? 0 : 1);
        in.bits().set(flits.element());
        bank.ready().set(random.nextInt(2));
        complete.ready().set(random.nextInt(2));
        model.eval();
        boolean body = !CODE.isHead(flits.element());
        assertEquals(in.fires() && body, bank.fires(), where + ": a flit without its bank");
        if (bank.fires()) {
          assertEquals(banks.remove(), bank.bits().get(), where);
        }
        boolean last = bank.fires() && CODE.isTail(flits.element());
        assertEquals(last, complete.fires(), where + ": complete");
        assertEquals(last ? 1 : 0, model.port("returned_valid").get(), where + ": returned");
        if (last) {
          long what = completions.remove();
          assertEquals(what % P.tokens(), complete.bits().get(), where);
          assertEquals(what, model.port("returned_data").get(), where);
        }
        if (in.fires()) {
          flits.remove();
        }
        model.step();
      }
    }
    assertTrue(flits.isEmpty() && completions.isEmpty());
  }

  @Test
  void a_bank_takes_one_writer_per_cycle_and_writers_take_turns() {
    var random = new Random(3);
    int banks = 2 * P.topK();
    int writers = P.groups();
    var last = new int[banks];
    java.util.Arrays.fill(last, writers - 1);
    int conflicts = 0;
    try (var model = BANKS.open()) {
      var write = StreamPorts.of(model, "write", writers);
      for (int t = 0; t < 5_000; t++) {
        var wants = new int[writers];
        for (int w = 0; w < writers; w++) {
          wants[w] = random.nextInt(5) == 0 ? -1 : random.nextInt(t % 2 == 0 ? banks : 2);
          write[w].valid().set(wants[w] >= 0 ? 1 : 0);
          write[w].bits().set(Math.max(0, wants[w]));
        }
        model.eval();
        for (int b = 0; b < banks; b++) {
          int expected = -1;
          int requests = 0;
          for (int k = writers; k >= 1; k--) {
            int w = (last[b] + k) % writers;
            if (wants[w] == b) {
              expected = w;
              requests++;
            }
          }
          conflicts += requests > 1 ? 1 : 0;
          for (int w = 0; w < writers; w++) {
            if (wants[w] == b) {
              assertEquals(w == expected, write[w].fires(), "cycle %d, bank %d".formatted(t, b));
            }
          }
          last[b] = expected < 0 ? last[b] : expected;
        }
        model.step();
      }
    }
    assertTrue(conflicts > 500);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void every_token_is_added_once_when_all_its_contributions_are_there(long seed) {
    var random = new Random(seed);
    boolean late = seed == 3; // the command comes when more tokens are ready than may wait
    int trunks = P.groups();
    var arrivals = new ArrayList<Integer>();
    for (int token = 0; token < P.tokens(); token++) {
      arrivals.addAll(Collections.nCopies(P.topK(), token));
    }
    Collections.shuffle(arrivals, random);
    var waiting = new ArrayList<Queue<Integer>>();
    for (int g = 0; g < trunks; g++) {
      waiting.add(new ArrayDeque<>());
    }
    for (int token : arrivals) {
      waiting.get(random.nextInt(trunks)).add(token);
    }
    var seen = new int[P.tokens()];
    var reduced = new ArrayList<Long>();
    boolean done = false;
    long busy = 0;
    try (var model = REDUCER.open()) {
      for (int token = 0; token < P.tokens(); token++) {
        model.port("received_valid").set(1);
        model.port("received_address").set(token);
        model.step();
      }
      model.port("received_valid").set(0);
      var start = StreamPorts.of(model, "start");
      var complete = StreamPorts.of(model, "complete", trunks);
      start.bits().setWide(new ReduceEngine.Command(P).encode(P.tokens()));
      boolean started = false;
      for (int t = 0; t < 10_000 && !done; t++) {
        String where = "seed %d, cycle %d".formatted(seed, t);
        start.valid().set(!started && t >= (late ? 3_000 : 0) ? 1 : 0);
        for (int g = 0; g < trunks; g++) {
          boolean valid = !waiting.get(g).isEmpty() && random.nextInt(3) != 0;
          complete[g].valid().set(valid ? 1 : 0);
          complete[g].bits().set(valid ? waiting.get(g).element() : 0);
        }
        model.eval();
        busy += model.port("busy").get();
        done = model.port("done").get() == 1;
        if (model.port("reduced_valid").get() == 1) {
          long token = model.port("reduced_data").get();
          assertEquals(P.topK(), seen[(int) token], where + ": added too early");
          reduced.add(token);
        }
        for (int g = 0; g < trunks; g++) {
          if (complete[g].fires()) {
            seen[waiting.get(g).remove()]++;
          }
        }
        started |= start.fires();
        model.step();
      }
    }
    assertTrue(done, "seed %d: %d of %d".formatted(seed, reduced.size(), P.tokens()));
    assertEquals(P.tokens(), reduced.size());
    assertEquals(P.tokens(), reduced.stream().distinct().count());
    assertEquals((long) P.tokens() * P.tokenFlits(), busy);
  }

  @Test
  void contributions_of_the_trunks_are_counted_in_turn() {
    try (var model = REDUCER.open()) {
      var complete = StreamPorts.of(model, "complete", P.groups());
      var counts = new long[P.groups()];
      for (int t = 0; t < 50; t++) {
        for (int g = 0; g < counts.length; g++) {
          complete[g].valid().set(1);
          complete[g].bits().set(t % P.tokens());
        }
        model.eval();
        for (int g = 0; g < counts.length; g++) {
          counts[g] += complete[g].fires() ? 1 : 0;
        }
        model.step();
      }
      assertTrue(Math.abs(counts[0] - counts[1]) <= 1, counts[0] + " " + counts[1]);
    }
  }
}

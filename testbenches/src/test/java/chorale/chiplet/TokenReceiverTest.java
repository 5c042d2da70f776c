package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.nop.FlitCode;
import chorale.sim.Model;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenReceiverTest {
  private static final PackageParameters P = TestPackages.withArray(8, 8);
  private static final FlitCode CODE = TestPackages.flits(P);
  private static final int WORDS_PER_TOKEN = 2; // three flits, two in a word

  /** Global numbers of the chiplet's experts, by local number. */
  private static final List<Integer> LOCALS = List.of(2, 13, 8, 7);

  private static final RtlHarness RECEIVER =
      RtlHarness.of("token_receiver", () -> new TokenReceiver(null, P));

  /** An entry of an expert's list. */
  private record Entry(long address, long token, long slot) {}

  private static void loadLocals(Model model) {
    for (int e = 0; e < P.experts(); e++) {
      int local = LOCALS.indexOf(e);
      model.port("locals_valid").set(1);
      model.port("locals_address").set(e);
      model.port("locals_data").set(local < 0 ? 3 : 4 | local); // {valid, local of 2 bits}
      model.step();
    }
    model.port("locals_valid").set(0);
  }

  /** Distinct experts, at least one of them local. */
  private static List<Integer> experts(Random random) {
    var chosen = new ArrayList<Integer>();
    chosen.add(LOCALS.get(random.nextInt(LOCALS.size())));
    while (chosen.size() < P.topK()) {
      int e = random.nextInt(P.experts());
      if (!chosen.contains(e)) {
        chosen.add(random.nextInt(chosen.size() + 1), e);
      }
    }
    return chosen;
  }

  private static long head(int token, List<Integer> experts) {
    long info = token;
    for (int k = 0; k < experts.size(); k++) {
      info |= (long) experts.get(k) << (7 + 4 * k); // 128 tokens, 16 experts
    }
    return CODE.head(1, info, false);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2})
  void tokens_lie_in_order_of_arrival_and_every_local_expert_lists_its_own(long seed) {
    boolean stalls = seed > 0;
    var random = new Random(seed);
    var flits = new ArrayDeque<Long>();
    var lists = new ArrayList<List<Entry>>();
    var tokens = new ArrayList<Integer>();
    var masks = new ArrayList<Integer>();
    for (int l = 0; l < LOCALS.size(); l++) {
      lists.add(new ArrayList<>());
    }
    for (int token = 0; token < P.tokens(); token += 1 + random.nextInt(2)) {
      var experts = experts(random);
      flits.add(head(token, experts));
      for (int k = 0; k < P.tokenFlits(); k++) {
        flits.add(CODE.body(0, k == P.tokenFlits() - 1));
      }
      int mask = 0;
      for (int slot = 0; slot < experts.size(); slot++) {
        int local = LOCALS.indexOf(experts.get(slot));
        if (local >= 0) {
          mask |= 1 << local;
          lists.get(local).add(new Entry((long) tokens.size() * WORDS_PER_TOKEN, token, slot));
        }
      }
      tokens.add(token);
      masks.add(mask);
    }
    int allFlits = flits.size();
    try (var model = RECEIVER.open()) {
      loadLocals(model);
      var in = StreamPorts.of(model, "flits");
      int arrived = 0;
      int stored = 0;
      int cycles = 0;
      while (!flits.isEmpty()) {
        String where = "seed %d, cycle %d".formatted(seed, cycles++);
        in.valid().set(stalls && random.nextInt(4) == 0 ? 0 : 1);
        in.bits().set(flits.element());
        model.port("sram_grant").set(stalls && random.nextInt(3) == 0 ? 0 : 1);
        model.eval();
        boolean stores =
            model.port("sram_request").get() == 1 && model.port("sram_grant").get() == 1;
        boolean body = !CODE.isHead(flits.element());
        assertEquals(in.fires() && body, stores, where);
        if (stores) {
          int token = stored / P.tokenFlits();
          int word = token * WORDS_PER_TOKEN + stored % P.tokenFlits() / P.flitsPerWord();
          assertEquals(word, model.port("sram_address").get(), where + ": address");
          stored++;
        }
        boolean complete = stores && CODE.isTail(flits.element());
        assertEquals(complete ? 1 : 0, model.port("arrived_valid").get(), where + ": arrived");
        int mask = complete ? masks.get(arrived) : 0;
        for (int l = 0; l < LOCALS.size(); l++) {
          assertEquals(mask >> l & 1, model.port("arrive_" + l).get(), where + ": expert " + l);
        }
        if (complete) {
          long event = (long) mask << 7 | tokens.get(arrived++);
          assertEquals(event, model.port("arrived_data").get(), where);
        }
        if (in.fires()) {
          flits.remove();
        }
        model.step();
      }
      assertTrue(stalls || cycles == allFlits, "one flit per cycle: " + cycles);
      checkLists(model, lists);
    }
  }

  private static void checkLists(Model model, List<List<Entry>> lists) {
    for (int l = 0; l < lists.size(); l++) {
      for (int i = 0; i < lists.get(l).size(); i++) {
        for (String reader : new String[] {"gather", "return"}) {
          model.port(reader + "Local").set(l);
          model.port(reader + "Index").set(i);
        }
        model.eval();
        var read =
            new Entry(
                model.port("gatherAddress").get(),
                model.port("returnToken").get(),
                model.port("returnSlot").get());
        assertEquals(lists.get(l).get(i), read, "entry %d of expert %d".formatted(i, l));
      }
    }
  }
}

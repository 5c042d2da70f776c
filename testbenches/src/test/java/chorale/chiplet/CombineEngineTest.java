package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.RtlHarness;
import chorale.nop.FlitCode;
import chorale.sim.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CombineEngineTest {
  private static final PackageParameters P = TestPackages.withArray(8, 8);
  private static final FlitCode CODE = TestPackages.flits(P);
  private static final int HOME = 5;
  private static final RtlHarness ENGINE =
      RtlHarness.of("combine_engine", () -> new CombineEngine(null, P));

  /** Results {@code first} to {@code first + count - 1} of an expert, the first at a word. */
  private record Combine(int local, int first, int count, int results) {}

  /** What the engine sends and where it reads it. */
  private record Sent(
      List<Long> flits, List<Long> addresses, List<Integer> doneAfter, int cycles) {}

  private static int token(int local, int index) {
    return (index * 7 + local * 31) % P.tokens();
  }

  private static int slot(int local, int index) {
    return (index + local) % P.topK();
  }

  private static Sent golden(List<Combine> commands) {
    var sent = new Sent(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), 0);
    for (var c : commands) {
      for (int i = 0; i < c.count; i++) {
        int index = c.first + i;
        long info = (long) slot(c.local, index) << 7 | token(c.local, index); // 128 tokens
        sent.flits.add(CODE.head(HOME, info, false));
        for (int k = 0; k < 3; k++) { // three flits in two words
          sent.flits.add(CODE.body(0, k == 2));
          sent.addresses.add((long) c.results + 2 * i + k / 2);
        }
      }
      sent.doneAfter.add(sent.flits.size());
    }
    return sent;
  }

  private static Sent rtl(List<Combine> commands, Random random) {
    var sent = new Sent(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), 0);
    int cycles = 0;
    int issued = 0;
    try (var model = ENGINE.open()) {
      var start = StreamPorts.of(model, "start");
      var flits = StreamPorts.of(model, "flits");
      var command = new CombineEngine.Command(P);
      model.port("home").set(HOME);
      while (sent.doneAfter.size() < commands.size() && cycles < 50_000) {
        start.valid().set(issued < commands.size() ? 1 : 0);
        if (issued < commands.size()) {
          var c = commands.get(issued);
          start.bits().setWide(command.encode(c.local, c.first, c.count, c.results));
        }
        flits.ready().set(random == null || random.nextInt(3) != 0 ? 1 : 0);
        model.port("sram_grant").set(random == null || random.nextInt(3) != 0 ? 1 : 0);
        answer(model);
        if (flits.fires()) {
          long flit = flits.bits().get();
          sent.flits.add(flit);
          if (!CODE.isHead(flit)) {
            assertEquals(1, model.port("sram_request").get());
            sent.addresses.add(model.port("sram_address").get());
          }
        }
        if (model.port("done").get() == 1) {
          sent.doneAfter.add(sent.flits.size());
        }
        issued += start.fires() ? 1 : 0;
        cycles++;
        model.step();
      }
    }
    return new Sent(sent.flits, sent.addresses, sent.doneAfter, cycles);
  }

  /** Looks the engine's question up in the token lists. */
  private static void answer(Model model) {
    model.eval();
    int local = (int) model.port("returnLocal").get();
    int index = (int) model.port("returnIndex").get();
    model.port("returnToken").set(token(local, index));
    model.port("returnSlot").set(slot(local, index));
    model.eval();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void each_result_goes_home_with_its_token_and_slot_in_the_order_of_the_list(long seed) {
    var random = new Random(seed);
    var commands = new ArrayList<Combine>();
    for (int i = 0; i < 20; i++) {
      int first = random.nextInt(100);
      commands.add(
          new Combine(random.nextInt(4), first, 1 + random.nextInt(28), random.nextInt(3000)));
    }
    var golden = golden(commands);
    var sent = rtl(commands, random);
    assertEquals(golden.flits, sent.flits, "seed " + seed);
    assertEquals(golden.addresses, sent.addresses, "seed " + seed);
    assertEquals(golden.doneAfter, sent.doneAfter, "seed " + seed);
  }

  @Test
  void a_flit_leaves_in_every_cycle_from_the_one_after_the_command() {
    var sent = rtl(List.of(new Combine(1, 0, 25, 0)), null);
    assertEquals(1 + 25 * (1 + P.tokenFlits()), sent.cycles);
  }
}

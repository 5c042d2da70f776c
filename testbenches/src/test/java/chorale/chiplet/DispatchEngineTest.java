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

final class DispatchEngineTest {
  private static final PackageParameters P = TestPackages.withArray(8, 8);
  private static final FlitCode CODE = TestPackages.flits(P);
  private static final int PACKET = 1 + 3;
  private static final RtlHarness ENGINE =
      RtlHarness.of("dispatch_engine", () -> new DispatchEngine(null, P));

  /** Tokens {@code first} to {@code first + count - 1}. */
  private record Dispatch(int first, int count) {}

  /** What the engine sent, after how many flits each command was done, and the cycles used. */
  private record Sent(List<Long> flits, List<Integer> doneAfter, List<Long> tokens, int cycles) {}

  private final int[][] experts = new int[P.tokens()][P.topK()];
  private final int[] chipletOf = new int[P.experts()];

  private void draw(Random random) {
    for (int e = 0; e < P.experts(); e++) {
      chipletOf[e] = random.nextInt(P.enabled().size());
    }
    for (int[] row : experts) {
      for (int k = 0; k < row.length; k++) {
        row[k] = random.nextInt(P.experts());
      }
    }
  }

  private static void write(Model model, String store, int address, long data) {
    model.port(store + "_valid").set(1);
    model.port(store + "_address").set(address);
    model.port(store + "_data").set(data);
    model.step();
    model.port(store + "_valid").set(0);
  }

  private long word(int token) {
    long word = 0;
    for (int k = 0; k < P.topK(); k++) {
      word |= (long) experts[token][k] << 4 * k; // 16 experts
    }
    return word;
  }

  private Sent golden(List<Dispatch> commands) {
    var sent = new Sent(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), 0);
    for (var d : commands) {
      for (int t = d.first; t < d.first + d.count; t++) {
        long mask = 0;
        for (int e : experts[t]) {
          mask |= 1L << chipletOf[e];
        }
        sent.flits.add(CODE.head(mask, word(t) << 7 | t, false));
        for (int k = 0; k < 3; k++) {
          sent.flits.add(CODE.body(0, k == 2));
        }
        sent.tokens.add((long) t);
      }
      sent.doneAfter.add(sent.flits.size());
    }
    return sent;
  }

  private Sent rtl(List<Dispatch> commands, Random random) {
    var sent = new Sent(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), 0);
    int cycles = 0;
    int issued = 0;
    try (var model = ENGINE.open()) {
      for (int e = 0; e < P.experts(); e++) {
        write(model, "placement", e, chipletOf[e]);
      }
      for (int t = 0; t < P.tokens(); t++) {
        write(model, "routing", t, word(t));
      }
      var start = StreamPorts.of(model, "start");
      var flits = StreamPorts.of(model, "flits");
      var command = new DispatchEngine.Command(P);
      while (sent.doneAfter.size() < commands.size() && cycles < 20_000) {
        start.valid().set(issued < commands.size() ? 1 : 0);
        if (issued < commands.size()) {
          var d = commands.get(issued);
          start.bits().setWide(command.encode(d.first, d.count));
        }
        flits.ready().set(random == null || random.nextInt(3) != 0 ? 1 : 0);
        model.eval();
        if (flits.fires()) {
          sent.flits.add(flits.bits().get());
        }
        if (model.port("dispatched_valid").get() == 1) {
          sent.tokens.add(model.port("dispatched_data").get());
        }
        if (model.port("done").get() == 1) {
          sent.doneAfter.add(sent.flits.size());
        }
        issued += start.fires() ? 1 : 0;
        cycles++;
        model.step();
      }
    }
    return new Sent(sent.flits, sent.doneAfter, sent.tokens, cycles);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void each_token_leaves_once_in_order_for_exactly_the_chiplets_of_its_experts(long seed) {
    var random = new Random(seed);
    draw(random);
    var commands = List.of(new Dispatch(3, P.tokens() - 3));
    var golden = golden(commands);
    var sent = rtl(commands, random);
    assertEquals(golden.flits, sent.flits, "seed " + seed);
    assertEquals(golden.tokens, sent.tokens, "seed " + seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void every_command_of_a_queue_is_done_with_its_own_last_flit(long seed) {
    var random = new Random(seed);
    draw(random);
    var commands = new ArrayList<Dispatch>();
    for (int i = 0; i < 12; i++) {
      commands.add(new Dispatch(random.nextInt(100), 1 + random.nextInt(4)));
    }
    var golden = golden(commands);
    var sent = rtl(commands, random);
    assertEquals(golden.flits, sent.flits, "seed " + seed);
    assertEquals(golden.doneAfter, sent.doneAfter, "seed " + seed);
  }

  @Test
  void the_first_flit_leaves_two_cycles_after_the_command_and_one_in_every_cycle_from_then() {
    draw(new Random(6));
    var sent = rtl(List.of(new Dispatch(0, 40)), null);
    assertEquals(2 + 40 * PACKET, sent.cycles);
  }
}

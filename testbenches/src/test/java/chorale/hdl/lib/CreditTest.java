package chorale.hdl.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.RtlHarness;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Senders and receivers at the two ends of links of several lengths. */
final class CreditTest {
  private static final int WIDTH = 16;
  private static final int CYCLES = 3000;
  private static final RtlHarness HARNESS = RtlHarness.of("credits", Links::new);

  /** A link of {@code latency} cycles each way and the credits that it starts with. */
  private record Unit(int latency, int credits) {
    int index() {
      return UNITS.indexOf(this);
    }

    /** Cycles from a word that is sent to the next that can be sent with the same credit. */
    int loop() {
      return 2 * latency + 3;
    }
  }

  private static final List<Unit> UNITS =
      List.of(
          new Unit(0, 1),
          new Unit(0, 2),
          new Unit(0, 3),
          new Unit(2, 1),
          new Unit(2, 5),
          new Unit(2, 7),
          new Unit(2, 9));

  private static final class Links extends Module {
    final Stream[] in = new Stream[UNITS.size()];
    final Stream[] out = new Stream[UNITS.size()];
    final UInt[] available = new UInt[UNITS.size()];

    Links() {
      super(null);
      for (Unit unit : UNITS) {
        int i = unit.index();
        var sender = new CreditSender(this, WIDTH, unit.credits());
        var receiver = new CreditReceiver(this, WIDTH, unit.credits());
        in[i] = sink(WIDTH);
        out[i] = source(WIDTH);
        available[i] = out(sender.available.width());
        sender.in.from(in[i]);
        receiver.valid.set(Delay.by(this, sender.valid, unit.latency()));
        receiver.bits.set(Delay.by(this, sender.bits, unit.latency()));
        sender.credit.set(Delay.by(this, receiver.credit, unit.latency()));
        out[i].from(receiver.out);
        available[i].set(sender.available);
      }
    }
  }

  static List<Unit> units() {
    return UNITS;
  }

  @ParameterizedTest
  @MethodSource("units")
  void every_word_arrives_once_and_in_order_and_every_credit_returns(Unit unit) {
    long seed = 300L + unit.index();
    try (var model = HARNESS.open()) {
      var check = new StreamCheck(model, "in_" + unit.index(), "out_" + unit.index(), WIDTH, seed);
      for (int t = 0; t < CYCLES; t++) {
        check.cycle(t < CYCLES - 100 ? 80 : 0, t / 50 % 2 == 0 ? 30 : 90);
      }
      check.assertAllReceived(1);
      assertEquals(unit.credits(), model.port("available_" + unit.index()).get());
    }
  }

  @ParameterizedTest
  @MethodSource("units")
  void so_many_words_as_there_are_credits_move_in_one_round_trip(Unit unit) {
    try (var model = HARNESS.open()) {
      model.port("in_" + unit.index() + "_valid").set(1);
      model.port("out_" + unit.index() + "_ready").set(1);
      model.run(20);
      int moved = 0;
      for (int t = 0; t < 100 * unit.loop(); t++) {
        model.eval();
        moved += (int) model.port("in_" + unit.index() + "_ready").get();
        model.step();
      }
      assertEquals(100 * Math.min(unit.credits(), unit.loop()), moved);
    }
  }

  @ParameterizedTest
  @MethodSource("units")
  void a_stalled_receiver_costs_as_many_words_as_there_are_credits(Unit unit) {
    try (var model = HARNESS.open()) {
      model.port("in_" + unit.index() + "_valid").set(1);
      model.run(50);
      assertEquals(0, model.port("in_" + unit.index() + "_ready").get());
      assertEquals(0, model.port("available_" + unit.index()).get());
      model.port("in_" + unit.index() + "_valid").set(0);
      model.port("out_" + unit.index() + "_ready").set(1);
      int moved = 0;
      for (int t = 0; t < 50; t++) {
        model.eval();
        moved += (int) model.port("out_" + unit.index() + "_valid").get();
        model.step();
      }
      assertEquals(unit.credits(), moved);
    }
  }
}

package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.sim.Model;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SequencerTest {
  private static final int SEMAPHORES = 6;
  private static final int ARGUMENT_BITS = 8;
  private static final int UNDER_WAY = 4;
  private static final CommandFormat FORMAT = new CommandFormat(SEMAPHORES, ARGUMENT_BITS);

  private static final RtlHarness SEQUENCER =
      RtlHarness.of("sequencer", () -> new Sequencer(null, SEMAPHORES, ARGUMENT_BITS));

  /** A command as the test bench knows it; {@code signal} is negative for none. */
  private record Command(
      int first, int atLeast, int second, int secondAtLeast, int signal, int args) {
    static Command plain(int args) {
      return new Command(0, 0, 0, 0, -1, args);
    }

    boolean reached(int[] values) {
      return values[first] >= atLeast && values[second] >= secondAtLeast;
    }
  }

  private static void load(Model model, List<Command> commands) {
    for (int i = 0; i <= commands.size(); i++) {
      BigInteger word = FORMAT.endMark();
      if (i < commands.size()) {
        var c = commands.get(i);
        word =
            FORMAT.encode(
                c.first,
                c.atLeast,
                c.second,
                c.secondAtLeast,
                c.signal,
                BigInteger.valueOf(c.args));
      }
      model.port("load_valid").set(1);
      model.port("load_address").set(i);
      model.port("load_data").setWide(word);
      model.step();
    }
    model.port("load_valid").set(0);
  }

  @Test
  void commands_that_wait_for_nothing_are_issued_in_every_cycle_until_four_are_under_way() {
    try (var model = SEQUENCER.open()) {
      load(model, List.of(1, 2, 3, 4, 5, 6).stream().map(Command::plain).toList());
      model.port("run").set(1);
      model.port("issue_ready").set(1);
      var issue = StreamPorts.of(model, "issue");
      for (int t = 0; t < 10; t++) {
        model.eval();
        assertEquals(t < UNDER_WAY, issue.fires(), "cycle " + t);
        if (issue.fires()) {
          assertEquals(t + 1, issue.bits().get());
        }
        model.step();
      }
    }
  }

  @Test
  void a_command_waits_for_both_its_semaphores() {
    try (var model = SEQUENCER.open()) {
      load(model, List.of(new Command(1, 3, 4, 2, -1, 9)));
      model.port("run").set(1);
      model.port("issue_ready").set(1);
      int[][] steps = {{0, 0, 0}, {3, 0, 0}, {0, 2, 0}, {2, 2, 0}, {3, 1, 0}, {3, 2, 1}};
      for (int[] s : steps) {
        model.port("semaphore_1").set(s[0]);
        model.port("semaphore_4").set(s[1]);
        model.eval();
        assertEquals(s[2], model.port("issue_valid").get());
        assertEquals(1 - s[2], model.port("waiting").get());
      }
    }
  }

  @Test
  void nothing_is_issued_before_the_run_begins() {
    try (var model = SEQUENCER.open()) {
      load(model, List.of(Command.plain(1)));
      model.port("issue_ready").set(1);
      model.eval();
      assertEquals(0, model.port("issue_valid").get());
      assertEquals(0, model.port("finished").get());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void a_random_program_is_issued_signalled_and_finished_in_the_cycles_of_the_model(long seed) {
    var random = new Random(seed);
    var commands = new ArrayList<Command>();
    for (int i = 0; i < 300; i++) {
      int signal = random.nextInt(SEMAPHORES + 2) - 2;
      commands.add(
          new Command(
              random.nextInt(SEMAPHORES),
              random.nextInt(1 + i / 4),
              random.nextInt(SEMAPHORES),
              random.nextInt(1 + i / 4),
              signal,
              random.nextInt(1 << ARGUMENT_BITS)));
    }
    var values = new int[SEMAPHORES];
    var underWay = new ArrayDeque<Command>();
    int next = 0;
    boolean finished = false;
    try (var model = SEQUENCER.open()) {
      load(model, commands);
      model.port("run").set(1);
      var issue = StreamPorts.of(model, "issue");
      for (int t = 0; t < 20_000 && !finished; t++) {
        String where = "seed %d, cycle %d".formatted(seed, t);
        int grows = random.nextInt(SEMAPHORES);
        values[grows] += random.nextInt(4) == 0 ? 1 : 0;
        for (int s = 0; s < SEMAPHORES; s++) {
          model.port("semaphore_" + s).set(values[s]);
        }
        boolean done = !underWay.isEmpty() && random.nextInt(6) == 0;
        int ready = random.nextInt(3) == 0 ? 0 : 1;
        model.port("done").set(done ? 1 : 0);
        issue.ready().set(ready);
        model.eval();
        boolean live = next < commands.size();
        boolean reached = live && commands.get(next).reached(values);
        finished = model.port("finished").get() == 1;
        assertEquals(!live && underWay.isEmpty(), finished, where + ": finished");
        assertEquals(live && !reached, model.port("waiting").get() == 1, where + ": waiting");
        boolean valid = reached && underWay.size() < UNDER_WAY;
        assertEquals(valid, issue.valid().get() == 1, where + ": issue");
        int signal = done ? underWay.remove().signal : -1;
        assertEquals(signal >= 0, model.port("signal_valid").get() == 1, where + ": signal");
        if (signal >= 0) {
          assertEquals(signal, model.port("signal_id").get(), where + ": which semaphore");
        }
        if (valid && ready == 1) {
          assertEquals(commands.get(next).args, issue.bits().get(), where + ": arguments");
          underWay.add(commands.get(next++));
        }
        model.step();
      }
    }
    assertTrue(finished, "seed " + seed);
    assertFalse(next < commands.size());
  }
}

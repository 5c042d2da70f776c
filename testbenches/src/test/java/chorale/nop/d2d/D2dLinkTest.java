package chorale.nop.d2d;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.TestFolders;
import chorale.bench.faults.Fault;
import chorale.bench.faults.Fault.Kind;
import chorale.bench.faults.Fault.Outage;
import chorale.bench.faults.FaultRun;
import chorale.bench.faults.FaultRun.Outcome;
import chorale.bench.faults.Traffic.Load;
import chorale.hdl.lib.CrcCode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A die-to-die link delivers exactly once whatever its wires do; {@code make study-faults} too. */
final class D2dLinkTest {
  private static final Path RTL = TestFolders.rtl("d2d");
  private static final D2dParameters SMALL = D2dParameters.of(3, 32, 20, 6, 7, 2);
  private static final Load BUSY = new Load(1500, 1, 0, 1);

  private static FaultRun link(D2dParameters p) throws IOException {
    return FaultRun.of(p, RTL.resolve(Integer.toHexString(p.hashCode())), TestFolders.MODELS);
  }

  private static Outcome exactlyOnce(FaultRun link, Load load, Fault fault) {
    var outcome = link.run(load, fault);
    assertTrue(outcome.startUp() >= 0, "the link came up");
    assertEquals(0, outcome.lost(), "lost");
    assertEquals(0, outcome.doubled(), "doubled");
    assertEquals(0, outcome.wrong(), "changed");
    assertEquals(0, outcome.lostCredits(), "credits lost");
    assertTrue(
        outcome.isWhole(), "all channels are bit by bit what a link without faults delivers");
    assertEquals(0, outcome.undetected(), "damaged frames taken for good ones");
    return outcome;
  }

  @ParameterizedTest
  @CsvSource({"0.004, 1, 0", "0.02, 0.5, 0.3", "0.2, 1, 0", "0.2, 0.2, 0.8", "0.5, 1, 0.5"})
  void every_flit_arrives_once_and_in_order_at_any_error_rate(
      double rate, double offered, double stall) throws IOException {
    for (Kind kind : new Kind[] {Kind.BITS, Kind.BURST}) {
      var outcome =
          exactlyOnce(link(SMALL), new Load(1000, offered, stall, 7), Fault.of(kind, rate));
      assertTrue(outcome.damaged() > 0 && outcome.replays() > 0, "there were errors");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 65, 512})
  void flits_of_any_width_survive_noise_on_all_wires(int width) throws IOException {
    var p = D2dParameters.of(2, width, 12, 16, 4, 1);
    var checked =
        new D2dParameters(2, width, 12, p.group(), 16, 4, 1, p.window(), D2dParameters.CRC_32);
    var outcome =
        exactlyOnce(link(checked), new Load(400, 1, 0, width), Fault.of(Kind.NOISE, 0.03));
    assertTrue(outcome.replays() > 0, "there was noise");
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 8, 64, 0, 1", "2, 1, 4, 64, 0, 30", "1, 2, 8, 16, 1, 3", "4, 3, 5, 16, 9, 2"})
  void every_shape_of_frame_and_window_works(
      int vcs, int group, int places, int laneBits, int latency, int window) throws IOException {
    var p =
        new D2dParameters(
            vcs, 24, places, group, 2, laneBits, latency, window, D2dParameters.CRC_16);
    exactlyOnce(link(p), new Load(500, 1, 0.1, 3), Fault.of(Kind.BITS, 0.05));
  }

  @Test
  void what_a_weak_check_lets_through_is_noticed() throws IOException {
    var parity = new CrcCode(1, 1, 0, true, true, 0);
    var p = new D2dParameters(1, 64, 12, 1, 4, 10, 0, 7, parity);
    var outcome = link(p).run(new Load(3000, 1, 0, 1), Fault.of(Kind.BITS, 0.002));
    assertTrue(outcome.undetected() > 0, "two flipped bits have the right parity");
    assertTrue(outcome.wrong() > 0 && !outcome.isWhole(), "and change flits");
  }

  @Test
  void any_lane_may_be_dead_from_the_start() throws IOException {
    var link = link(SMALL);
    for (int lane = 0; lane <= SMALL.lanes(); lane++) {
      for (boolean level : new boolean[] {false, true}) {
        var fault = Fault.of(Kind.BITS, 0.01).fromReset().withDeadLane(lane, level);
        var outcome = exactlyOnce(link, new Load(200, 1, 0, lane), fault);
        int[] lanes = {lane, SMALL.lanes() - lane};
        assertArrayEquals(lanes, outcome.found());
        assertArrayEquals(lanes, outcome.told());
      }
    }
  }

  @Test
  void without_a_dead_lane_the_spare_is_not_used() throws IOException {
    var outcome = exactlyOnce(link(SMALL), BUSY, Fault.of(Kind.BITS, 0.1).fromReset());
    int[] none = {SMALL.lanes(), SMALL.lanes()};
    assertArrayEquals(none, outcome.found());
    assertArrayEquals(none, outcome.told());
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void a_link_that_stands_still_goes_on_afterwards(Outage outage) throws IOException {
    exactlyOnce(link(SMALL), new Load(3000, 1, 0, 5), Fault.of(Kind.BITS, 0.001).with(outage));
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void a_link_starts_although_it_stands_still_at_any_point_of_its_start(Outage outage)
      throws IOException {
    var link = link(SMALL);
    long start = link.run(new Load(1, 1, 0, 1), Fault.of(Kind.NONE, 0)).startUp();
    for (int cycle = 0; cycle < start + 10; cycle += 5) {
      var fault = Fault.of(Kind.NONE, 0).with(outage, cycle);
      exactlyOnce(link, new Load(20, 1, 0, cycle), fault);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 12, 40})
  void goodput_is_that_of_the_closed_form(int window) throws IOException {
    var p = D2dParameters.of(2, 32, 120, 8, 8, 20).withWindow(window);
    var link = link(p);
    assertEquals(18, p.roundTrip());
    for (double rate : new double[] {0, 0.003}) {
      var fault = Fault.of(Kind.BITS, rate);
      var outcome = exactlyOnce(link, new Load(60_000, 1, 0, 11), fault);
      double closedForm = link.closedForm(fault, outcome.cycles());
      assertEquals(1, outcome.goodput() / closedForm, rate == 0 ? 0.001 : 0.03, p.toString());
    }
  }

  @Test
  void one_channel_alone_keeps_the_full_rate_with_a_buffer_of_one_credit_loop() throws IOException {
    var draft = D2dParameters.of(1, 32, 60, 8, 5, 10);
    int places = (int) Math.ceil(draft.peak() * draft.creditLoop());
    var enough = D2dParameters.of(1, 32, places, 8, 5, 10);
    assertEquals(draft.phits(), enough.phits());
    var full = exactlyOnce(link(enough), new Load(5000, 1, 0, 2), Fault.of(Kind.NONE, 0));
    assertEquals(enough.peak(), full.goodput(), 0.002);
    var half = D2dParameters.of(1, 32, places / 2, 8, 5, 10);
    var slow = exactlyOnce(link(half), new Load(5000, 1, 0, 2), Fault.of(Kind.NONE, 0));
    assertTrue(slow.goodput() < 0.8 * half.peak(), "half of it is not enough");
  }
}

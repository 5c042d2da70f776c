package chorale.nop.d2d;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.faults.FaultyLink;
import chorale.hdl.lib.CrcCode;
import chorale.sim.Bench;
import chorale.sim.Simulation;
import chorale.sim.junit.HdlTest;
import java.math.BigInteger;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a die-to-die link starts, what is on its wires, and what its parameters may be. */
final class D2dStartTest {
  private static final D2dParameters P =
      new D2dParameters(2, 20, 6, 2, 8, 4, 3, 5, D2dParameters.CRC_32);
  private static final int LIMIT = 2_000;

  private static Simulation<FaultyLink> started(Bench bench) {
    var sim = bench.simulate(() -> new FaultyLink(P)).reset();
    sim.waitUntil(sim.dut().up[0], LIMIT);
    sim.waitUntil(sim.dut().up[1], LIMIT);
    return sim;
  }

  @HdlTest
  void several_dead_lanes_are_reported_and_keep_the_link_down(Bench bench) {
    var sim = bench.simulate(() -> new FaultyLink(P)).reset();
    var link = sim.dut();
    sim.poke(link.cut[0], 0xF000_0F0L); // lanes 1 and 6
    sim.step(LIMIT);
    sim.expect(link.failed[0], true);
    sim.expect(link.failed[1], false);
    assertFalse(sim.peek(link.up[0]) || sim.peek(link.up[1]), "the link is down");
    sim.poke(link.cut[0], 0xF0L); // one recovers
    sim.waitUntil(link.up[0], LIMIT);
    sim.expect(link.failed[0], false);
    sim.expect(link.found[0], 1);
    sim.expect(link.told[0], 1);
  }

  @HdlTest
  void flits_that_come_before_the_link_is_up_wait(Bench bench) {
    var sim = bench.simulate(() -> new FaultyLink(P)).reset();
    var link = sim.dut();
    sim.poke(link.in[0].valid(), 2);
    sim.poke(link.in[0].flit(), 0xBEEF);
    sim.step();
    sim.poke(link.in[0].valid(), 0);
    int waited = 0;
    while (sim.peek(link.out[0].valid()) == 0) {
      assertTrue(waited++ < LIMIT, "the flit is lost");
      sim.step();
    }
    sim.expect(link.out[0].valid(), 2);
    sim.expect(link.out[0].flit(), 0xBEEF);
    sim.expect(link.up[0], true);
  }

  @HdlTest
  void latencies_are_those_that_are_documented(Bench bench) {
    var sim = started(bench);
    var link = sim.dut();
    int first = P.oneWay() + 3;
    for (int phase = 0; phase < P.phits(); phase++) {
      sim.step(200 * P.phits() + 1); // another position within a frame
      sim.poke(link.in[1].valid(), 1);
      sim.poke(link.in[1].flit(), phase);
      int there = 0;
      while (sim.peek(link.out[1].valid()) == 0) {
        sim.step();
        sim.poke(link.in[1].valid(), 0);
        there++;
      }
      sim.expect(link.out[1].flit(), phase);
      assertTrue(there >= first && there < first + P.phits(), "flit after " + there);
      sim.poke(link.out[1].credit(), 1);
      int back = 0;
      while (sim.peek(link.in[1].credit()) == 0) {
        sim.step();
        sim.poke(link.out[1].credit(), 0);
        back++;
      }
      assertTrue(back > P.oneWay() && back <= P.oneWay() + P.phits(), "credit after " + back);
      sim.step();
      sim.expect(link.in[1].credit(), 0);
    }
  }

  /** The wires at the receiver show through the flips: what comes in is decoded here by hand. */
  @HdlTest
  void frames_are_laid_out_as_documented(Bench bench) {
    var sim = bench.simulate(() -> new WiresOut(P)).reset();
    var top = sim.dut();
    sim.waitUntil(top.up, LIMIT);
    sim.step(40 * P.phits());
    sim.poke(top.in.valid(), 1);
    sim.poke(top.in.flit(), 0x12345);
    sim.step();
    sim.poke(top.in.valid(), 2);
    sim.poke(top.in.flit(), 0xFEDCB);
    sim.step();
    sim.poke(top.in.valid(), 0);
    int bits = P.phits() * P.phitBits();
    var window = BigInteger.ZERO;
    var mask = BigInteger.ONE.shiftLeft(P.phitBits()).subtract(BigInteger.ONE);
    int frames = 0;
    int flits = 0;
    for (int cycle = 0; cycle < 30 * P.phits(); cycle++) {
      var phit = sim.peekBig(top.wires).and(mask);
      window = window.shiftRight(P.phitBits()).or(phit.shiftLeft(bits - P.phitBits()));
      if (isFrame(window, bits)) {
        frames++;
        flits += flits(window);
      }
      sim.step();
    }
    assertEquals(29, frames, 1);
    assertEquals(2, flits);
  }

  /** Java's own CRC-32C over all but the last four bytes. */
  private static boolean isFrame(BigInteger frame, int bits) {
    var check = new CRC32C();
    for (int i = 0; i < bits / 8 - 4; i++) {
      check.update(frame.shiftRight(8 * i).byteValue());
    }
    return frame.shiftRight(bits - 32).longValue() == check.getValue();
  }

  /** Flits in a frame that carries some; 2 bits of mark, data, round, twice 3 bits of number. */
  private static int flits(BigInteger frame) {
    assertEquals(1, frame.intValue() & 3, "mark");
    if (!frame.testBit(2)) {
      return 0;
    }
    int at = 2 + 1 + 1 + 3 + 1 + 3 + 2 * 3;
    long first = frame.shiftRight(at).longValue() & (1 << 22) - 1;
    long second = frame.shiftRight(at + 22).longValue() & (1 << 22) - 1;
    if (second == 0) {
      assertTrue(first == (0x12345L << 2 | 1) || first == (0xFEDCBL << 2 | 2), "one flit");
      return 1;
    }
    assertEquals(0x12345L << 2 | 1, first);
    assertEquals(0xFEDCBL << 2 | 2, second);
    return 2;
  }

  @ParameterizedTest
  @CsvSource({
    "16, 4, 1",
    "16, 16, 1",
    "16, 32, 2",
    "64, 4, 1",
    "64, 16, 1",
    "64, 32, 1",
  })
  void presets_move_what_their_wires_carry(int lanes, int rate, int flits) {
    var p =
        lanes == 16
            ? D2dParameters.ucieStandard(2, 256, 32, rate)
            : D2dParameters.ucieAdvanced(2, 256, 32, rate);
    assertEquals(lanes * rate, p.phitBits());
    assertTrue(p.window() > p.roundTrip(), "the window does not slow it down");
    assertTrue(p.peak() <= 1 && p.peak() <= lanes * rate / 256.0, "no more than the wires carry");
    assertTrue(p.group() >= flits && p.group() <= p.phits(), p.toString());
  }

  @Test
  void a_preset_needs_a_rate_that_UCIe_has() {
    assertThrows(IllegalArgumentException.class, () -> D2dParameters.ucieStandard(2, 256, 32, 10));
  }

  @Test
  void parameters_that_cannot_work_are_refused() {
    refused("at least the CRC's 32", 2, 2, 1, 7, D2dParameters.CRC_32);
    refused("no more flits than cycles", 8, 8, 4, 7, D2dParameters.CRC_32);
    refused("a dead one is not found", 1, 64, 1, 7, D2dParameters.CRC_32);
    refused("a window of 0 frames", 8, 8, 1, 0, D2dParameters.CRC_32);
    refused("must be reflected", 8, 8, 1, 7, CrcCode.CRC_16_CCITT_FALSE);
  }

  private static void refused(
      String why, int lanes, int laneBits, int group, int window, CrcCode crc) {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new D2dParameters(1, 8, 4, group, lanes, laneBits, 1, window, crc));
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }
}

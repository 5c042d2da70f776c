package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Elaboration;
import chorale.hdl.HdlException;
import chorale.sim.Bench;
import chorale.sim.junit.HdlExtension;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gate of a switch with two children of two leaves each, the first of them leaf 1. */
@ExtendWith(HdlExtension.class)
final class DispatchGateTest {
  private static final int LEAVES = 6;
  private static final int INFO = 8;
  private static final int PAYLOAD = 24;
  private static final int PLACES = 4;
  private static final FlitCode CODE = new FlitCode(LEAVES, PAYLOAD);
  private static final ReducerParameters REDUCER =
      new ReducerParameters(
          new PacketFormat(LEAVES, true, INFO, PAYLOAD + 2),
          7,
          2,
          4,
          4,
          Element.FP32,
          false,
          1,
          100,
          4);

  private static DispatchGate gate(List<Integer> lengths) {
    return new DispatchGate(null, REDUCER, new DispatchGate.Place(1, 2, PLACES, PLACES), lengths);
  }

  /** What a dispatch to {@code leaves} reserves, written down from the description. */
  private static List<Long> reservations(long leaves, long token, List<Integer> lengths) {
    long first = (leaves & 0b000110) != 0 ? 1 : 0;
    long second = (leaves & 0b011000) != 0 ? 2 : 0;
    int tokenBits = lengths.size() == 1 ? 7 : lengths.size() == 2 ? 6 : 5;
    var all = new ArrayList<Long>();
    for (int s = 0; s < lengths.size(); s++) {
      long tag = (long) s << tokenBits | token & (1L << tokenBits) - 1;
      all.add((long) lengths.get(s) << 9 | (first | second) << 7 | tag);
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({"1, 100", "2, 100", "3, 60", "2, 30", "1, 8"})
  void a_dispatch_passes_when_its_entries_are_reserved(int segments, int percent, Bench bench) {
    var lengths = List.of(4, 2, 3).subList(0, segments);
    var sim = bench.simulate(() -> gate(lengths)).reset();
    var gate = sim.dut();
    var random = new Random(segments * 1000L + percent);
    var toSend = new ArrayDeque<Long>();
    var expected = new ArrayDeque<Long>();
    var reserves = new ArrayDeque<Long>(); // in order
    var before = new ArrayDeque<Integer>(); // per flit: reservations that come first
    int reserved = 0;
    int total = 0;
    for (int i = 0; i < 200; i++) {
      long leaves = 1 + random.nextInt(63);
      long token = random.nextInt(128);
      var r = reservations(leaves, token, lengths);
      reserves.addAll(r);
      total += r.size();
      int body = random.nextInt(4);
      for (int k = 0; k <= body; k++) {
        long flit =
            k == 0
                ? CODE.head(leaves, token, body == 0)
                : CODE.body(random.nextInt(1 << PAYLOAD), k == body);
        toSend.add(flit);
        expected.add(flit);
        before.add(total);
      }
    }
    int credits = PLACES;
    int held = 0;
    while (!expected.isEmpty()) {
      assertTrue(sim.cycle() < 60_000, "stuck");
      boolean sends = credits > 0 && !toSend.isEmpty() && random.nextInt(100) < 80;
      sim.poke(gate.in.valid(), sends ? 1 : 0);
      if (sends) {
        sim.poke(gate.in.flit(), toSend.remove());
        credits--;
      }
      boolean frees = held > 0 && random.nextInt(100) < 80;
      held -= frees ? 1 : 0;
      sim.poke(gate.out.credit(), frees ? 1 : 0);
      boolean takes = random.nextInt(100) < percent;
      sim.poke(gate.reserve.ready(), takes);
      boolean asks = sim.peek(gate.reserve.valid());
      sim.expect(gate.waits, asks && !takes);
      if (asks) {
        sim.expect(gate.reserve.bits(), reserves.peek());
        if (takes) {
          reserves.remove();
          reserved++;
        }
      }
      if (sim.peek(gate.out.valid()) == 1) {
        sim.expect(gate.out.flit(), expected.remove());
        assertTrue(before.remove() <= reserved, "a dispatch passed before its entry was reserved");
        held++;
        assertTrue(held <= PLACES, "a flit without a place");
      }
      credits += (int) sim.peek(gate.in.credit());
      sim.step();
    }
    assertEquals(0, reserves.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void a_dispatch_takes_one_cycle_and_one_more_for_each_further_segment(int segments, Bench bench) {
    var sim = bench.simulate(() -> gate(List.of(4, 2, 3).subList(0, segments))).reset();
    var gate = sim.dut();
    sim.poke(gate.reserve.ready(), true);
    sim.poke(gate.out.credit(), 0);
    sim.poke(gate.in.valid(), 1);
    sim.poke(gate.in.flit(), CODE.head(63, 5, true));
    sim.step();
    sim.poke(gate.in.valid(), 0);
    int cycles = 1;
    while (sim.peek(gate.out.valid()) == 0) {
      sim.step();
      cycles++;
    }
    assertEquals(segments, cycles);
  }

  @ParameterizedTest
  @CsvSource({"5, 1", "0, 1", "2, 5"})
  void segments_without_an_entry_or_of_too_many_flits_are_errors(int segments, int length) {
    var lengths = java.util.Collections.nCopies(segments, length);
    assertThrows(HdlException.class, () -> Elaboration.of(() -> gate(lengths)));
  }
}

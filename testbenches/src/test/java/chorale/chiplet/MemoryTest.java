package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.nop.FlitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class MemoryTest {
  private static final int CHIPLETS = 2;

  /** The memories that are built; bursts are 16 flits of 64 bytes. */
  enum Memory {
    /** A flit takes two cycles and two thirds. */
    UNEVEN(24, 40, 8),
    /** As fast as the link. */
    FAST(64, 10, 4),
    /** One burst under way. */
    SINGLE(40, 30, 1);

    final PackageParameters p;
    final RtlHarness system;

    Memory(int bytesPerCycle, int latency, int outstanding) {
      p = TestPackages.withMemory(bytesPerCycle, latency, outstanding);
      system = RtlHarness.of("memory_" + ordinal(), () -> new MemorySystem(p));
    }

    /**
     * Cycles from a command to its last flit in the SRAM. A burst is whole in the packetiser's
     * buffer when the memory has read it, and leaves behind the one before, its head first. All
     * else is the way: engine and injector 2, four links, two passes through the switch 4, the
     * memory's buffer and queue 2, the packetiser's injector 1 and the chiplet's buffer 1.
     */
    long cycles(int flits) {
      long left = 0;
      int read = 0;
      while (read < flits) {
        int burst = Math.min(p.burstFlits(), flits - read);
        read += burst;
        long bytes = (long) read * p.flitBytes();
        long whole = p.dramLatency() + Math.ceilDiv(bytes, (long) p.dramBytesPerCycle());
        left = Math.max(whole, left + 1) + burst;
      }
      return left + 2 + 4L * p.linkLatency() + 4 + 2 + 1 + 1;
    }
  }

  private record Load(int address, int flits, int order, int word) {}

  /** What happened to one chiplet's loads. */
  private static final class Seen {
    final List<Long> requests = new ArrayList<>();
    final List<Long> issued = new ArrayList<>();
    final List<Long> done = new ArrayList<>();
    final List<Long> words = new ArrayList<>();
    final List<Long> tails = new ArrayList<>();
    int underWay;
    int mostUnderWay;
    long heads;
  }

  private static Seen[] run(Memory m, List<List<Load>> loads, Random stalls) {
    FlitCode code = TestPackages.flits(m.p);
    var command = new BlockCommand(m.p);
    var seen = new Seen[] {new Seen(), new Seen()};
    var next = new int[CHIPLETS];
    try (var model = m.system.open()) {
      var start = StreamPorts.of(model, "start", CHIPLETS);
      for (long t = 0; t < 60_000; t++) {
        for (int c = 0; c < CHIPLETS; c++) {
          boolean more = next[c] < loads.get(c).size();
          start[c].valid().set(more ? 1 : 0);
          if (more) {
            var l = loads.get(c).get(next[c]);
            start[c].bits().setWide(command.encode(l.address, l.flits, l.order, l.word));
          }
          int grant = stalls == null || stalls.nextInt(4) != 0 ? 1 : 0;
          model.port("sram_%d_grant".formatted(c)).set(grant);
        }
        model.eval();
        int finished = 0;
        for (int c = 0; c < CHIPLETS; c++) {
          var s = seen[c];
          if (start[c].fires()) {
            s.issued.add(t);
            next[c]++;
          }
          if (model.port("request_%d_valid".formatted(c)).get() == 1) {
            s.requests.add(model.port("request_%d_data".formatted(c)).get());
            s.mostUnderWay = Math.max(s.mostUnderWay, ++s.underWay);
          }
          if (model.port("reply_%d_valid".formatted(c)).get() == 1) {
            long flit = model.port("reply_%d_data".formatted(c)).get();
            if (code.isHead(flit)) {
              s.heads++;
              assertEquals(c, code.address(flit));
            } else {
              s.words.add(model.port("sram_%d_address".formatted(c)).get());
            }
            if (code.isTail(flit)) {
              s.tails.add(t);
              s.underWay--;
            }
          }
          if (model.port("done_" + c).get() == 1) {
            s.done.add(t);
          }
          finished += s.done.size() == loads.get(c).size() ? 1 : 0;
        }
        model.step();
        if (finished == CHIPLETS && t > 20) {
          return seen;
        }
      }
    }
    throw new AssertionError("the loads were not done: " + loads);
  }

  @ParameterizedTest
  @CsvSource({
    "UNEVEN, 160",
    "UNEVEN, 1",
    "UNEVEN, 331",
    "UNEVEN, 17",
    "FAST, 16",
    "FAST, 5",
    "FAST, 163",
    "SINGLE, 16",
    "SINGLE, 7"
  })
  void a_load_alone_takes_exactly_latency_bytes_by_bandwidth_and_the_way(Memory m, int flits) {
    var seen = run(m, List.of(List.of(new Load(1000, flits, 0, 64)), List.of()), null)[0];
    assertEquals(m.cycles(flits), seen.done.getFirst() - seen.issued.getFirst());
  }

  @ParameterizedTest
  @EnumSource
  void every_burst_is_asked_for_once_answered_once_and_lands_where_the_command_says(Memory m) {
    FlitCode code = TestPackages.flits(m.p);
    for (long seed = 1; seed <= 3; seed++) {
      var random = new Random(seed);
      var loads = new ArrayList<List<Load>>();
      for (int c = 0; c < CHIPLETS; c++) {
        var own = new ArrayList<Load>();
        for (int i = 0; i < 12; i++) {
          own.add(
              new Load(random.nextInt(1 << 20), 1 + random.nextInt(90), i, random.nextInt(3000)));
        }
        loads.add(own);
      }
      var seen = run(m, loads, random);
      for (int c = 0; c < CHIPLETS; c++) {
        var requests = new ArrayList<Long>();
        var words = new ArrayList<Long>();
        for (var l : loads.get(c)) {
          for (int at = 0; at < l.flits; at += 16) {
            long length = Math.min(16, l.flits - at);
            long info = (long) c << 53 | (long) l.order << 37 | length << 32 | (l.address + at);
            requests.add(code.head(m.p.memory(0), info, true));
          }
          for (int f = 0; f < l.flits; f++) {
            words.add((long) l.word + f / m.p.flitsPerWord());
          }
        }
        String where = "%s, seed %d, chiplet %d".formatted(m, seed, c);
        assertEquals(requests, seen[c].requests, where);
        assertEquals(words, seen[c].words, where);
        assertEquals(requests.size(), seen[c].heads, where);
        assertEquals(requests.size(), seen[c].tails.size(), where);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_chiplet_has_exactly_as_many_bursts_under_way_as_it_may(Memory m) {
    var long0 = new Load(0, 16 * 20, 0, 0);
    var seen = run(m, List.of(List.of(long0), List.of()), null)[0];
    assertEquals(m.p.outstandingBursts(), seen.mostUnderWay);
  }

  @ParameterizedTest
  @CsvSource({"3, 7, 0", "7, 3, 1", "5, 5, 0"})
  void the_load_with_the_lower_order_is_served_first_and_ties_go_to_the_lower_chiplet(
      int order0, int order1, int first) {
    var m = Memory.UNEVEN;
    int bursts = 20;
    var seen =
        run(
            m,
            List.of(
                List.of(new Load(0, 16 * bursts, order0, 0)),
                List.of(new Load(0, 16 * bursts, order1, 0))),
            null);
    long firstDone = seen[first].done.getFirst();
    long early = seen[1 - first].tails.stream().filter(t -> t < firstDone).count();
    // Only bursts that the memory took before the other chiplet's first request was there.
    int pending = Math.ceilDiv(40 * 24, 16 * 64) + 3;
    assertTrue(early <= pending, early + " bursts of the later load came before");
    assertEquals(bursts, seen[1 - first].tails.size());
  }
}

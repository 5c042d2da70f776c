package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.nop.FlitCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Four chiplets; bursts of up to 16 flits. */
final class MemoryQueuesTest {
  private static final int CHIPLETS = 4;
  private static final int OUTSTANDING = 3;
  private static final int CYCLES = 20_000;
  private static final PackageParameters P =
      TestPackages.group(64, 10, OUTSTANDING, Optional.empty());
  private static final RtlHarness QUEUES =
      RtlHarness.of("memory_queues", () -> new MemoryQueues(null, P, CHIPLETS));

  private record Burst(boolean write, int place, int order, int flits, long address) {
    static Burst random(Random random, boolean write, int place) {
      return new Burst(
          write,
          place,
          random.nextInt(4) == 0 ? random.nextInt(1 << 16) : random.nextInt(3),
          1 + random.nextInt(16),
          random.nextInt() & 0xffffffffL);
    }

    long info() {
      return (long) place << 53 | (long) order << 37 | (long) flits << 32 | address;
    }

    /** The lowest order first, of equal ones the lower chiplet, of one chiplet the read. */
    static final Comparator<Burst> BEFORE =
        Comparator.comparingInt(Burst::order)
            .thenComparingInt(Burst::place)
            .thenComparing(Burst::write);
  }

  /** What should wait: by chiplet, reads and writes. */
  private static final class Golden {
    final List<Deque<Burst>> reads = new ArrayList<>();
    final List<Deque<Burst>> writes = new ArrayList<>();

    Golden() {
      for (int c = 0; c < CHIPLETS; c++) {
        reads.add(new ArrayDeque<>());
        writes.add(new ArrayDeque<>());
      }
    }

    Deque<Burst> queue(Burst b) {
      return (b.write ? writes : reads).get(b.place);
    }

    Optional<Burst> next() {
      var firsts = new ArrayList<Burst>();
      for (int c = 0; c < CHIPLETS; c++) {
        firsts.addAll(reads.get(c).stream().limit(1).toList());
        firsts.addAll(writes.get(c).stream().limit(1).toList());
      }
      return firsts.stream().min(Burst.BEFORE);
    }
  }

  private static int withRoom(Random random, List<Deque<Burst>> queues) {
    int c = random.nextInt(CHIPLETS);
    return queues.get(c).size() < OUTSTANDING ? c : -1;
  }

  @ParameterizedTest(name = "memory takes one in {0}")
  @ValueSource(ints = {1, 3, 12})
  void the_lowest_order_goes_first_and_a_write_is_offered_when_it_is_whole(int slow) {
    FlitCode code = TestPackages.flits(P);
    for (long seed = 1; seed <= 3; seed++) {
      var random = new Random(seed);
      var golden = new Golden();
      Burst packet = null;
      int left = 0;
      long served = 0;
      try (var model = QUEUES.open()) {
        var requests = StreamPorts.of(model, "requests");
        var stores = StreamPorts.of(model, "stores");
        var next = StreamPorts.of(model, "next");
        for (long t = 0; t < CYCLES; t++) {
          int reader = random.nextInt(3) == 0 ? withRoom(random, golden.reads) : -1;
          Burst read = reader < 0 ? null : Burst.random(random, false, reader);
          requests.valid().set(read == null ? 0 : 1);
          if (read != null) {
            requests.bits().set(code.head(P.memory(0), read.info(), true));
          }
          boolean flit = random.nextInt(5) != 0;
          boolean begins = flit && packet == null;
          if (begins) {
            int writer = withRoom(random, golden.writes);
            packet = writer < 0 ? null : Burst.random(random, true, writer);
            flit = packet != null;
            begins = flit;
            left = begins ? packet.flits : 0;
          }
          stores.valid().set(flit ? 1 : 0);
          if (flit) {
            stores
                .bits()
                .set(
                    begins
                        ? code.head(P.memory(0), packet.info(), false)
                        : code.body(random.nextInt(1 << 20), left == 1));
          }
          boolean takes = random.nextInt(slow) == 0;
          next.ready().set(takes ? 1 : 0);
          model.eval();
          String where = "seed %d, cycle %d".formatted(seed, t);
          assertEquals(1, requests.ready().get(), where);
          assertEquals(1, stores.ready().get(), where);
          var expected = golden.next();
          assertEquals(expected.isPresent() ? 1 : 0, next.valid().get(), where);
          if (expected.isPresent()) {
            var b = expected.get();
            long bits = (b.write ? 1L << 55 : 0) | b.info();
            assertEquals(bits, next.bits().get(), where);
            if (takes) {
              golden.queue(b).remove();
              served++;
            }
          }
          if (read != null) {
            golden.queue(read).add(read);
          }
          if (flit && !begins && --left == 0) {
            golden.queue(packet).add(packet);
            packet = null;
          }
          model.step();
        }
      }
      assertTrue(served > CYCLES / 20, served + " bursts");
    }
  }
}

package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.memory.FlatTiming;
import chorale.chiplet.memory.HbmCounter;
import chorale.nop.FlitCode;
import chorale.sim.Model;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Loads and stores of the four chiplets of a group. */
final class StoreTest {
  private static final int CHIPLETS = 4;
  private static final int BURST = 16;
  private static final int LIMIT = 200_000;

  /** The memories that are built; bursts are 16 flits of 64 bytes. */
  enum Memory {
    /** A flit takes two cycles and two thirds. */
    UNEVEN(24, 40, 8, Optional.empty()),
    /** As fast as the link. */
    FAST(64, 10, 4, Optional.empty()),
    /** One burst under way, and sixteen cycles for a flit. */
    SLOW(4, 30, 1, Optional.empty()),
    /** Two pseudo-channels, 16 bytes a cycle each. */
    HBM(32, 40, 4, Optional.of(DramTiming.HBM2)),
    /** A drive with pages of 500 cycles. */
    DRIVE(TestPackages.group(new FlatTiming("drive", "chosen", 500, 15_800, 8192, 16), 4));

    final PackageParameters p;
    final RtlHarness system;

    Memory(int bytesPerCycle, int latency, int outstanding, Optional<DramTiming> hbm) {
      this(TestPackages.group(bytesPerCycle, latency, outstanding, hbm));
    }

    Memory(PackageParameters p) {
      this.p = p;
      system = RtlHarness.of("store_" + ordinal(), () -> new MemorySystem(p));
    }

    /**
     * Cycles from a burst's last flit at the memory's rate to the acknowledgement at its chiplet.
     */
    int back() {
      return 1 + 1 + 2 * p.linkLatency() + 2 + 1; // count, injector, links, switch, buffer
    }

    /** Cycles from a store's head out of its engine to its tail's place before the memory. */
    int way(int flits) {
      return 1 + 1 + 2 * p.linkLatency() + 2 + 1 + flits + 1; // skid, injector, .. buffer, queue
    }
  }

  /** A memory of fixed rate that takes one burst after the other, in bytes. */
  private static final class Server {
    private final PackageParameters p;
    private long free;
    private long spare;

    Server(PackageParameters p) {
      this.p = p;
    }

    /** The cycle of the last byte of a burst that begins at {@code earliest}, at best. */
    long moves(long earliest, int flits) {
      long bytes = (long) flits * p.flitBytes() - spare;
      long cycles = Math.ceilDiv(bytes, (long) p.dramBytesPerCycle());
      spare = cycles * p.dramBytesPerCycle() - bytes;
      free = Math.max(free, earliest) + cycles;
      return free;
    }
  }

  private record Block(int address, int flits, int order, int word) {
    List<Integer> bursts() {
      var lengths = new ArrayList<Integer>();
      for (int at = 0; at < flits; at += BURST) {
        lengths.add(Math.min(BURST, flits - at));
      }
      return lengths;
    }
  }

  /** The memory was asked for a burst. */
  private record Asked(long cycle, boolean write, int place, int order, int flits, long address) {
    static Asked of(long cycle, long data) {
      return new Asked(
          cycle,
          (data >> 55 & 1) != 0,
          (int) (data >> 53 & 3),
          (int) (data >> 37 & 0xffff),
          (int) (data >> 32 & 31),
          data & 0xffffffffL);
    }

    /** Without its time. */
    Asked untimed() {
      return new Asked(0, write, place, order, flits, address);
    }
  }

  /** The work of a chiplet, and what happened to it. */
  private static final class Chiplet {
    final List<Block> loads = new ArrayList<>();
    final List<Block> stores = new ArrayList<>();
    final List<Long> issued = new ArrayList<>();
    final List<Long> stored = new ArrayList<>();
    final List<Long> words = new ArrayList<>();
    final List<Long> flits = new ArrayList<>();
    int loaded;
    int nextLoad;
    int nextStore;
    long landed;

    boolean done() {
      return loaded == loads.size() && stored.size() == stores.size();
    }
  }

  private static List<Chiplet> idle() {
    var chiplets = new ArrayList<Chiplet>();
    for (int c = 0; c < CHIPLETS; c++) {
      chiplets.add(new Chiplet());
    }
    return chiplets;
  }

  /** What the memory was asked for until all was done, and the bursts that it wrote, if an HBM. */
  private record Run(List<Asked> asked, long hbmWrites, long cycles) {}

  private static Run run(Memory m, List<Chiplet> chiplets, Random stalls) {
    var command = new BlockCommand(m.p);
    FlitCode code = TestPackages.flits(m.p);
    var asked = new ArrayList<Asked>();
    try (var model = m.system.open()) {
      var start = StreamPorts.of(model, "start", CHIPLETS);
      var storeStart = StreamPorts.of(model, "storeStart", CHIPLETS);
      for (long t = 0; t < LIMIT; t++) {
        for (int c = 0; c < CHIPLETS; c++) {
          var own = chiplets.get(c);
          offer(start[c], own.loads, own.nextLoad, command);
          offer(storeStart[c], own.stores, own.nextStore, command);
          model.port("sram_%d_grant".formatted(c)).set(granted(stalls, true));
          boolean wants = model.port("storeSram_%d_request".formatted(c)).get() == 1;
          model.port("storeSram_%d_grant".formatted(c)).set(granted(stalls, wants));
        }
        model.eval();
        if (model.port("asked_valid").get() == 1) {
          asked.add(Asked.of(t, model.port("asked_data").get()));
        }
        boolean done = true;
        for (int c = 0; c < CHIPLETS; c++) {
          observe(model, c, chiplets.get(c), t, code);
          chiplets.get(c).nextLoad += start[c].fires() ? 1 : 0;
          if (storeStart[c].fires()) {
            chiplets.get(c).nextStore++;
            chiplets.get(c).issued.add(t);
          }
          done &= chiplets.get(c).done();
        }
        model.step();
        if (done) {
          model.run(5000); // writes that wait in a controller reach the device
          model.port("select").set(HbmCounter.WRITES.ordinal());
          model.run(3);
          return new Run(asked, model.port("counter").get(), t);
        }
      }
    }
    throw new AssertionError("loads and stores were not done");
  }

  private static void offer(StreamPorts port, List<Block> blocks, int next, BlockCommand command) {
    boolean more = next < blocks.size();
    port.valid().set(more ? 1 : 0);
    if (more) {
      var b = blocks.get(next);
      port.bits().setWide(command.encode(b.address, b.flits, b.order, b.word));
    }
  }

  private static int granted(Random stalls, boolean wants) {
    return wants && (stalls == null || stalls.nextInt(4) != 0) ? 1 : 0;
  }

  private static void observe(Model model, int c, Chiplet own, long t, FlitCode code) {
    if (model.port("storing_%d_valid".formatted(c)).get() == 1) {
      own.flits.add(t);
      if (!code.isHead(model.port("storing_%d_data".formatted(c)).get())) {
        own.words.add(model.port("storeSram_%d_address".formatted(c)).get());
      }
    }
    if (model.port("reply_%d_valid".formatted(c)).get() == 1) {
      own.landed += code.isHead(model.port("reply_%d_data".formatted(c)).get()) ? 0 : 1;
    }
    own.loaded += (int) model.port("done_" + c).get();
    if (model.port("stored_" + c).get() == 1) {
      own.stored.add(t);
    }
  }

  /** The bursts that blocks are cut into. */
  private static List<Asked> bursts(List<Block> blocks, boolean write, int place) {
    var result = new ArrayList<Asked>();
    for (var b : blocks) {
      long address = b.address;
      for (int flits : b.bursts()) {
        result.add(new Asked(0, write, place, b.order, flits, address));
        address += flits;
      }
    }
    return result;
  }

  @ParameterizedTest
  @CsvSource({
    "UNEVEN, 160",
    "UNEVEN, 1",
    "UNEVEN, 331",
    "FAST, 16",
    "FAST, 5",
    "FAST, 163",
    "SLOW, 7",
    "SLOW, 50"
  })
  void a_store_alone_takes_exactly_its_way_its_bytes_by_bandwidth_and_the_way_back(
      Memory m, int flits) {
    var chiplets = idle();
    var block = new Block(1000, flits, 0, 64);
    chiplets.get(2).stores.add(block);
    run(m, chiplets, null);
    var server = new Server(m.p);
    var acknowledged = new ArrayList<Long>();
    long start = chiplets.get(2).issued.getFirst();
    long head = start + 1;
    for (int burst : block.bursts()) {
      int waitsFor = acknowledged.size() - m.p.outstandingBursts();
      head = waitsFor < 0 ? head : Math.max(head, acknowledged.get(waitsFor) + 1);
      acknowledged.add(server.moves(head + m.way(burst), burst) + m.back());
      head += burst + 1;
    }
    assertEquals(acknowledged.getLast() - start, chiplets.get(2).stored.getFirst() - start);
  }

  @ParameterizedTest
  @CsvSource({"FAST, 640"})
  void a_store_alone_sends_a_flit_in_every_cycle(Memory m, int flits) {
    var chiplets = idle();
    chiplets.get(0).stores.add(new Block(0, flits, 0, 0));
    run(m, chiplets, null);
    var sent = chiplets.get(0).flits;
    assertEquals(flits + flits / BURST, sent.size());
    assertEquals(sent.size() - 1, sent.getLast() - sent.getFirst());
  }

  @ParameterizedTest
  @EnumSource
  void every_burst_is_stored_once_at_its_place_and_done_only_when_the_memory_has_it(Memory m) {
    for (long seed = 1; seed <= 3; seed++) {
      var random = new Random(seed);
      var chiplets = idle();
      for (var own : chiplets) {
        for (int i = 0; i < 6; i++) {
          own.loads.add(block(random));
          own.stores.add(block(random));
        }
      }
      var run = run(m, chiplets, random);
      String where = "%s, seed %d".formatted(m, seed);
      var ends = ends(m, run.asked);
      for (int c = 0; c < CHIPLETS; c++) {
        var own = chiplets.get(c);
        int place = c;
        assertEquals(
            bursts(own.loads, false, c),
            run.asked.stream()
                .filter(a -> a.place == place && !a.write)
                .map(Asked::untimed)
                .toList(),
            where);
        assertEquals(
            bursts(own.stores, true, c),
            run.asked.stream()
                .filter(a -> a.place == place && a.write)
                .map(Asked::untimed)
                .toList(),
            where);
        var words = new ArrayList<Long>();
        for (var s : own.stores) {
          for (int f = 0; f < s.flits; f++) {
            words.add((long) s.word + f / m.p.flitsPerWord());
          }
        }
        assertEquals(words, own.words, where);
        assertEquals(own.loads.stream().mapToLong(Block::flits).sum(), own.landed, where);
        int last = -1;
        for (int i = 0; i < own.stores.size(); i++) {
          last += own.stores.get(i).bursts().size();
          long end = ends.get(c).get(last);
          long done = own.stored.get(i);
          assertTrue(done >= end + m.back(), where + ": done in " + done + ", moved in " + end);
        }
      }
      if (m == Memory.HBM) {
        long flits =
            chiplets.stream().flatMap(c -> c.stores.stream()).mapToLong(Block::flits).sum();
        assertEquals(2 * flits, run.hbmWrites, where + ": bursts of 32 bytes");
      }
    }
  }

  private static Block block(Random random) {
    return new Block(
        random.nextInt(1 << 20), 1 + random.nextInt(60), random.nextInt(5), random.nextInt(3000));
  }

  /** By chiplet, when each of its writes can be in the memory at the earliest. */
  private static List<List<Long>> ends(Memory m, List<Asked> asked) {
    var result = new ArrayList<List<Long>>();
    for (int c = 0; c < CHIPLETS; c++) {
      result.add(new ArrayList<>());
    }
    var server = new Server(m.p);
    for (var a : asked) {
      long end =
          switch (m) {
            // a burst of 32 bytes a cycle, into each of two controllers
            case HBM -> a.cycle + a.flits;
            case DRIVE -> a.cycle + 2L * a.flits;
            case UNEVEN, FAST, SLOW ->
                server.moves(a.cycle + (a.write ? 0 : m.p.dramLatency() - 1), a.flits);
          };
      if (a.write) {
        result.get(a.place).add(end);
      }
    }
    return result;
  }

  @ParameterizedTest
  @CsvSource({
    "store, 0, 3, load, 1, 7",
    "store, 1, 3, load, 0, 7",
    "load, 3, 3, store, 2, 7",
    "store, 3, 3, store, 1, 7",
    "store, 0, 5, load, 1, 5",
    "load, 0, 5, store, 1, 5",
    "load, 2, 5, store, 2, 5"
  })
  void the_lower_order_goes_first_ties_by_chiplet_and_a_load_before_a_store_of_its_own(
      String first, int firstPlace, int firstOrder, String second, int secondPlace, int order) {
    var m = Memory.UNEVEN;
    int bursts = 20;
    var chiplets = idle();
    add(chiplets.get(firstPlace), first, new Block(0, bursts * BURST, firstOrder, 0));
    add(chiplets.get(secondPlace), second, new Block(9000, bursts * BURST, order, 0));
    var asked = run(m, chiplets, null).asked;
    var isFirst = asked.stream().map(a -> a.address < 9000).toList();
    assertEquals(2 * bursts, asked.size());
    assertEquals(bursts, Collections.frequency(isFirst, true));
    // Only bursts that the memory took before it had a queue of the first ones.
    int pending = Math.ceilDiv(40 * 24, 16 * 64) + 3;
    long early = isFirst.subList(0, isFirst.lastIndexOf(true)).stream().filter(f -> !f).count();
    assertTrue(early <= pending, early + " bursts of the later block came before");
  }

  private static void add(Chiplet chiplet, String what, Block block) {
    (what.equals("load") ? chiplet.loads : chiplet.stores).add(block);
  }
}

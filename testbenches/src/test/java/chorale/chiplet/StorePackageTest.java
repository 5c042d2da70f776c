package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.chiplet.ProgramImage.Sync;
import chorale.chiplet.memory.DramTiming;
import chorale.sim.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs of loads and stores alone, on the package as a whole: a group of four chiplets. */
final class StorePackageTest {
  private static final int CHIPLETS = 4;
  private static final int BURST = 16;
  private static final int LIMIT = 100_000;

  enum Memory {
    FIXED(40, 25, Optional.empty()),
    HBM(64, 40, Optional.of(DramTiming.HBM3));

    final PackageParameters p;
    final RtlHarness rtl;

    Memory(int bytesPerCycle, int latency, Optional<DramTiming> hbm) {
      p = TestPackages.group(bytesPerCycle, latency, 4, hbm);
      rtl = RtlHarness.of("store_package_" + ordinal(), () -> new MozartPackage(null, p));
    }

    /** The Program's first semaphore of a chiplet. */
    int semaphore() {
      return p.localExperts();
    }
  }

  /** By chiplet, the cycles of its loads and of its stores; counters by node. */
  private record Run(
      List<List<Long>> loaded, List<List<Long>> stored, Map<String, Map<String, Long>> counters) {}

  private static Run run(Memory m, ProgramImage image) {
    var loaded = new ArrayList<List<Long>>();
    var stored = new ArrayList<List<Long>>();
    for (int c = 0; c < CHIPLETS; c++) {
      loaded.add(new ArrayList<>());
      stored.add(new ArrayList<>());
    }
    try (var model = m.rtl.open()) {
      for (var w : image.words()) {
        model.port("loadValid").set(1);
        model.port("loadNode").set(w.node());
        model.port("loadStore").set(w.store());
        model.port("loadAddress").set(w.address());
        model.port("loadData").setWide(w.data());
        model.step();
      }
      model.port("loadValid").set(0);
      model.step();
      model.port("run").set(1);
      for (long t = 0; t < LIMIT && model.port("finished").get() == 0; t++) {
        model.eval();
        for (int c = 0; c < CHIPLETS; c++) {
          if (model.port("loaded_%d_valid".formatted(c)).get() == 1) {
            loaded.get(c).add(t);
          }
          if (model.port("stored_%d_valid".formatted(c)).get() == 1) {
            stored.get(c).add(t);
          }
        }
        model.step();
      }
      assertEquals(1, model.port("finished").get(), "the Program has an end");
      model.run(5000); // what waits in a controller reaches its device
      return new Run(loaded, stored, counters(model, m.p));
    }
  }

  private static Map<String, Map<String, Long>> counters(Model model, PackageParameters p) {
    var result = new HashMap<String, Map<String, Long>>();
    var nodes = NodeCounters.nodes(p);
    for (int n = 0; n < nodes.size(); n++) {
      var values = new HashMap<String, Long>();
      model.port("selectNode").set(n);
      for (int i = 0; i < nodes.get(n).counters().size(); i++) {
        model.port("selectCounter").set(i);
        model.run(4);
        values.put(nodes.get(n).counters().get(i), model.port("counter").get());
      }
      result.put(nodes.get(n).name(), values);
    }
    return result;
  }

  @ParameterizedTest
  @EnumSource
  void what_is_stored_is_loaded_again_when_the_semaphore_of_the_store_says_so(Memory m) {
    int first = m.semaphore();
    var image = new ProgramImage(m.p);
    int rounds = 5;
    int flits = 37;
    int bursts = Math.ceilDiv(flits, BURST);
    for (int c = 0; c < CHIPLETS; c++) {
      for (int i = 0; i < rounds; i++) {
        // load, store what was loaded, load what was stored
        image.load(c, new Sync(first + 1, i, 0, 0, first), 1000L * c, flits, 10 * i + c, 0);
        image.store(
            c, new Sync(first, i + 1, 0, 0, first + 1), 1000L * c, flits, 10 * i + 4 - c, 0);
      }
    }
    var run = run(m, image);
    for (int c = 0; c < CHIPLETS; c++) {
      assertEquals(rounds, run.loaded.get(c).size());
      assertEquals(rounds, run.stored.get(c).size());
      for (int i = 0; i < rounds; i++) {
        assertTrue(run.loaded.get(c).get(i) < run.stored.get(c).get(i), "round " + i);
        assertTrue(i == 0 || run.stored.get(c).get(i - 1) < run.loaded.get(c).get(i), "next " + i);
      }
      var chiplet = run.counters.get("chiplet_" + c);
      long sent = (long) rounds * (flits + bursts);
      assertEquals(sent, chiplet.get("store_busy"));
      assertEquals(sent + (long) rounds * bursts, chiplet.get("up_flits"), "and requests");
      assertTrue(chiplet.get("store_waiting") > 0);
    }
    var memory = run.counters.get("memory_0");
    long each = (long) CHIPLETS * rounds;
    assertEquals(each * (flits + 2L * bursts), memory.get("reply_flits"), "and acknowledgements");
    if (m == Memory.HBM) {
      long read = memory.get("hbm_reads") + memory.get("hbm_forwarded");
      assertEquals(2 * each * flits, read, "of the device, or of a write that waits");
      assertEquals(2 * each * flits, memory.get("hbm_writes"));
    } else {
      long bytes = 2 * each * flits * m.p.flitBytes();
      long least = bytes / m.p.dramBytesPerCycle();
      assertTrue(Math.abs(memory.get("dram_busy") - least) <= 1, "bytes both ways, no more");
    }
  }

  @ParameterizedTest
  @EnumSource
  void all_stores_and_loads_of_all_chiplets_at_once_come_to_an_end(Memory m) {
    var image = new ProgramImage(m.p);
    for (int c = 0; c < CHIPLETS; c++) {
      for (int i = 0; i < 20; i++) {
        image.store(c, Sync.NONE, 5000L * c, 100, (7 * i + c) % 5, 64);
        image.load(c, Sync.NONE, 5000L * c + 100, 100, (3 * i + c) % 5, 1000);
      }
    }
    var run = run(m, image);
    for (int c = 0; c < CHIPLETS; c++) {
      assertEquals(20, run.loaded.get(c).size());
      assertEquals(20, run.stored.get(c).size());
    }
  }

  @Test
  void a_store_of_nothing_is_refused() {
    var image = new ProgramImage(Memory.FIXED.p);
    var thrown =
        assertThrows(IllegalArgumentException.class, () -> image.store(0, Sync.NONE, 0, 0, 0, 0));
    assertEquals("a block of 0 flits: at least 1", thrown.getMessage());
  }
}

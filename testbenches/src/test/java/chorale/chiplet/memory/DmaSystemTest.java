package chorale.chiplet.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.bench.memory.BurstCode;
import chorale.bench.memory.DramDevice;
import chorale.bench.memory.DramDevice.Count;
import chorale.bench.memory.DramDevice.Faults;
import chorale.bench.memory.DramPorts;
import chorale.chiplet.memory.Transfer.Loop;
import chorale.sim.Model;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Data through all parts: SRAM, DMA, channels, memories, and back. */
final class DmaSystemTest {
  /** A simulated system with the devices at its controllers' buses, if it has some. */
  private static final class Machine implements AutoCloseable {
    final Model model;
    private final List<DramPorts> ports = new ArrayList<>();
    private final List<DramDevice> devices = new ArrayList<>();
    private long cycle;

    Machine(BurstMap map, boolean hasControllers) {
      String name = "dma_%s_%d".formatted(hasControllers ? "hbm" : "system", map.ordinal());
      model = RtlHarness.of(name, () -> new DmaSystem(map, hasControllers)).open();
      var p = DmaSystem.controller();
      int words = new BurstCode(p.shape().burstBytes()).words();
      for (int c = 0; hasControllers && c < DmaSystem.CHANNELS; c++) {
        ports.add(new DramPorts(model, "bus_%d_".formatted(c)));
        devices.add(new DramDevice(p.timing(), p.shape(), false, words, Faults.NONE, 0));
      }
    }

    void step() {
      for (int c = 0; c < devices.size(); c++) {
        ports.get(c).answer(devices.get(c), cycle);
      }
      model.eval();
      for (int c = 0; c < devices.size(); c++) {
        ports.get(c).obey(devices.get(c), cycle);
      }
      model.step();
      cycle++;
    }

    void host(int word, BigInteger value) {
      model.port("host_request").set(1);
      model.port("host_address").set(word);
      model.port("hostWrite").set(value == null ? 0 : 1);
      model.port("hostData").setWide(value == null ? BigInteger.ZERO : value);
      step();
      model.port("host_request").set(0);
      model.eval();
    }

    void run(List<Transfer> commands) {
      var format = new Transfer.Format(DmaSystem.parameters());
      int done = 0;
      int next = 0;
      for (int t = 0; t < 20_000 && done < commands.size(); t++) {
        boolean more = next < commands.size();
        model.port("start_valid").set(more ? 1 : 0);
        if (more) {
          model.port("start_bits").setWide(format.encode(commands.get(next)));
        }
        model.eval();
        next += more && model.port("start_ready").get() == 1 ? 1 : 0;
        done += (int) model.port("done").get();
        step();
      }
      model.port("start_valid").set(0);
      assertEquals(commands.size(), done);
    }

    long count(Count what) {
      return devices.stream().mapToLong(d -> d.count(what)).sum();
    }

    @Override
    public void close() {
      model.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void rows_that_are_scattered_are_gathered_again_through_four_channels(BurstMap map) {
    try (var machine = new Machine(map, false)) {
      scatterAndGather(machine, map.toString());
    }
  }

  @Test
  void so_they_are_through_controllers_whose_devices_check_every_command() {
    try (var machine = new Machine(BurstMap.SWIZZLED, true)) {
      scatterAndGather(machine, "controllers");
      assertTrue(machine.count(Count.WRITES) >= ROWS * ROW);
      assertTrue(machine.count(Count.READS) >= ROWS * ROW);
    }
  }

  private static final int ROWS = 12;
  private static final int ROW = 4;

  private static void scatterAndGather(Machine machine, String what) {
    var p = DmaSystem.parameters();
    var random = new Random(21);
    var golden = new TransferModel(p.addressBits(), p.sramBits());
    var sram = new BigInteger[1 << p.sramBits()];
    int rows = ROWS;
    int[] index = random.ints(0, 60).distinct().limit(rows).toArray();
    for (int w = 0; w < sram.length; w++) {
      sram[w] = new BigInteger(p.wordBits(), random);
    }
    var list = BigInteger.ZERO;
    for (int i = rows - 1; i >= 0; i--) {
      list = list.shiftLeft(p.indexBits()).or(BigInteger.valueOf(index[i]));
    }
    sram[200] = list;
    for (int w = 0; w < sram.length; w++) {
      machine.host(w, sram[w]);
    }
    // Rows of 4 bursts, 5 apart; scattered by the list, and read back in the order of addresses.
    var scatter = new Transfer(true, 3, 0, 200, List.of(new Loop(rows, 5, 4), new Loop(4, 1, 1)));
    var gather = new Transfer(false, 3, 100, 200, List.of(new Loop(rows, 5, 4), new Loop(4, 1, 1)));
    var backwards = Transfer.of(false, 3 + 5 * index[0] + 3, 220, new Loop(4, -1, 1));
    machine.run(List.of(scatter, gather, backwards));
    var memory = new HashMap<Long, BigInteger>();
    golden.blocks(scatter, i -> index[i]).forEach(b -> memory.put(b.burst(), sram[(int) b.word()]));
    for (var load : List.of(gather, backwards)) {
      golden.blocks(load, i -> index[i]).forEach(b -> sram[(int) b.word()] = memory.get(b.burst()));
    }
    for (int w = 0; w < sram.length; w++) {
      machine.host(w, null);
      assertEquals(sram[w], machine.model.port("hostWord").getWide(), what + ", word " + w);
    }
    machine.step();
    machine.model.eval();
    // Each read found the flipped bit: those of the host, of the stores and of the two lists.
    assertTrue(machine.model.port("mended").get() >= sram.length + scatter.blocks() + 2);
  }
}

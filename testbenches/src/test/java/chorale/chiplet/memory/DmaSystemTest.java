package chorale.chiplet.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.chiplet.memory.Transfer.Loop;
import chorale.sim.Model;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Data through all parts: SRAM, DMA, channels, memories, and back. */
final class DmaSystemTest {
  private static void host(Model model, int word, BigInteger value) {
    model.port("host_request").set(1);
    model.port("host_address").set(word);
    model.port("hostWrite").set(value == null ? 0 : 1);
    model.port("hostData").setWide(value == null ? BigInteger.ZERO : value);
    model.step();
    model.port("host_request").set(0);
    model.eval();
  }

  private static void run(Model model, List<Transfer> commands) {
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
      model.step();
    }
    model.port("start_valid").set(0);
    assertEquals(commands.size(), done);
  }

  @ParameterizedTest
  @EnumSource
  void rows_that_are_scattered_are_gathered_again_through_four_channels(BurstMap map) {
    var p = DmaSystem.parameters();
    var random = new Random(21);
    var golden = new TransferModel(p.addressBits(), p.sramBits());
    var sram = new BigInteger[1 << p.sramBits()];
    int rows = 12;
    int[] index = random.ints(0, 60).distinct().limit(rows).toArray();
    try (var model =
        RtlHarness.of("dma_system_" + map.ordinal(), () -> new DmaSystem(map)).open()) {
      for (int w = 0; w < sram.length; w++) {
        sram[w] = new BigInteger(p.wordBits(), random);
      }
      var list = BigInteger.ZERO;
      for (int i = rows - 1; i >= 0; i--) {
        list = list.shiftLeft(p.indexBits()).or(BigInteger.valueOf(index[i]));
      }
      sram[200] = list;
      for (int w = 0; w < sram.length; w++) {
        host(model, w, sram[w]);
      }
      // Rows of 4 bursts, 5 apart; scattered by the list, and read back in the order of addresses.
      var scatter = new Transfer(true, 3, 0, 200, List.of(new Loop(rows, 5, 4), new Loop(4, 1, 1)));
      var gather =
          new Transfer(false, 3, 100, 200, List.of(new Loop(rows, 5, 4), new Loop(4, 1, 1)));
      var backwards = Transfer.of(false, 3 + 5 * index[0] + 3, 220, new Loop(4, -1, 1));
      run(model, List.of(scatter, gather, backwards));
      var memory = new HashMap<Long, BigInteger>();
      golden
          .blocks(scatter, i -> index[i])
          .forEach(b -> memory.put(b.burst(), sram[(int) b.word()]));
      for (var load : List.of(gather, backwards)) {
        golden
            .blocks(load, i -> index[i])
            .forEach(b -> sram[(int) b.word()] = memory.get(b.burst()));
      }
      for (int w = 0; w < sram.length; w++) {
        host(model, w, null);
        assertEquals(sram[w], model.port("hostWord").getWide(), map + ", word " + w);
      }
      model.step();
      model.eval();
      // Each read found the flipped bit: those of the host, of the stores and of the two lists.
      assertTrue(model.port("mended").get() >= sram.length + scatter.blocks() + 2);
    }
  }
}

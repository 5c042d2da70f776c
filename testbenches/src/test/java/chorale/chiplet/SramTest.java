package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.sim.Model;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An SRAM with data and one without, given the same requests. */
final class SramTest {
  private static final int BANKS = 4;
  private static final int WORDS = 72;
  private static final int WIDTH = 16;
  private static final int PORTS = 4;

  private static final RtlHarness SRAMS = RtlHarness.of("srams", Srams::new);

  /** Both variants side by side. */
  static final class Srams extends Module {
    final SramPort[] port = new SramPort[PORTS];
    final Bool[] timingGrant = new Bool[PORTS];
    final Bool[] write = new Bool[PORTS];
    final UInt[] data = new UInt[PORTS];
    final UInt[] word = new UInt[PORTS];

    Srams() {
      super(null);
      var values = new Sram(this, BANKS, WORDS, WIDTH, PORTS);
      var timing = new Sram(this, BANKS, WORDS, 0, PORTS);
      for (int p = 0; p < PORTS; p++) {
        port[p] = SramPort.server(this, log2(WORDS));
        timingGrant[p] = outBool();
        write[p] = inBool();
        data[p] = in(WIDTH);
        word[p] = out(WIDTH);
        values.port[p].request().set(port[p].request());
        values.port[p].address().set(port[p].address());
        port[p].grant().set(values.port[p].grant());
        timing.port[p].request().set(port[p].request());
        timing.port[p].address().set(port[p].address());
        timingGrant[p].set(timing.port[p].grant());
        values.write[p].set(write[p]);
        values.data[p].set(data[p]);
        word[p].set(values.word[p]);
      }
    }
  }

  private static int bank(int address) {
    return (address ^ address / BANKS) % BANKS;
  }

  private static void request(Model model, int port, int address) {
    model.port("port_%d_request".formatted(port)).set(address >= 0 ? 1 : 0);
    model.port("port_%d_address".formatted(port)).set(Math.max(0, address));
  }

  private static boolean granted(Model model, int port) {
    return model.port("port_%d_grant".formatted(port)).get() == 1;
  }

  @Test
  void consecutive_words_and_words_a_row_apart_lie_in_different_banks() {
    try (var model = SRAMS.open()) {
      for (int stride : new int[] {1, BANKS}) {
        for (int p = 0; p < PORTS; p++) {
          request(model, p, p * stride);
        }
        model.eval();
        for (int p = 0; p < PORTS; p++) {
          assertTrue(granted(model, p), "stride %d, port %d".formatted(stride, p));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void grants_go_by_priority_in_each_bank_and_words_are_read_as_written(long seed) {
    var random = new Random(seed);
    var golden = new int[WORDS];
    var expected = new int[PORTS]; // the word to come in the next cycle, or -1
    java.util.Arrays.fill(expected, -1);
    long reads = 0;
    try (var model = SRAMS.open()) {
      for (int t = -WORDS; t < 8_000; t++) { // first all words are written once
        String where = "seed %d, cycle %d".formatted(seed, t);
        var address = new int[PORTS];
        var value = new int[PORTS];
        var write = new boolean[PORTS];
        for (int p = 0; p < PORTS; p++) {
          boolean first = t < 0;
          boolean wants = first ? p == 0 : random.nextInt(3) != 0;
          address[p] = !wants ? -1 : first ? t + WORDS : random.nextInt(WORDS);
          write[p] = first || random.nextBoolean();
          value[p] = random.nextInt(1 << WIDTH);
          request(model, p, address[p]);
          model.port("write_" + p).set(write[p] ? 1 : 0);
          model.port("data_" + p).set(value[p]);
        }
        model.eval();
        var taken = new boolean[BANKS];
        for (int p = 0; p < PORTS; p++) {
          if (expected[p] >= 0) {
            assertEquals(expected[p], model.port("word_" + p).get(), where + ", port " + p);
            reads++;
          }
          expected[p] = -1;
          if (address[p] < 0) {
            continue;
          }
          int bank = bank(address[p]);
          assertEquals(!taken[bank], granted(model, p), where + ": grant of port " + p);
          assertEquals(
              taken[bank] ? 0 : 1,
              model.port("timingGrant_" + p).get(),
              where + ": timing differs at port " + p);
          if (!taken[bank]) {
            taken[bank] = true;
            expected[p] = write[p] ? -1 : golden[address[p]];
            golden[address[p]] = write[p] ? value[p] : golden[address[p]];
          }
        }
        model.step();
      }
    }
    assertTrue(reads > 5_000);
  }
}

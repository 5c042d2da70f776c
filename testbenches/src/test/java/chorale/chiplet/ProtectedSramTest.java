package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.sim.Model;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An SRAM whose stored bits are flipped on purpose. */
final class ProtectedSramTest {
  private static final int BANKS = 4;
  private static final int WORDS = 64;
  private static final int PORTS = 3;

  /** Widths of words: of one part, of three, and of a last part that is short. */
  enum Width {
    NARROW(16, 22),
    THREE(192, 216),
    UNEVEN(72, 72 + 13);

    final int bits;
    final int code;
    final RtlHarness sram;

    Width(int bits, int code) {
      this.bits = bits;
      this.code = code;
      sram =
          RtlHarness.of(
              "protected_sram_" + bits, () -> new Sram(null, BANKS, WORDS, bits, PORTS, true));
    }

    /** The part of the word that a stored bit belongs to. */
    int part(int storedBit) {
      return storedBit / 72;
    }
  }

  /** What is known of a stored word. */
  private record Cell(BigInteger word, int wrong, boolean broken) {}

  private static void idle(Model model) {
    for (int p = 0; p < PORTS; p++) {
      model.port("port_%d_request".formatted(p)).set(0);
    }
    model.port("errors_flips").setWide(BigInteger.ZERO);
  }

  /** Flips up to two bits of each part of a word, most often none. */
  private static Cell damage(Width w, BigInteger word, BigInteger flips) {
    var wrong = new int[3];
    for (int b = 0; b < w.code; b++) {
      wrong[w.part(b)] += flips.testBit(b) ? 1 : 0;
    }
    int all = 0;
    boolean broken = false;
    for (int n : wrong) {
      all += n;
      broken |= n == 2;
    }
    return new Cell(word, all, broken);
  }

  private static BigInteger flips(Width w, Random random) {
    var flips = BigInteger.ZERO;
    for (int part = 0; part <= w.part(w.code - 1); part++) {
      int low = 72 * part;
      int bits = Math.min(72, w.code - low);
      for (int n = Math.max(0, random.nextInt(6) - 3); n > 0; n--) {
        int bit = low + random.nextInt(bits);
        flips = flips.testBit(bit) ? flips : flips.setBit(bit);
      }
    }
    return flips;
  }

  @ParameterizedTest
  @EnumSource
  void single_bits_are_mended_and_counted_and_double_ones_named_by_address(Width w) {
    long seed = 11;
    var random = new Random(seed);
    var cells = new Cell[WORDS];
    long mended = 0;
    long broken = 0;
    try (var model = w.sram.open()) {
      for (int a = 0; a < WORDS; a++) {
        var flips = flips(w, random);
        cells[a] = damage(w, new BigInteger(w.bits, random), flips);
        idle(model);
        model.port("port_0_request").set(1);
        model.port("port_0_address").set(a);
        model.port("write_0").set(1);
        model.port("data_0").setWide(cells[a].word);
        model.port("errors_flips").setWide(flips);
        model.step();
      }
      for (int t = 0; t < 2000; t++) {
        idle(model);
        var asked = new ArrayList<Integer>();
        for (int p = 0; p < PORTS; p++) {
          int a = random.nextInt(WORDS);
          boolean asks = random.nextInt(3) != 0;
          asked.add(asks ? a : -1);
          model.port("port_%d_request".formatted(p)).set(asks ? 1 : 0);
          model.port("port_%d_address".formatted(p)).set(a);
          model.port("write_" + p).set(0);
        }
        model.eval();
        for (int p = 0; p < PORTS; p++) {
          if (model.port("port_%d_grant".formatted(p)).get() == 0) {
            asked.set(p, -1);
          }
        }
        model.step();
        model.eval();
        assertEquals(mended, model.port("errors_mended").get(), "words before cycle " + t);
        long mask = 0;
        long first = -1;
        for (int p = 0; p < PORTS; p++) {
          if (asked.get(p) < 0) {
            continue;
          }
          var cell = cells[asked.get(p)];
          if (cell.broken) {
            mask |= 1L << p;
            first = first < 0 ? asked.get(p) : first;
            broken++;
          } else {
            assertEquals(
                cell.word, model.port("word_" + p).getWide(), "cycle %d, port %d".formatted(t, p));
            mended += cell.wrong > 0 ? 1 : 0;
          }
        }
        assertEquals(
            mask, model.port("errors_broken").get(), "cycle %d, seed %d".formatted(t, seed));
        if (first >= 0) {
          assertEquals(first, model.port("errors_brokenAddress").get(), "cycle " + t);
        }
      }
      idle(model);
      model.step();
      model.eval();
      assertEquals(mended, model.port("errors_mended").get());
      assertEquals(broken, model.port("errors_brokenWords").get());
    }
    assertTrue(mended > 300 && broken > 100, mended + " mended, " + broken + " broken");
  }

  @Test
  void a_word_that_is_written_anew_is_sound_again() {
    var w = Width.THREE;
    try (var model = w.sram.open()) {
      for (int bits = 2; bits >= 0; bits -= 2) {
        idle(model);
        model.port("port_0_request").set(1);
        model.port("port_0_address").set(9);
        model.port("write_0").set(1);
        model.port("data_0").setWide(BigInteger.TEN);
        model.port("errors_flips").setWide(BigInteger.valueOf((1L << bits) - 1));
        model.step();
        model.port("write_0").set(0);
        model.step();
        model.eval();
        assertEquals(bits == 2 ? 1 : 0, model.port("errors_broken").get());
      }
      assertEquals(BigInteger.TEN, model.port("word_0").getWide());
    }
  }

  @Test
  void refuses_words_that_leave_a_part_too_short_for_a_code() {
    assertEquals(
        "a code for words of 66 bits: 4 at least, and 4 beyond a multiple of 64",
        assertThrows(IllegalArgumentException.class, () -> new WordCode(66)).getMessage());
  }
}

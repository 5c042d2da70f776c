package chorale.hdl.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.sim.Model;
import chorale.sim.Port;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An encoder, a place to damage its words, and a decoder, for several widths. */
final class SecdedTest {
  private static final int[] WIDTHS = {4, 8, 11, 32, 64, 256};
  private static final int WORDS = 4;
  private static final RtlHarness HARNESS = RtlHarness.of("secded", Channels::new);

  private static final class Channels extends Module {
    final UInt[] data = new UInt[257];
    final UInt[] damage = new UInt[257];
    final UInt[] code = new UInt[257];
    final UInt[] decoded = new UInt[257];
    final Bool[] single = new Bool[257];
    final Bool[] multiple = new Bool[257];
    final UInt[] syndrome = new UInt[257];
    final Bool alive = outBool();

    Channels() {
      super(null);
      for (int width : WIDTHS) {
        channel(width, new Secded(width));
      }
      alive.set(delayed(single[WIDTHS[0]]));
    }

    private void channel(int width, Secded secded) {
      var encoder = new SecdedEncoder(this, secded);
      var decoder = new SecdedDecoder(this, secded);
      data[width] = in(width);
      damage[width] = in(secded.codeBits());
      code[width] = out(secded.codeBits());
      decoded[width] = out(width);
      single[width] = outBool();
      multiple[width] = outBool();
      syndrome[width] = out(secded.checkBits() - 1);
      encoder.data.set(data[width]);
      code[width].set(encoder.code);
      decoder.code.set(encoder.code.xor(damage[width]));
      decoded[width].set(decoder.data);
      single[width].set(decoder.single);
      multiple[width].set(decoder.multiple);
      syndrome[width].set(decoder.syndrome);
    }
  }

  /** The ports of one channel. */
  private record Bench(
      Model model,
      Port data,
      Port damage,
      Port decoded,
      Port single,
      Port multiple,
      Port syndrome) {
    static Bench of(Model model, int width) {
      return new Bench(
          model,
          model.port("data_" + width),
          model.port("damage_" + width),
          model.port("decoded_" + width),
          model.port("single_" + width),
          model.port("multiple_" + width),
          model.port("syndrome_" + width));
    }

    void send(BigInteger word, BigInteger flips) {
      data.setWide(word);
      damage.setWide(flips);
      model.eval();
    }

    String verdict() {
      return (single.get() == 1 ? "single " : "") + (multiple.get() == 1 ? "multiple" : "");
    }
  }

  private static BigInteger word(int index, int width, Random random) {
    return switch (index) {
      case 0 -> BigInteger.ZERO;
      case 1 -> BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
      default -> new BigInteger(width, random);
    };
  }

  @ParameterizedTest
  @CsvSource({"4, 8", "8, 13", "11, 16", "32, 39", "64, 72", "256, 266"})
  void a_code_word_is_no_longer_than_hamming_needs(int dataBits, int codeBits) {
    assertEquals(codeBits, new Secded(dataBits).codeBits());
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 11, 32, 64, 256})
  void an_undamaged_word_comes_through(int width) {
    long seed = 517;
    var random = new Random(seed);
    try (var model = HARNESS.open()) {
      var bench = Bench.of(model, width);
      for (int i = 0; i < 100; i++) {
        var word = word(i, width, random);
        bench.send(word, BigInteger.ZERO);
        assertEquals(word, bench.decoded().getWide(), "word " + i + ", seed " + seed);
        assertEquals("", bench.verdict(), "word " + i + ", seed " + seed);
        assertEquals(0, bench.syndrome().get(), "word " + i + ", seed " + seed);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 11, 32, 64, 256})
  void every_single_wrong_bit_is_corrected_and_told_by_a_syndrome_of_its_own(int width) {
    long seed = 518;
    var random = new Random(seed);
    try (var model = HARNESS.open()) {
      var bench = Bench.of(model, width);
      for (int i = 0; i < WORDS; i++) {
        var word = word(i, width, random);
        var syndromes = new HashSet<Long>();
        for (int bit = 0; bit < new Secded(width).codeBits(); bit++) {
          bench.send(word, BigInteger.ZERO.setBit(bit));
          String where = "bit %d of word %d, seed %d".formatted(bit, i, seed);
          assertEquals("single ", bench.verdict(), where);
          assertEquals(word, bench.decoded().getWide(), where);
          assertTrue(syndromes.add(bench.syndrome().get()), where);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 11, 32, 64})
  void every_two_wrong_bits_are_detected(int width) {
    long seed = 519;
    var random = new Random(seed);
    int bits = new Secded(width).codeBits();
    try (var model = HARNESS.open()) {
      var bench = Bench.of(model, width);
      for (int i = 0; i < WORDS; i++) {
        var word = word(i, width, random);
        for (int a = 0; a < bits; a++) {
          for (int b = 0; b < a; b++) {
            bench.send(word, BigInteger.ZERO.setBit(a).setBit(b));
            String where = "bits %d and %d of word %d, seed %d".formatted(a, b, i, seed);
            assertEquals("multiple", bench.verdict(), where);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {256})
  void two_wrong_bits_of_the_widest_word_are_detected(int width) {
    long seed = 520;
    var random = new Random(seed);
    int bits = new Secded(width).codeBits();
    try (var model = HARNESS.open()) {
      var bench = Bench.of(model, width);
      for (int i = 0; i < 5000; i++) {
        int a = random.nextInt(bits);
        int b = (a + 1 + random.nextInt(bits - 1)) % bits;
        bench.send(word(i, width, random), BigInteger.ZERO.setBit(a).setBit(b));
        String where = "bits %d and %d, seed %d".formatted(a, b, seed);
        assertEquals("multiple", bench.verdict(), where);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 257})
  void a_width_out_of_range_is_refused(int dataBits) {
    assertThrows(IllegalArgumentException.class, () -> new Secded(dataBits));
  }
}

package chorale.hdl.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.RtlHarness;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One-hot and Gray code logic over every value of several widths. */
final class OneHotTest {
  private static final int WIDEST = 11;
  private static final RtlHarness HARNESS = RtlHarness.of("one-hot", Logic::new);

  /** All functions of {@code x}, and of its low bits, per width. */
  private static final class Logic extends Module {
    final UInt x = in(WIDEST);
    final UInt[] encoded = new UInt[WIDEST + 1];
    final UInt[] decoded = new UInt[WIDEST + 1];
    final UInt[] lowest = new UInt[WIDEST + 1];
    final Bool[] oneHot = new Bool[WIDEST + 1];
    final UInt[] ones = new UInt[WIDEST + 1];
    final UInt[] gray = new UInt[WIDEST + 1];
    final UInt[] number = new UInt[WIDEST + 1];
    final Bool alive = outBool();

    Logic() {
      super(null);
      alive.set(delayed(x.any()));
      for (int w = 1; w <= WIDEST; w++) {
        var low = x.truncate(w);
        encoded[w] = drive(OneHot.encode(low));
        decoded[w] = drive(OneHot.decode(x.truncate(4), w));
        lowest[w] = drive(OneHot.priorityEncode(low));
        oneHot[w] = outBool();
        oneHot[w].set(OneHot.isOneHot(low));
        ones[w] = drive(OneHot.popCount(low));
        gray[w] = drive(Gray.encode(low));
        number[w] = drive(Gray.decode(low));
      }
    }

    private UInt drive(UInt value) {
      var port = out(value.width());
      port.set(value);
      return port;
    }
  }

  /** A port gives {@code function} of every value of so many bits. */
  private static void assertGives(String port, int bits, LongUnaryOperator function) {
    try (var model = HARNESS.open()) {
      for (long x = 0; x < 1L << bits; x++) {
        model.port("x").set(x);
        model.eval();
        assertEquals(function.applyAsLong(x), model.port(port).get(), "value " + x);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 8, 11})
  void encoding_gives_the_place_of_the_only_one(int width) {
    try (var model = HARNESS.open()) {
      for (int i = 0; i < width; i++) {
        model.port("x").set(1L << i);
        model.eval();
        assertEquals(i, model.port("encoded_" + width).get(), "place " + i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 8, 11})
  void decoding_gives_a_one_in_its_place_and_none_beyond_the_width(int width) {
    assertGives("decoded_" + width, 4, x -> x < width ? 1L << x : 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 8, 11})
  void the_priority_encoder_finds_the_lowest_one(int width) {
    assertGives("lowest_" + width, width, x -> x == 0 ? 0 : Long.numberOfTrailingZeros(x));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 8, 11})
  void exactly_one_one_is_one_hot(int width) {
    assertGives("oneHot_" + width, width, x -> Long.bitCount(x) == 1 ? 1 : 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 8, 11})
  void the_ones_are_counted(int width) {
    assertGives("ones_" + width, width, Long::bitCount);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 8, 11})
  void gray_codes_are_a_number_xor_its_half_and_decode_to_it(int width) {
    try (var model = HARNESS.open()) {
      for (long number = 0; number < 1L << width; number++) {
        long code = number ^ number >> 1;
        model.port("x").set(number);
        model.eval();
        assertEquals(code, model.port("gray_" + width).get(), "number " + number);
        model.port("x").set(code);
        model.eval();
        assertEquals(number, model.port("number_" + width).get(), "code " + code);
      }
    }
  }
}

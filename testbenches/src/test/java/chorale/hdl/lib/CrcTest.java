package chorale.hdl.lib;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chorale.bench.RtlHarness;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.sim.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Check values against the catalogue, {@code java.util.zip} and a bit-by-bit model. */
final class CrcTest {
  private static final byte[] DIGITS = "123456789".getBytes(US_ASCII);
  private static final RtlHarness HARNESS = RtlHarness.of("crc", Checks::new);

  /** Codes with the check value that the catalogue gives for "123456789". */
  private enum Known {
    CRC_32(CrcCode.CRC_32, 0xCBF43926L),
    CRC_32C(CrcCode.CRC_32C, 0xE3069283L),
    CRC_16(CrcCode.CRC_16_CCITT_FALSE, 0x29B1),
    CRC_8(CrcCode.CRC_8, 0xF4),
    CRC_5_USB(new CrcCode(5, 0x05, 0x1F, true, true, 0x1F), 0x19),
    CRC_12_UMTS(new CrcCode(12, 0x80F, 0, false, true, 0), 0xDAF),
    CRC_64_XZ(new CrcCode(64, 0x42F0E1EBA9EA3693L, -1, true, true, -1), 0x995DC9BBDF1939FAL);

    final CrcCode code;
    final long check;

    Known(CrcCode code, long check) {
      this.code = code;
      this.check = check;
    }
  }

  /** Words of other widths than a byte, for codes with and without reflection. */
  private record Shape(CrcCode code, int dataWidth) {
    static final List<Shape> ALL = shapes();

    private static List<Shape> shapes() {
      var shapes = new ArrayList<Shape>();
      for (int width : new int[] {1, 3, 32, 64}) {
        shapes.add(new Shape(CrcCode.CRC_32, width));
        shapes.add(new Shape(CrcCode.CRC_16_CCITT_FALSE, width));
        shapes.add(new Shape(new CrcCode(1, 1, 0, false, false, 0), width));
      }
      return shapes;
    }
  }

  private static final class Checks extends Module {
    final Bool valid = inBool();
    final Bool first = inBool();
    final UInt octet = in(8);
    final UInt word = in(64);
    final UInt[] known = new UInt[Known.values().length];
    final UInt[] shaped = new UInt[Shape.ALL.size()];

    Checks() {
      super(null);
      for (Known k : Known.values()) {
        known[k.ordinal()] = check(k.code, octet);
      }
      for (int i = 0; i < shaped.length; i++) {
        var shape = Shape.ALL.get(i);
        shaped[i] = check(shape.code(), word.truncate(shape.dataWidth()));
      }
    }

    private UInt check(CrcCode code, UInt data) {
      var crc = new Crc(this, code, data.width());
      crc.valid.set(valid);
      crc.first.set(first);
      crc.data.set(data);
      var value = out(code.width());
      value.set(crc.value);
      return value;
    }
  }

  private static void feed(Model model, byte[] message) {
    for (int i = 0; i < message.length; i++) {
      feed(model, "octet", Byte.toUnsignedLong(message[i]), i == 0);
    }
  }

  private static void feed(Model model, String port, long data, boolean first) {
    model.port("valid").set(1);
    model.port("first").set(first ? 1 : 0);
    model.port(port).set(data);
    model.step();
    model.port("valid").set(0);
  }

  @ParameterizedTest
  @EnumSource
  void nine_digits_have_the_check_value_of_the_catalogue(Known known) {
    try (var model = HARNESS.open()) {
      feed(model, DIGITS);
      assertEquals(known.check, model.port("known_" + known.ordinal()).get());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CRC_32", "CRC_32C"})
  void messages_one_after_the_other_have_the_values_of_java(Known known) {
    long seed = 6_021;
    var random = new Random(seed);
    Checksum golden = known == Known.CRC_32 ? new CRC32() : new CRC32C();
    try (var model = HARNESS.open()) {
      for (int m = 0; m < 200; m++) {
        var message = new byte[1 + random.nextInt(40)];
        random.nextBytes(message);
        golden.reset();
        golden.update(message);
        feed(model, message);
        long value = model.port("known_" + known.ordinal()).get();
        assertEquals(golden.getValue(), value, "message " + m + ", seed " + seed);
      }
    }
  }

  @Test
  void cycles_without_a_word_leave_the_value_alone() {
    try (var model = HARNESS.open()) {
      for (int i = 0; i < DIGITS.length; i++) {
        feed(model, "octet", DIGITS[i], i == 0);
        model.port("octet").set(0xA5);
        model.port("first").set(1);
        model.run(3);
      }
      assertEquals(Known.CRC_32.check, model.port("known_0").get());
    }
  }

  static List<Shape> shapes() {
    return Shape.ALL;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void words_of_any_width_go_in_bit_by_bit(Shape shape) {
    long seed = 88_172;
    var random = new Random(seed);
    long mask = -1L >>> (Long.SIZE - shape.dataWidth());
    var port = "shaped_" + Shape.ALL.indexOf(shape);
    try (var model = HARNESS.open()) {
      long remainder = shape.code().init();
      for (int t = 0; t < 300; t++) {
        boolean first = t % 30 == 0;
        long data = random.nextLong();
        remainder = after(shape, first ? shape.code().init() : remainder, data & mask);
        feed(model, "word", data, first);
        long value = finished(shape.code(), remainder);
        assertEquals(value, model.port(port).get(), "word " + t + ", seed " + seed);
      }
    }
  }

  /** The shift register of the definition, one bit at a time. */
  private static long after(Shape shape, long remainder, long data) {
    var code = shape.code();
    long register = remainder;
    for (int k = 0; k < shape.dataWidth(); k++) {
      int place = code.reflectIn() ? k : shape.dataWidth() - 1 - k;
      long leaving = (register >>> (code.width() - 1) ^ data >>> place) & 1;
      register = register << 1 & -1L >>> (Long.SIZE - code.width());
      register ^= leaving == 1 ? code.polynomial() : 0;
    }
    return register;
  }

  private static long finished(CrcCode code, long remainder) {
    long turned = Long.reverse(remainder) >>> (Long.SIZE - code.width());
    return (code.reflectOut() ? turned : remainder) ^ code.xorOut();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65})
  void a_width_out_of_range_is_refused(int width) {
    assertThrows(IllegalArgumentException.class, () -> new CrcCode(width, 1, 0, false, false, 0));
  }

  @Test
  void a_polynomial_wider_than_the_check_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> new CrcCode(8, 0x107, 0, false, false, 0));
  }

  @Test
  void a_polynomial_without_its_constant_term_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> new CrcCode(8, 0x06, 0, false, false, 0));
  }
}

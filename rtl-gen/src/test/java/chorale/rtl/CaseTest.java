package chorale.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** Which arm of a case may take the values that no arm names. */
class CaseTest {
  enum Color {
    RED,
    GREEN,
    BLUE
  }

  /** Only the arm of RED drives one output, only the rest drives the other. */
  static final class Split extends Module {
    final UInt red = out(4);
    final UInt rest = out(4);

    Split() {
      super(null);
      var state = reg(Color.GREEN);
      state.set(Color.BLUE);
      red.set(0);
      rest.set(0);
      match(state).on(Color.RED, () -> red.set(1)).otherwise(() -> rest.set(3));
    }
  }

  /** Every constant has its arm. */
  static final class Full extends Module {
    final UInt value = out(4);

    Full() {
      super(null);
      var state = reg(Color.GREEN);
      state.set(Color.BLUE);
      match(state)
          .on(Color.RED, () -> value.set(1))
          .on(Color.GREEN, () -> value.set(2))
          .on(Color.BLUE, () -> value.set(3));
    }
  }

  private static String text(Module top) throws IOException {
    var out = new StringWriter();
    Verilog.write(Elaboration.of(() -> top).top(), out);
    return out.toString().replaceAll(" +//.*", "").replaceAll("\\s+", " ");
  }

  @Test
  void anArmThatIsNotTheOnlyOneIsNeverTheDefault() throws IOException {
    String text = text(new Split());
    assertTrue(
        text.contains(
            "red = 4'd0; case (state) Color_RED: begin red = 4'd1; end default: begin end endcase"),
        text);
    assertTrue(
        text.contains(
            "rest = 4'd0; case (state) Color_RED: begin end default: begin rest = 4'd3; end"),
        text);
  }

  @Test
  void theLastArmOfAFullCaseIsItsDefaultSoThatNoLatchIsInferred() throws IOException {
    String text = text(new Full());
    assertTrue(
        text.contains("Color_GREEN: begin value = 4'd2; end default: begin value = 4'd3;"), text);
    assertFalse(text.contains("Color_BLUE: begin"), text);
    assertEquals(1, text.split("default:", -1).length - 1, text);
  }
}

package chorale.rtl.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.rtl.Verilog;
import chorale.rtl.VerilogOptions;
import chorale.rtl.VerilogOptions.Flavour;
import chorale.rtl.VerilogOptions.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was written and read again is what it was. */
final class RoundTripTest {
  private static final Map<String, Circuit> DESIGNS = Constructs.all();

  /** Each operator of the text, and one that means something else. */
  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry(" + ", " - "),
          Map.entry(" - ", " + "),
          Map.entry(" * ", " + "),
          Map.entry(" & ", " | "),
          Map.entry(" | ", " ^ "),
          Map.entry(" ^ ", " & "),
          Map.entry(" == ", " != "),
          Map.entry(" != ", " == "),
          Map.entry(" < ", " == "),
          Map.entry(" << ", " >> "),
          Map.entry(" >> ", " << "),
          Map.entry(" >>> ", " << "),
          Map.entry("~", ""),
          Map.entry("!(", "("),
          Map.entry("$signed(", "("),
          Map.entry("'d1", "'d0"),
          Map.entry("'sd3", "'sd2"),
          Map.entry("'sh8", "'sh7"),
          Map.entry("'sh1", "'sh0"),
          Map.entry("1'b0", "1'b1"),
          Map.entry(".java:", ".java:9"),
          Map.entry(" <= ", " < "),
          Map.entry("signed", ""),
          Map.entry("[1:0]", "[2:0]"));

  private static void check(String name) {
    for (Flavour flavour : Flavour.values()) {
      check(name, flavour);
    }
  }

  private static void check(String name, Flavour flavour) {
    Circuit circuit = DESIGNS.get(name);
    Circuit again = VerilogReader.readText(name, Constructs.text(circuit, flavour));
    for (int i = 0; i < circuit.modules().size(); i++) {
      ModuleIr before = Normal.form(circuit).modules().get(i);
      ModuleIr after = Normal.form(again).modules().get(i);
      assertEquals(before.ports(), after.ports());
      assertEquals(before.registers(), after.registers());
      assertEquals(before.nets(), after.nets());
      assertEquals(before.processes(), after.processes());
      assertEquals(before.clocked(), after.clocked());
      assertEquals(before, after);
    }
    assertEquals(Normal.form(circuit), Normal.form(again));
  }

  @Test
  void every_unsigned_operator_comes_back() {
    check("Unsigned");
  }

  @Test
  void every_signed_operator_comes_back() {
    check("Signed");
  }

  @Test
  void state_cases_conditions_and_memories_come_back() {
    check("Control");
  }

  @Test
  void the_last_label_of_a_case_comes_back_from_its_comment() {
    String text = Constructs.text(DESIGNS.get("Control"));
    assertTrue(text.contains("default: begin  // Side_RIGHT"), text);
    assertFalse(text.contains("localparam Side_RIGHT"), text);
    Circuit again = VerilogReader.readText("Control", text);
    assertTrue(again.toString().contains("name=Side_RIGHT"), again.toString());
  }

  @Test
  void instances_come_back() {
    check("Family");
  }

  @Test
  void clocks_and_resets_come_back() {
    check("Clocks");
  }

  @Test
  void ports_lanes_and_contents_of_memories_come_back() {
    check("Memories");
  }

  @Test
  void checks_come_back() {
    check("Checked");
  }

  @Test
  void broken_lines_come_back() {
    String text = Constructs.text(DESIGNS.get("Long"));
    assertTrue(text.lines().anyMatch(l -> l.startsWith("        (another_operand")), text);
    check("Long");
  }

  @Test
  void the_sink_of_what_nobody_reads_is_no_part_of_the_design() {
    String text = Constructs.text(DESIGNS.get("Plain"));
    assertTrue(text.contains("wire unused_unused"), text);
    check("Plain");
  }

  @Test
  void the_text_of_what_was_read_is_the_text_that_was_read() {
    for (Flavour flavour : Flavour.values()) {
      DESIGNS.forEach(
          (name, circuit) -> {
            String text = Constructs.text(circuit, flavour);
            assertEquals(text, Constructs.text(VerilogReader.readText(name, text), flavour));
          });
    }
  }

  @Test
  void every_flavour_in_every_layout_of_files_comes_back(@TempDir Path folder) throws IOException {
    for (Flavour flavour : Flavour.values()) {
      for (Layout layout : Layout.values()) {
        for (Circuit circuit : DESIGNS.values()) {
          for (boolean nets : new boolean[] {false, true}) {
            var options = new VerilogOptions(flavour, layout, nets);
            var files = Verilog.emit(circuit, folder, options);
            assertEquals(layout == Layout.ONE ? 1 : circuit.modules().size(), files.size());
            assertEquals(Normal.form(circuit), Normal.form(VerilogReader.read(files)));
          }
        }
      }
    }
  }

  @Test
  void blocks_of_SystemVerilog_say_what_they_are_where_their_rules_hold() {
    String text = Constructs.text(DESIGNS.get("Memories"), Flavour.SYSTEM_VERILOG);
    assertEquals("always_ff", blockThat("lanes[", text));
    assertEquals("always", blockThat("dual[", text), "two blocks write it");
    text = Constructs.text(DESIGNS.get("Control"), Flavour.SYSTEM_VERILOG);
    assertEquals("always_comb", blockThat("next = ", text));
    assertEquals("always_ff", blockThat("phase <= ", text));
    text = Constructs.text(DESIGNS.get("Checked"), Flavour.SYSTEM_VERILOG);
    assertEquals("always", blockThat("`CHORALE_COVER", text), "a system task is in it");
  }

  /** The first word of the block in which {@code statement} stands first. */
  private static String blockThat(String statement, String text) {
    var line = Pattern.compile("(?m)^ +" + Pattern.quote(statement)).matcher(text);
    assertTrue(line.find(), text);
    var m = Pattern.compile("(?m)^  (always\\w*)").matcher(text.substring(0, line.start()));
    String last = "";
    while (m.find()) {
      last = m.group(1);
    }
    return last;
  }

  @Test
  void headers_in_SystemVerilog_are_read_like_those_in_Verilog() {
    for (Circuit circuit : DESIGNS.values()) {
      var headers =
          VerilogHeader.readText("x.sv", Constructs.text(circuit, Flavour.SYSTEM_VERILOG));
      for (int i = 0; i < headers.size(); i++) {
        var own = circuit.modules().get(i);
        var read = headers.get(i).foreign(Map.of()).asModule();
        assertEquals(own.name(), read.name());
        assertEquals(
            own.ports().stream().map(RoundTripTest::withoutPlace).toList(),
            read.ports().stream().map(RoundTripTest::withoutPlace).toList());
      }
      assertEquals(circuit.modules().size(), headers.size());
    }
  }

  private static ModuleIr.Port withoutPlace(ModuleIr.Port p) {
    return new ModuleIr.Port(p.name(), p.input(), p.width(), p.signed(), null);
  }

  @Test
  void the_normal_form_is_its_own_normal_form() {
    for (Circuit c : DESIGNS.values()) {
      assertEquals(Normal.form(c), Normal.form(Normal.form(c)));
    }
  }

  @Test
  void files_may_come_in_any_order(@TempDir Path folder) throws IOException {
    Circuit family = DESIGNS.get("Family");
    List<Path> files = new ArrayList<>(Verilog.emit(family, folder));
    Collections.reverse(files);
    assertEquals(Normal.form(family), Normal.form(VerilogReader.read(files)));
  }

  @Test
  void every_change_of_a_word_is_an_error_or_another_circuit() {
    for (Flavour flavour : Flavour.values()) {
      everyChangeOfAWord(flavour);
    }
  }

  private static void everyChangeOfAWord(Flavour flavour) {
    int changes = 0;
    for (var design : DESIGNS.entrySet()) {
      String text = Constructs.text(design.getValue(), flavour);
      // The sink at the end is no part of the design.
      String body = text.replaceAll("wire \\w*unused =[^;]*;", "");
      for (var other : OTHERS.entrySet()) {
        var m = Pattern.compile(Pattern.quote(other.getKey())).matcher(body);
        while (m.find()) {
          changes++;
          String changed =
              body.substring(0, m.start()) + other.getValue() + body.substring(m.end());
          try {
            Circuit read = VerilogReader.readText(design.getKey(), changed);
            assertNotEquals(
                Normal.form(design.getValue()),
                Normal.form(read),
                () -> "%s for %s in %s".formatted(other.getValue(), other.getKey(), changed));
          } catch (VerilogSyntaxException e) {
            assertTrue(e.line() >= 1 && e.column() >= 1, e.getMessage());
          }
        }
      }
    }
    assertTrue(changes > 300, "only " + changes);
  }
}

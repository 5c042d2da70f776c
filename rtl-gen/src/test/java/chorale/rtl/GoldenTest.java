package chorale.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.lib.Fifo;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * The whole text of small modules, held in {@code src/test/resources}. Line numbers are left out
 * there, so that a comment in the Java does not change them.
 */
final class GoldenTest {
  private static String text(Supplier<Module> design) throws IOException {
    var text = new StringWriter();
    Verilog.write(Elaboration.of(design).top(), text);
    return text.toString();
  }

  private static void check(String name, Supplier<Module> design) throws IOException {
    try (var in = GoldenTest.class.getResourceAsStream(name + ".v")) {
      var expected = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(expected, text(design).replaceAll("(\\.java):\\d+", "$1"));
    }
  }

  @Test
  void a_counter_has_its_description_above_and_one_clocked_block() throws IOException {
    check("Counter", Designs.Counter::new);
  }

  @Test
  void a_queue_writes_its_ram_whatever_the_reset_in_the_same_block() throws IOException {
    check("Fifo", () -> new Fifo(null, 8, 3));
  }

  @Test
  void a_state_machine_is_a_full_case_over_named_constants() throws IOException {
    check("Lights", Designs.Lights::new);
  }

  @Test
  void a_signed_multiply_add_is_one_expression() throws IOException {
    check("MultiplyAdd", Designs.MultiplyAdd::new);
  }

  @Test
  void a_memory_is_read_without_a_clock_and_written_with_one() throws IOException {
    check("Table", Designs.Table::new);
  }

  @Test
  void what_nobody_reads_goes_to_a_sink() throws IOException {
    check("Wasteful", Designs.Wasteful::new);
  }

  @Test
  void the_sink_is_renamed_where_its_name_is_taken() throws IOException {
    var text =
        text(
            () ->
                new Module(null) {
                  {
                    in(4).named("spare");
                    outBool().named("unused").set(true);
                  }
                });
    assertTrue(text.contains("wire unused_unused = &{1'b0, spare};"), text);
  }

  @Test
  void a_line_names_the_line_of_the_Java_that_made_it() throws IOException {
    var mark = new Throwable[1];
    var text =
        text(
            () ->
                new Module(null) {
                  {
                    mark[0] = new Throwable();
                    outBool().named("y").set(true);
                  }
                });
    int line = mark[0].getStackTrace()[0].getLineNumber() + 1;
    String place = "  // GoldenTest.java:" + line;
    assertTrue(text.contains("output wire y" + place), text);
    assertTrue(text.contains("assign y = 1'b1;" + place), text);
  }
}

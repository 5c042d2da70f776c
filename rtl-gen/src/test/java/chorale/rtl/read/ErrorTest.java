package chorale.rtl.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What errors say, and where. */
final class ErrorTest {
  private static final String BEGIN = "module m (\n  input  wire [3:0] a,\n  output wire y\n);\n  ";

  private static final String ITEMS =
      "expected 'endmodule', 'wire', 'reg', 'logic', 'localparam', 'assign', 'initial', 'always_comb', "
          + "'always', 'always_ff', '(*', a macro or a name, found ";

  private static void fails(String message, String text) {
    var e = assertThrows(VerilogSyntaxException.class, () -> VerilogReader.readText("x.v", text));
    assertEquals("x.v:" + message, e.getMessage());
    assertEquals("x.v", e.file());
  }

  private static void item(String message, String item) {
    fails(message, BEGIN + item + "\nendmodule\n");
  }

  @Test
  void a_missing_word_is_named_at_the_word_in_its_place() {
    fails("1:10: expected '(' or ';', found 'endmodule'", "module m endmodule");
    fails("1:8: expected a name, found ';'", "module ; endmodule");
    item("5:15: unexpected 'endmodule'", "assign y =  endmodule");
    item("5:17: unexpected ';'", "assign y = a +;");
  }

  @Test
  void the_end_of_the_text_has_a_position() {
    fails("1:1: expected 'module', found the end of the text", "");
    fails("2:1: " + ITEMS + "the end of the text", "module m;\n");
  }

  @Test
  void what_is_not_closed_is_named() {
    fails("1:11: " + ITEMS + "a comment or string that is not closed", "module m; /* endmodule");
    fails("1:11: " + ITEMS + "a comment or string that is not closed", "module m; \" endmodule");
  }

  @Test
  void names_must_be_declared_once_and_driven_once() {
    item("5:14: b is not declared", "assign y = b;");
    item("5:8: a is declared twice", "wire a = 1'b0;");
    item("5:27: y is driven twice", "assign y = a[0]; assign y = a[1];");
    fails("3:15: y has no driver", BEGIN + "\nendmodule\n");
  }

  @Test
  void a_block_of_flops_has_a_clock() {
    item("5:3: expected the edge of a clock behind always_ff", "always_ff @* begin y = a[0]; end");
  }

  private static void clocked(String message, String block) {
    fails(
        message,
        "module m (\n  input  wire clock,\n  input  wire reset,\n  output wire y\n);\n"
            + "  reg x;\n  assign y = x;\n  "
            + block
            + "\nendmodule\n");
  }

  @Test
  void a_local_variable_is_declared_and_computed_at_the_head_of_a_clocked_block() {
    clocked("8:41: b has no driver", "always @(posedge clock) begin : e reg b; x <= reset; end");
    clocked(
        "8:35: x is declared twice", "always @(posedge clock) begin : x reg b; b = x; x <= b; end");
    clocked(
        "8:50: a variable cannot be declared here",
        "always @(posedge clock) if (x) begin : e reg b; b = x; x <= b; end"
                .replace("if", "begin if")
            + " end");
    clocked("8:54: expected '<='", "always @(posedge clock) begin : e reg b; x <= b; b = x; end");
    item("5:21: a variable cannot be declared here", "initial begin : e reg b; b = 1'b0; end");
  }

  @Test
  void nothing_stands_behind_a_synchronous_reset() {
    clocked(
        "8:70: expected nothing behind a synchronous reset",
        "always @(posedge clock) begin if (reset) begin x <= 1'b0; end else begin x <= x; end end");
    clocked(
        "8:37: expected a test of the reset, and nothing else",
        "always @(posedge clock or posedge reset) begin x <= x; if (reset) begin x <= 1'b0; end end");
  }

  @Test
  void widths_and_signs_must_agree() {
    item("5:14: y is 1 bit, its value 4 bits", "assign y = a;");
    item("5:16: operands of 4 bits and 1 bit", "assign y = a == a[0];");
    item("5:15: no such bits: a is 4 bits", "assign y = a[4];");
    item("5:14: y is 1 bit, its value 1 bit signed", "assign y = $signed(a[0]);");
    item("5:14: 1'd2 does not fit its 1 bits", "assign y = 1'd2;");
  }

  @Test
  void a_signed_factor_that_Verilog_would_widen_is_refused() {
    String ports = "module m (input wire signed [3:0] s, output wire signed [7:0] y);\n";
    fails(
        "2:20: a signed product of sums, or one that is not assigned whole",
        ports + "assign y = (s + s) * s; endmodule");
  }

  @Test
  void a_child_must_exist_and_be_connected_whole() {
    item("5:3: module n is not defined", "n x ();");
    String child = "module n (input wire a, output wire b); assign b = a; endmodule\n";
    fails("2:21: port a of n is left open", child + "module m; wire b; n x (.b(b)); endmodule");
    fails("2:25: n has no port c left", child + "module m; wire b; n x (.c(b)); endmodule");
  }

  @Test
  void a_module_that_contains_itself_is_an_error() {
    fails("1:11: module m contains itself", "module m; m x (); endmodule");
    fails(
        "2:11: module m contains itself",
        "module m; n x (); endmodule\nmodule n; m x (); endmodule");
  }

  @Test
  void what_is_nested_too_deep_is_refused_on_a_small_stack() throws InterruptedException {
    var texts =
        List.of(
            "assign y = " + "(".repeat(100_000),
            "assign y = " + "~".repeat(100_000) + "a;",
            "assign y = a" + " + a".repeat(100_000) + ";",
            "assign y = " + "a ? a : ".repeat(100_000) + "a;",
            "assign y = " + "{".repeat(100_000),
            "always @* " + "begin if (a) ".repeat(100_000),
            "always @* begin if (a) begin end " + "else if (a) begin end ".repeat(100_000) + "end");
    for (String text : texts) {
      var result = new Throwable[1];
      var thread =
          new Thread(
              null,
              () -> {
                try {
                  VerilogReader.readText("x.v", BEGIN + text + "\nendmodule\n");
                } catch (RuntimeException | Error e) {
                  result[0] = e;
                }
              },
              "small",
              1 << 19);
      thread.start();
      thread.join();
      assertTrue(
          result[0] instanceof VerilogSyntaxException, () -> text.substring(0, 30) + result[0]);
      assertTrue(result[0].getMessage().contains("nested deeper than"), result[0].getMessage());
    }
  }

  @Test
  void bytes_that_are_no_text_are_refused_with_the_name_of_the_file(@TempDir Path folder)
      throws IOException {
    Path file = Files.write(folder.resolve("x.v"), new byte[] {(byte) 0xff, 0, (byte) 0xc3});
    var e = assertThrows(VerilogSyntaxException.class, () -> VerilogReader.read(List.of(file)));
    assertEquals(file.toString(), e.file());
    assertEquals(1, e.line());
    assertEquals(1, e.column());
  }
}

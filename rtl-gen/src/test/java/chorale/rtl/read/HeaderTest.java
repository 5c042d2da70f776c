package chorale.rtl.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.rtl.read.VerilogHeader.Direction;
import chorale.rtl.read.VerilogHeader.Sized;
import chorale.rtl.read.VerilogHeader.SizedPort;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers of modules that others wrote. */
final class HeaderTest {
  private static final String ANSI =
      """
      `timescale 1ns / 1ps
      `default_nettype none
      // A memory. module not_this (input x);
      (* keep_hierarchy = "yes" *)
      module sram_1r1w #(
          parameter WIDTH = 32,
          parameter signed [7:0] BIAS = 8'shff, DEPTH = 1 << 10,
          localparam ADDRESS = $clog2(DEPTH),
          parameter KIND = "fast"
      ) (
          input  wire                 clk, rst_n,
          (* mark *) input  wire [ADDRESS-1:0] address,
          input  wire [(WIDTH+7)/8-1:0] strobe,
          output reg signed [WIDTH - 1 : 0] q,
          inout  tri [0:3]            pad,
          output integer              level
      );
        localparam WORDS = DEPTH / 2;
        reg [WIDTH-1:0] ram [0:DEPTH-1];
        function integer f; input integer x; f = x; endfunction
        task t; input y; begin end endtask
        generate if (WIDTH > 8) begin : wide localparam WORDS = 3; end endgenerate
        always @(*) begin if (1) begin localparam X = 1; end end
        initial begin $display("endmodule %d", 4'b10xz); end
      endmodule
      """;

  private static final String NON_ANSI =
      """
      `define BITS (4 + `MORE)
      `define MORE 4
      `define ADD(a, b) ((a) + \\
          (b))
      `ifdef NEVER
      this is no Verilog module " endmodule
      `elsif NEITHER
      `else
      module \\odd+name (a, b, c, .outside(inside), q, q2);
      `endif
        parameter N = 3, M = N * 2;
        parameter [3:0] CUT = 20;
        input [`BITS - 1:0] a;
        input b, c;
        output [M:N] q, q2;
        reg signed [M:N] q;
        inout inside;
        wire [7:0] unrelated = `ADD(1, 2);
        assign q2 = a ** b;
      endmodule
      primitive p (o, i); output o; input i; table 0 : 1; endtable endprimitive
      macromodule second;
      endmodule
      """;

  static final List<String> EXAMPLES = List.of(ANSI, NON_ANSI);

  private static Sized sized(String text, Map<String, BigInteger> overrides) {
    return VerilogHeader.readText("x.v", text).getFirst().at(overrides);
  }

  private static Sized sized(String text) {
    return sized(text, Map.of());
  }

  private static int width(String expression) {
    return sized("module m (input [(" + expression + ")-1:0] a); endmodule").port("a").width();
  }

  private static void fails(String message, String text) {
    var e = assertThrows(VerilogSyntaxException.class, () -> sized(text));
    assertEquals("x.v:" + message, e.getMessage());
  }

  @Test
  void a_header_with_directions_declares_its_ports_in_order() {
    Sized m = sized(ANSI);
    assertEquals("sram_1r1w", m.name());
    assertEquals(
        List.of(
            new SizedPort("clk", Direction.INPUT, "wire", false, 0, 0),
            new SizedPort("rst_n", Direction.INPUT, "wire", false, 0, 0),
            new SizedPort("address", Direction.INPUT, "wire", false, 9, 0),
            new SizedPort("strobe", Direction.INPUT, "wire", false, 3, 0),
            new SizedPort("q", Direction.OUTPUT, "reg", true, 31, 0),
            new SizedPort("pad", Direction.INOUT, "tri", false, 0, 3),
            new SizedPort("level", Direction.OUTPUT, "integer", true, 31, 0)),
        m.ports());
  }

  @Test
  void parameters_have_their_defaults_and_those_of_the_body_count_too() {
    var expected =
        Map.of(
            "WIDTH", BigInteger.valueOf(32),
            "BIAS", BigInteger.valueOf(-1),
            "DEPTH", BigInteger.valueOf(1024),
            "ADDRESS", BigInteger.TEN,
            "WORDS", BigInteger.valueOf(512));
    assertEquals(expected, sized(ANSI).parameters());
  }

  @Test
  void what_hangs_on_a_parameter_follows_it() {
    Sized m = sized(ANSI, Map.of("WIDTH", BigInteger.TWO, "DEPTH", BigInteger.valueOf(17)));
    assertEquals(5, m.port("address").width());
    assertEquals(1, m.port("strobe").width());
    assertEquals(2, m.port("q").width());
  }

  @Test
  void only_parameters_of_the_module_can_be_given() {
    var header = VerilogHeader.readText("x.v", ANSI).getFirst();
    for (String name : List.of("NONE", "ADDRESS", "WORDS")) {
      var given = Map.of(name, BigInteger.ONE);
      assertThrows(IllegalArgumentException.class, () -> header.at(given), name);
    }
  }

  @Test
  void a_list_of_names_is_declared_by_the_body() {
    Sized m = sized(NON_ANSI);
    assertEquals("odd+name", m.name());
    assertEquals(
        List.of(
            new SizedPort("a", Direction.INPUT, "wire", false, 7, 0),
            new SizedPort("b", Direction.INPUT, "wire", false, 0, 0),
            new SizedPort("c", Direction.INPUT, "wire", false, 0, 0),
            new SizedPort("outside", Direction.INOUT, "wire", false, 0, 0),
            new SizedPort("q", Direction.OUTPUT, "reg", true, 6, 3),
            new SizedPort("q2", Direction.OUTPUT, "wire", false, 6, 3)),
        m.ports());
    assertEquals(BigInteger.valueOf(4), m.parameters().get("CUT"));
  }

  @Test
  void a_file_may_hold_several_modules_and_other_things(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("cells.v"), ANSI + NON_ANSI);
    var names = VerilogHeader.read(file).stream().map(VerilogHeader::name).toList();
    assertEquals(List.of("sram_1r1w", "odd+name", "second"), names);
  }

  @Test
  void the_header_of_our_own_modules_has_their_ports() {
    Constructs.all()
        .forEach(
            (name, circuit) -> {
              var headers = VerilogHeader.readText(name, Constructs.text(circuit));
              for (int i = 0; i < headers.size(); i++) {
                var ports = headers.get(i).at(Map.of()).ports();
                var expected = circuit.modules().get(i).ports();
                assertEquals(expected.size(), ports.size());
                for (int k = 0; k < ports.size(); k++) {
                  assertEquals(expected.get(k).name(), ports.get(k).name());
                  assertEquals(expected.get(k).width(), ports.get(k).width());
                  assertEquals(expected.get(k).signed(), ports.get(k).signed());
                  assertEquals(
                      expected.get(k).input(), ports.get(k).direction() == Direction.INPUT);
                }
              }
            });
  }

  @Test
  void a_module_without_ports_has_none() {
    assertEquals(List.of(), sized("module m; endmodule").ports());
    assertEquals(List.of(), sized("module m (); endmodule").ports());
    assertEquals(List.of(), sized("module m #() (); endmodule").ports());
  }

  @Test
  void operators_bind_as_in_Verilog() {
    assertEquals(14, width("2+3*4"));
    assertEquals(512, width("2**3**3"));
    assertEquals(2, width("10-5-3"));
    assertEquals(8, width("1<<2+1"));
    assertEquals(3, width("7/2"));
    assertEquals(1, width("7%2"));
    assertEquals(5, width("1?5:0?6:7"));
    assertEquals(7, width("(2<1)||0&&1?6:7"));
    assertEquals(9, width("- -9"));
    assertEquals(12, width("4'b1100"));
    assertEquals(255, width("8 'h F_F"));
    assertEquals(3, width("$clog2(8)"));
    assertEquals(4, width("$clog2(9)"));
    assertEquals(3, width("1|2&3^1"));
  }

  @Test
  void only_that_branch_of_ifdef_counts_that_is_defined() {
    String text =
        """
        `define WIDE
        module m (
        `ifdef WIDE
          input [7:0] a
        `else
          input a
        `endif
        `ifndef WIDE
          , input b
        `elsif WIDE
          , input c
        `elsif WIDE
          , input d
        `endif
        );
        endmodule
        """;
    var ports = sized(text).ports().stream().map(p -> p.name() + p.width()).toList();
    assertEquals(List.of("a8", "c1"), ports);
  }

  @Test
  void a_position_behind_directives_is_that_of_the_text() {
    String directives = "`define A 1\n`ifdef B\nx\n`endif\n";
    fails("5:21: expected ']', found ')'", directives + "module m (input [1:0) a); endmodule");
  }

  @Test
  void what_a_range_needs_must_be_known() {
    fails("1:18: W is no parameter that is known here", "module m (input [W:0] a); endmodule");
    fails("1:19: division by zero", "module m (input [1/0:0] a); endmodule");
    fails("1:18: `W is not defined", "module m (input [`W:0] a); endmodule");
    fails("1:18: f(3) is no number that can be computed", "module m (input [f(3):0] a); endmodule");
  }

  @Test
  void a_macro_must_stand_for_one_value() {
    String m = "\nmodule m (input [`W:0] a); endmodule";
    fails("2:18: `W stands for no single value that can be computed", "`define W (`W)" + m);
    fails("2:18: `W stands for no single value that can be computed", "`define W 1+2" + m);
    fails("2:18: `W stands for no single value that can be computed", "`define W(a) a" + m);
    assertEquals(4, sized("`define W (1+2) // three" + m).port("a").width());
  }

  @Test
  void a_function_as_a_default_matters_only_if_it_is_needed() {
    String text = "module m #(parameter D = 8, A = f(D)) (input [A-1:0] a); endmodule";
    fails("1:33: f(D) is no number that can be computed", text);
    assertEquals(3, sized(text, Map.of("A", BigInteger.valueOf(3))).port("a").width());
    assertTrue(
        sized("module m #(parameter D = f(1), E = 2.5)(input a); endmodule")
            .parameters()
            .isEmpty());
  }

  @Test
  void macros_that_double_each_other_cost_no_more_than_each_once() {
    var text = new StringBuilder("`define A0 1\n");
    for (int i = 1; i < 15; i++) {
      text.append("`define A%d (`A%d+`A%d)\n".formatted(i, i - 1, i - 1));
    }
    text.append("module m (input [`A14:1] a); endmodule");
    assertEquals(1 << 14, sized(text.toString()).port("a").width());
  }

  @Test
  void huge_numbers_are_refused() {
    fails("1:19: power with exponent 99999999", "module m (input [9**99999999:0] a); endmodule");
    fails("1:19: shift by 99999999", "module m (input [1<<99999999:0] a); endmodule");
    fails("1:18: a range that reaches to 9999999", "module m (input [9999999:0] a); endmodule");
  }

  @Test
  void a_port_is_declared_once() {
    fails("1:20: a is declared twice", "module m (input a, a); endmodule");
    fails("1:11: a has no direction", "module m (a); endmodule");
    fails(
        "1:22: the port list declares all ports already",
        "module m (input a);  input b; endmodule");
  }

  @Test
  void open_ends_are_found() {
    fails("1:11: unexpected the end of the text", "module m; ");
    fails("1:1: `ifdef without its `endif", "`ifdef A\nmodule m; endmodule");
    fails("1:1: no `ifdef is open here", "`endif");
  }
}

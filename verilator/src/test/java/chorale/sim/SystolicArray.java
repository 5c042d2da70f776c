package chorale.sim;

import static chorale.sim.PortInfo.in;
import static chorale.sim.PortInfo.out;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An output-stationary n x n array of int8 multiply-accumulate cells that feeds itself with random
 * operands.
 */
final class SystolicArray {
  private static final String CELL =
      """
      module pe (input wire clk, input wire rst, input wire signed [7:0] a,
                 input wire signed [7:0] b, output reg signed [7:0] a_q,
                 output reg signed [7:0] b_q, output reg signed [31:0] sum);
        wire signed [15:0] product = a * b;
        always @(posedge clk)
          if (rst) begin
            a_q <= 8'sd0; b_q <= 8'sd0; sum <= 32'sd0;
          end else begin
            a_q <= a; b_q <= b; sum <= sum + 32'(product);
          end
      endmodule
      """;

  private SystolicArray() {}

  static ModelSpec spec(Path folder, int n) throws IOException {
    var text = new StringBuilder("/* verilator lint_off DECLFILENAME */\n").append(CELL);
    text.append(
        """
        module top (input wire clk, input wire rst, output reg [31:0] total);
          reg [63:0] lfsr;
          always @(posedge clk)
            lfsr <= rst ? 64'd1 : {lfsr[62:0], lfsr[63] ^ lfsr[62] ^ lfsr[60] ^ lfsr[59]};
        """);
    for (int i = 0; i < n; i++) {
      text.append(
          "  wire [7:0] a_%d_0 = lfsr[%d:%d], b_0_%d = ~lfsr[%d:%d];\n"
              .formatted(i, i % 8 * 8 + 7, i % 8 * 8, i, 63 - i, 56 - i));
    }
    var total = new StringBuilder("32'd0");
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        text.append(
            "  wire [7:0] a_%1$d_%3$d, b_%4$d_%2$d; wire [31:0] sum_%1$d_%2$d;\n"
                .formatted(i, j, j + 1, i + 1));
        text.append(
            ("  pe pe_%1$d_%2$d (.clk(clk), .rst(rst), .a(a_%1$d_%2$d), .b(b_%1$d_%2$d),"
                    + " .a_q(a_%1$d_%3$d), .b_q(b_%4$d_%2$d), .sum(sum_%1$d_%2$d));\n")
                .formatted(i, j, j + 1, i + 1));
        total.append(" ^ sum_%d_%d".formatted(i, j));
      }
    }
    text.append("  wire unused = &{1'b0");
    for (int i = 0; i < n; i++) {
      text.append(", a_%1$d_%2$d, b_%2$d_%1$d".formatted(i, n));
    }
    text.append("};\n  always @(posedge clk) total <= ").append(total).append(";\nendmodule\n");
    return TestDesigns.spec(
        folder, "top", text.toString(), in("clk", 1), in("rst", 1), out("total", 32));
  }
}

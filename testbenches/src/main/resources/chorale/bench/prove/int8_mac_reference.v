// What Int8Mac has to compute, in Verilog's own signed arithmetic (IEEE 1364-2005, 5.5).
module int8_mac_reference (
  input wire signed [7:0] a,
  input wire signed [7:0] b,
  input wire signed [31:0] c,
  output wire signed [31:0] sum
);
  assign sum = a * b + c;
endmodule

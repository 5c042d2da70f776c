// MultiplyAdd, from Designs.java
module MultiplyAdd (
  input  wire clock,
  input  wire reset,
  input  wire signed [7:0] a,  // Designs.java
  input  wire signed [7:0] b,  // Designs.java
  output wire signed [23:0] sum  // Designs.java
);
  reg signed [23:0] total;  // Designs.java
  assign sum = total;  // Designs.java

  always @(posedge clock) begin
    total <= total + (a * b);  // Designs.java
    if (reset) begin
      total <= 24'sd0;
    end
  end
endmodule

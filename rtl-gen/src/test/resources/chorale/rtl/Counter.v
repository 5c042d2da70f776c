// Counter, from Designs.java
// Counts the cycles in which enable is 1.
// Wraps after 256.
module Counter (
  input  wire clock,
  input  wire reset,
  input  wire enable,  // Designs.java
  output wire [7:0] value  // Designs.java
);
  reg [7:0] count;  // Designs.java
  assign value = count;  // Designs.java

  always @(posedge clock) begin
    if (enable) begin  // Designs.java
      count <= count + 8'd1;  // Designs.java
    end
    if (reset) begin
      count <= 8'd0;
    end
  end
endmodule

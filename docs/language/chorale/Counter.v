// Counter, from Counter.java:11
module Counter (
  input  wire clock,
  input  wire reset,
  input  wire enable,  // Counter.java:6
  output wire wraps,  // Counter.java:8
  output wire [3:0] value  // Counter.java:12
);
  reg [3:0] count;  // Counter.java:13
  wire last = count == 4'd9;  // Counter.java:14
  assign wraps = enable & last;  // Counter.java:17
  assign value = count;  // Counter.java:16

  always @(posedge clock) begin
    if (enable) begin  // Counter.java:15
      count <= last ? 4'd0 : (count + 4'd1);  // Counter.java:15
    end
    if (reset) begin
      count <= 4'd0;
    end
  end
endmodule

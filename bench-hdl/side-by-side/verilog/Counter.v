// Counts 0 to LIMIT - 1 and begins again; one step for each cycle with enable.
module Counter #(
  parameter LIMIT = 10
) (
  input  wire                     clock,
  input  wire                     reset,
  input  wire                     enable,
  output wire [$clog2(LIMIT)-1:0] value,
  output wire                     wraps
);
  reg [$clog2(LIMIT)-1:0] count;
  wire last = count == LIMIT - 1;

  always @(posedge clock) begin
    if (reset)
      count <= 0;
    else if (enable)
      count <= last ? 0 : count + 1'b1;
  end

  assign value = count;
  assign wraps = enable & last;
endmodule

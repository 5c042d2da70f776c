// A queue of DEPTH words, a power of two. A full queue takes no word.
module Fifo #(
  parameter WIDTH = 8,
  parameter DEPTH = 16
) (
  input  wire                       clock,
  input  wire                       reset,
  input  wire                       enq_valid,
  output wire                       enq_ready,
  input  wire [WIDTH-1:0]           enq_bits,
  output wire                       deq_valid,
  input  wire                       deq_ready,
  output wire [WIDTH-1:0]           deq_bits,
  output wire [$clog2(DEPTH+1)-1:0] count
);
  reg [WIDTH-1:0]           ram [0:DEPTH-1];
  reg [$clog2(DEPTH)-1:0]   head;
  reg [$clog2(DEPTH)-1:0]   tail;
  reg [$clog2(DEPTH+1)-1:0] held;

  assign enq_ready = held != DEPTH;
  assign deq_valid = held != 0;
  assign deq_bits  = ram[head];
  assign count     = held;

  wire push = enq_valid & enq_ready;
  wire pop  = deq_valid & deq_ready;

  always @(posedge clock) begin
    if (reset) begin
      head <= 0;
      tail <= 0;
      held <= 0;
    end else begin
      if (push)
        tail <= tail + 1'b1;
      if (pop)
        head <= head + 1'b1;
      if (push & ~pop)
        held <= held + 1'b1;
      else if (pop & ~push)
        held <= held - 1'b1;
    end
  end

  always @(posedge clock)
    if (push)
      ram[tail] <= enq_bits;
endmodule

// Fifo, from Fifo.java:11
module Fifo (
  input  wire clock,
  input  wire reset,
  input  wire enq_valid,  // Fifo.java:12
  output wire enq_ready,  // Fifo.java:12
  input  wire [7:0] enq_bits,  // Fifo.java:12
  output wire deq_valid,  // Fifo.java:13
  input  wire deq_ready,  // Fifo.java:13
  output wire [7:0] deq_bits,  // Fifo.java:13
  output wire [4:0] count  // Fifo.java:14
);
  reg [3:0] head;  // Fifo.java:16
  reg [3:0] tail;  // Fifo.java:17
  reg [4:0] held;  // Fifo.java:18
  reg [7:0] ram [0:15];  // Fifo.java:15
  assign enq_ready = held != 5'd16;  // Fifo.java:20
  assign deq_valid = held != 5'd0;  // Fifo.java:21
  assign deq_bits = ram[head];  // Fifo.java:22
  assign count = held;  // Fifo.java:23

  always @(posedge clock) begin : clock_edge
    reg push;
    reg pop;
    push = enq_valid & enq_ready;  // Fifo.java:25
    pop = deq_valid & deq_ready;  // Fifo.java:26
    if (push) begin  // Fifo.java:27
      ram[tail] <= enq_bits;  // Fifo.java:28
      tail <= tail + 4'd1;  // Fifo.java:29
    end
    if (pop) begin  // Fifo.java:31
      head <= head + 4'd1;  // Fifo.java:31
    end
    if (push & ~pop) begin  // Fifo.java:32
      held <= held + 5'd1;  // Fifo.java:32
    end else if (pop & ~push) begin  // Fifo.java:33
      held <= held - 5'd1;  // Fifo.java:33
    end
    if (reset) begin
      head <= 4'd0;
      tail <= 4'd0;
      held <= 5'd0;
    end
  end
endmodule

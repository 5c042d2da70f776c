// Fifo, from Fifo.java
module Fifo (
  input  wire clock,
  input  wire reset,
  input  wire enq_valid,  // Fifo.java
  output wire enq_ready,  // Fifo.java
  input  wire [7:0] enq_bits,  // Fifo.java
  output wire deq_valid,  // Fifo.java
  input  wire deq_ready,  // Fifo.java
  output wire [7:0] deq_bits,  // Fifo.java
  output wire [1:0] count  // Fifo.java
);
  reg [1:0] head;  // Fifo.java
  reg [1:0] tail;  // Fifo.java
  reg [1:0] held;  // Fifo.java
  reg [7:0] ram [0:2];  // Fifo.java
  assign enq_ready = held != 2'd3;  // Fifo.java
  assign deq_valid = held != 2'd0;  // Fifo.java
  assign deq_bits = ram[head];  // Fifo.java
  assign count = held;  // Fifo.java

  always @(posedge clock) begin : clock_edge
    reg push;
    reg pop;
    push = enq_valid & enq_ready;  // Fifo.java
    pop = deq_valid & deq_ready;  // Fifo.java
    if (push) begin  // Fifo.java
      ram[tail] <= enq_bits;  // Fifo.java
    end
    if (push) begin  // Fifo.java
      tail <= (tail == 2'd2) ? 2'd0 : (tail + 2'd1);  // Fifo.java
    end
    if (pop) begin  // Fifo.java
      head <= (head == 2'd2) ? 2'd0 : (head + 2'd1);  // Fifo.java
    end
    held <= (held + {1'd0, push}) - {1'd0, pop};  // Fifo.java
    if (reset) begin
      head <= 2'd0;
      tail <= 2'd0;
      held <= 2'd0;
    end
  end
endmodule

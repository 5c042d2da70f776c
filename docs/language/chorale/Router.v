// RoundRobinArbiter, from RoundRobinArbiter.java:14
module RoundRobinArbiter (
  input  wire clock,
  input  wire reset,
  input  wire in_0_valid,  // RoundRobinArbiter.java:15
  output wire in_0_ready,  // RoundRobinArbiter.java:15
  input  wire [7:0] in_0_bits,  // RoundRobinArbiter.java:15
  input  wire in_1_valid,  // RoundRobinArbiter.java:15
  output wire in_1_ready,  // RoundRobinArbiter.java:15
  input  wire [7:0] in_1_bits,  // RoundRobinArbiter.java:15
  input  wire in_2_valid,  // RoundRobinArbiter.java:15
  output wire in_2_ready,  // RoundRobinArbiter.java:15
  input  wire [7:0] in_2_bits,  // RoundRobinArbiter.java:15
  input  wire in_3_valid,  // RoundRobinArbiter.java:15
  output wire in_3_ready,  // RoundRobinArbiter.java:15
  input  wire [7:0] in_3_bits,  // RoundRobinArbiter.java:15
  output wire out_valid,  // RoundRobinArbiter.java:16
  input  wire out_ready,  // RoundRobinArbiter.java:16
  output wire [7:0] out_bits  // RoundRobinArbiter.java:16
);
  reg [3:0] last;  // RoundRobinArbiter.java:17
  wire [3:0] requests = {in_3_valid, in_2_valid, in_1_valid, in_0_valid};  // RoundRobin.java:41
  wire [3:0] above = requests & ~((last - 4'd1) | last);  // RoundRobinArbiter.java:19
  wire [3:0] grant_choice = (|above) ? above : requests;  // RoundRobinArbiter.java:20
  wire [3:0] grant = grant_choice & (~grant_choice + 4'd1);  // RoundRobin.java:36
  assign in_0_ready = grant[0] & out_ready;  // RoundRobinArbiter.java:24
  assign in_1_ready = grant[1] & out_ready;  // RoundRobinArbiter.java:24
  assign in_2_ready = grant[2] & out_ready;  // RoundRobinArbiter.java:24
  assign in_3_ready = grant[3] & out_ready;  // RoundRobinArbiter.java:24
  assign out_valid = |requests;  // RoundRobinArbiter.java:21
  wire [7:0] masked_0 = grant[0] ? in_0_bits : 8'd0;  // RoundRobin.java:48
  wire [7:0] masked_1 = grant[1] ? in_1_bits : 8'd0;  // RoundRobin.java:48
  wire [7:0] masked_2 = grant[2] ? in_2_bits : 8'd0;  // RoundRobin.java:48
  wire [7:0] masked_3 = grant[3] ? in_3_bits : 8'd0;  // RoundRobin.java:48
  assign out_bits = masked_0 | masked_1 | masked_2 | masked_3;  // RoundRobinArbiter.java:22

  always @(posedge clock) begin
    if (out_valid & out_ready) begin  // RoundRobinArbiter.java:26
      last <= grant;  // RoundRobinArbiter.java:26
    end
    if (reset) begin
      last <= 4'd0;
    end
  end
endmodule

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
  output wire [2:0] count  // Fifo.java:14
);
  reg [1:0] head;  // Fifo.java:16
  reg [1:0] tail;  // Fifo.java:17
  reg [2:0] held;  // Fifo.java:18
  reg [7:0] ram [0:3];  // Fifo.java:15
  assign enq_ready = held != 3'd4;  // Fifo.java:20
  assign deq_valid = held != 3'd0;  // Fifo.java:21
  assign deq_bits = ram[head];  // Fifo.java:22
  assign count = held;  // Fifo.java:23

  always @(posedge clock) begin : clock_edge
    reg push;
    reg pop;
    push = enq_valid & enq_ready;  // Fifo.java:25
    pop = deq_valid & deq_ready;  // Fifo.java:26
    if (push) begin  // Fifo.java:27
      ram[tail] <= enq_bits;  // Fifo.java:28
      tail <= tail + 2'd1;  // Fifo.java:29
    end
    if (pop) begin  // Fifo.java:31
      head <= head + 2'd1;  // Fifo.java:31
    end
    if (push & ~pop) begin  // Fifo.java:32
      held <= held + 3'd1;  // Fifo.java:32
    end else if (pop & ~push) begin  // Fifo.java:33
      held <= held - 3'd1;  // Fifo.java:33
    end
    if (reset) begin
      head <= 2'd0;
      tail <= 2'd0;
      held <= 3'd0;
    end
  end
endmodule

// Router, from Router.java:12
module Router (
  input  wire clock,
  input  wire reset,
  input  wire in_0_valid,  // Router.java:13
  output wire in_0_ready,  // Router.java:13
  input  wire [7:0] in_0_bits,  // Router.java:13
  input  wire in_1_valid,  // Router.java:13
  output wire in_1_ready,  // Router.java:13
  input  wire [7:0] in_1_bits,  // Router.java:13
  input  wire in_2_valid,  // Router.java:13
  output wire in_2_ready,  // Router.java:13
  input  wire [7:0] in_2_bits,  // Router.java:13
  input  wire in_3_valid,  // Router.java:13
  output wire in_3_ready,  // Router.java:13
  input  wire [7:0] in_3_bits,  // Router.java:13
  output wire out_0_valid,  // Router.java:14
  input  wire out_0_ready,  // Router.java:14
  output wire [7:0] out_0_bits,  // Router.java:14
  output wire out_1_valid,  // Router.java:14
  input  wire out_1_ready,  // Router.java:14
  output wire [7:0] out_1_bits,  // Router.java:14
  output wire out_2_valid,  // Router.java:14
  input  wire out_2_ready,  // Router.java:14
  output wire [7:0] out_2_bits,  // Router.java:14
  output wire out_3_valid,  // Router.java:14
  input  wire out_3_ready,  // Router.java:14
  output wire [7:0] out_3_bits  // Router.java:14
);
  wire roundRobinArbiter_0_in_0_ready;
  wire roundRobinArbiter_0_in_1_ready;
  wire roundRobinArbiter_0_in_2_ready;
  wire roundRobinArbiter_0_in_3_ready;
  wire roundRobinArbiter_0_out_valid;
  wire [7:0] roundRobinArbiter_0_out_bits;
  wire roundRobinArbiter_1_in_0_ready;
  wire roundRobinArbiter_1_in_1_ready;
  wire roundRobinArbiter_1_in_2_ready;
  wire roundRobinArbiter_1_in_3_ready;
  wire roundRobinArbiter_1_out_valid;
  wire [7:0] roundRobinArbiter_1_out_bits;
  wire roundRobinArbiter_2_in_0_ready;
  wire roundRobinArbiter_2_in_1_ready;
  wire roundRobinArbiter_2_in_2_ready;
  wire roundRobinArbiter_2_in_3_ready;
  wire roundRobinArbiter_2_out_valid;
  wire [7:0] roundRobinArbiter_2_out_bits;
  wire roundRobinArbiter_3_in_0_ready;
  wire roundRobinArbiter_3_in_1_ready;
  wire roundRobinArbiter_3_in_2_ready;
  wire roundRobinArbiter_3_in_3_ready;
  wire roundRobinArbiter_3_out_valid;
  wire [7:0] roundRobinArbiter_3_out_bits;
  wire queue_0_enq_ready;
  wire queue_0_deq_valid;
  wire [7:0] queue_0_deq_bits;
  wire [2:0] queue_0_count;
  wire queue_1_enq_ready;
  wire queue_1_deq_valid;
  wire [7:0] queue_1_deq_bits;
  wire [2:0] queue_1_count;
  wire queue_2_enq_ready;
  wire queue_2_deq_valid;
  wire [7:0] queue_2_deq_bits;
  wire [2:0] queue_2_count;
  wire queue_3_enq_ready;
  wire queue_3_deq_valid;
  wire [7:0] queue_3_deq_bits;
  wire [2:0] queue_3_count;
  assign in_0_ready = queue_0_enq_ready;  // Router.java:18
  assign in_1_ready = queue_1_enq_ready;  // Router.java:18
  assign in_2_ready = queue_2_enq_ready;  // Router.java:18
  assign in_3_ready = queue_3_enq_ready;  // Router.java:18
  assign out_0_valid = roundRobinArbiter_0_out_valid;  // Router.java:19
  assign out_0_bits = roundRobinArbiter_0_out_bits;  // Router.java:19
  assign out_1_valid = roundRobinArbiter_1_out_valid;  // Router.java:19
  assign out_1_bits = roundRobinArbiter_1_out_bits;  // Router.java:19
  assign out_2_valid = roundRobinArbiter_2_out_valid;  // Router.java:19
  assign out_2_bits = roundRobinArbiter_2_out_bits;  // Router.java:19
  assign out_3_valid = roundRobinArbiter_3_out_valid;  // Router.java:19
  assign out_3_bits = roundRobinArbiter_3_out_bits;  // Router.java:19
  wire [1:0] target_0 = queue_0_deq_bits[1:0];  // Router.java:20
  wire roundRobinArbiter_0_in_0_valid = queue_0_deq_valid & (target_0 == 2'd0);  // Router.java:23
  wire [1:0] target_1 = queue_1_deq_bits[1:0];  // Router.java:20
  wire roundRobinArbiter_0_in_1_valid = queue_1_deq_valid & (target_1 == 2'd0);  // Router.java:23
  wire [1:0] target_2 = queue_2_deq_bits[1:0];  // Router.java:20
  wire roundRobinArbiter_0_in_2_valid = queue_2_deq_valid & (target_2 == 2'd0);  // Router.java:23
  wire [1:0] target_3 = queue_3_deq_bits[1:0];  // Router.java:20
  wire roundRobinArbiter_0_in_3_valid = queue_3_deq_valid & (target_3 == 2'd0);  // Router.java:23
  wire roundRobinArbiter_1_in_0_valid = queue_0_deq_valid & (target_0 == 2'd1);  // Router.java:23
  wire roundRobinArbiter_1_in_1_valid = queue_1_deq_valid & (target_1 == 2'd1);  // Router.java:23
  wire roundRobinArbiter_1_in_2_valid = queue_2_deq_valid & (target_2 == 2'd1);  // Router.java:23
  wire roundRobinArbiter_1_in_3_valid = queue_3_deq_valid & (target_3 == 2'd1);  // Router.java:23
  wire roundRobinArbiter_2_in_0_valid = queue_0_deq_valid & (target_0 == 2'd2);  // Router.java:23
  wire roundRobinArbiter_2_in_1_valid = queue_1_deq_valid & (target_1 == 2'd2);  // Router.java:23
  wire roundRobinArbiter_2_in_2_valid = queue_2_deq_valid & (target_2 == 2'd2);  // Router.java:23
  wire roundRobinArbiter_2_in_3_valid = queue_3_deq_valid & (target_3 == 2'd2);  // Router.java:23
  wire roundRobinArbiter_3_in_0_valid = queue_0_deq_valid & (target_0 == 2'd3);  // Router.java:23
  wire roundRobinArbiter_3_in_1_valid = queue_1_deq_valid & (target_1 == 2'd3);  // Router.java:23
  wire roundRobinArbiter_3_in_2_valid = queue_2_deq_valid & (target_2 == 2'd3);  // Router.java:23
  wire roundRobinArbiter_3_in_3_valid = queue_3_deq_valid & (target_3 == 2'd3);  // Router.java:23
  wire queue_0_deq_ready = (roundRobinArbiter_0_in_0_valid & roundRobinArbiter_0_in_0_ready) |
      (roundRobinArbiter_1_in_0_valid & roundRobinArbiter_1_in_0_ready) |
      (roundRobinArbiter_2_in_0_valid & roundRobinArbiter_2_in_0_ready) |
      (roundRobinArbiter_3_in_0_valid & roundRobinArbiter_3_in_0_ready);  // Router.java:27
  wire queue_1_deq_ready = (roundRobinArbiter_0_in_1_valid & roundRobinArbiter_0_in_1_ready) |
      (roundRobinArbiter_1_in_1_valid & roundRobinArbiter_1_in_1_ready) |
      (roundRobinArbiter_2_in_1_valid & roundRobinArbiter_2_in_1_ready) |
      (roundRobinArbiter_3_in_1_valid & roundRobinArbiter_3_in_1_ready);  // Router.java:27
  wire queue_2_deq_ready = (roundRobinArbiter_0_in_2_valid & roundRobinArbiter_0_in_2_ready) |
      (roundRobinArbiter_1_in_2_valid & roundRobinArbiter_1_in_2_ready) |
      (roundRobinArbiter_2_in_2_valid & roundRobinArbiter_2_in_2_ready) |
      (roundRobinArbiter_3_in_2_valid & roundRobinArbiter_3_in_2_ready);  // Router.java:27
  wire queue_3_deq_ready = (roundRobinArbiter_0_in_3_valid & roundRobinArbiter_0_in_3_ready) |
      (roundRobinArbiter_1_in_3_valid & roundRobinArbiter_1_in_3_ready) |
      (roundRobinArbiter_2_in_3_valid & roundRobinArbiter_2_in_3_ready) |
      (roundRobinArbiter_3_in_3_valid & roundRobinArbiter_3_in_3_ready);  // Router.java:27

  RoundRobinArbiter roundRobinArbiter_0 (  // Router.java:15
    .clock(clock),
    .reset(reset),
    .in_0_valid(roundRobinArbiter_0_in_0_valid),
    .in_0_bits(queue_0_deq_bits),
    .in_1_valid(roundRobinArbiter_0_in_1_valid),
    .in_1_bits(queue_1_deq_bits),
    .in_2_valid(roundRobinArbiter_0_in_2_valid),
    .in_2_bits(queue_2_deq_bits),
    .in_3_valid(roundRobinArbiter_0_in_3_valid),
    .in_3_bits(queue_3_deq_bits),
    .out_ready(out_0_ready),
    .in_0_ready(roundRobinArbiter_0_in_0_ready),
    .in_1_ready(roundRobinArbiter_0_in_1_ready),
    .in_2_ready(roundRobinArbiter_0_in_2_ready),
    .in_3_ready(roundRobinArbiter_0_in_3_ready),
    .out_valid(roundRobinArbiter_0_out_valid),
    .out_bits(roundRobinArbiter_0_out_bits)
  );

  RoundRobinArbiter roundRobinArbiter_1 (  // Router.java:15
    .clock(clock),
    .reset(reset),
    .in_0_valid(roundRobinArbiter_1_in_0_valid),
    .in_0_bits(queue_0_deq_bits),
    .in_1_valid(roundRobinArbiter_1_in_1_valid),
    .in_1_bits(queue_1_deq_bits),
    .in_2_valid(roundRobinArbiter_1_in_2_valid),
    .in_2_bits(queue_2_deq_bits),
    .in_3_valid(roundRobinArbiter_1_in_3_valid),
    .in_3_bits(queue_3_deq_bits),
    .out_ready(out_1_ready),
    .in_0_ready(roundRobinArbiter_1_in_0_ready),
    .in_1_ready(roundRobinArbiter_1_in_1_ready),
    .in_2_ready(roundRobinArbiter_1_in_2_ready),
    .in_3_ready(roundRobinArbiter_1_in_3_ready),
    .out_valid(roundRobinArbiter_1_out_valid),
    .out_bits(roundRobinArbiter_1_out_bits)
  );

  RoundRobinArbiter roundRobinArbiter_2 (  // Router.java:15
    .clock(clock),
    .reset(reset),
    .in_0_valid(roundRobinArbiter_2_in_0_valid),
    .in_0_bits(queue_0_deq_bits),
    .in_1_valid(roundRobinArbiter_2_in_1_valid),
    .in_1_bits(queue_1_deq_bits),
    .in_2_valid(roundRobinArbiter_2_in_2_valid),
    .in_2_bits(queue_2_deq_bits),
    .in_3_valid(roundRobinArbiter_2_in_3_valid),
    .in_3_bits(queue_3_deq_bits),
    .out_ready(out_2_ready),
    .in_0_ready(roundRobinArbiter_2_in_0_ready),
    .in_1_ready(roundRobinArbiter_2_in_1_ready),
    .in_2_ready(roundRobinArbiter_2_in_2_ready),
    .in_3_ready(roundRobinArbiter_2_in_3_ready),
    .out_valid(roundRobinArbiter_2_out_valid),
    .out_bits(roundRobinArbiter_2_out_bits)
  );

  RoundRobinArbiter roundRobinArbiter_3 (  // Router.java:15
    .clock(clock),
    .reset(reset),
    .in_0_valid(roundRobinArbiter_3_in_0_valid),
    .in_0_bits(queue_0_deq_bits),
    .in_1_valid(roundRobinArbiter_3_in_1_valid),
    .in_1_bits(queue_1_deq_bits),
    .in_2_valid(roundRobinArbiter_3_in_2_valid),
    .in_2_bits(queue_2_deq_bits),
    .in_3_valid(roundRobinArbiter_3_in_3_valid),
    .in_3_bits(queue_3_deq_bits),
    .out_ready(out_3_ready),
    .in_0_ready(roundRobinArbiter_3_in_0_ready),
    .in_1_ready(roundRobinArbiter_3_in_1_ready),
    .in_2_ready(roundRobinArbiter_3_in_2_ready),
    .in_3_ready(roundRobinArbiter_3_in_3_ready),
    .out_valid(roundRobinArbiter_3_out_valid),
    .out_bits(roundRobinArbiter_3_out_bits)
  );

  Fifo queue_0 (  // Router.java:17
    .clock(clock),
    .reset(reset),
    .enq_valid(in_0_valid),
    .enq_bits(in_0_bits),
    .deq_ready(queue_0_deq_ready),
    .enq_ready(queue_0_enq_ready),
    .deq_valid(queue_0_deq_valid),
    .deq_bits(queue_0_deq_bits),
    .count(queue_0_count)
  );

  Fifo queue_1 (  // Router.java:17
    .clock(clock),
    .reset(reset),
    .enq_valid(in_1_valid),
    .enq_bits(in_1_bits),
    .deq_ready(queue_1_deq_ready),
    .enq_ready(queue_1_enq_ready),
    .deq_valid(queue_1_deq_valid),
    .deq_bits(queue_1_deq_bits),
    .count(queue_1_count)
  );

  Fifo queue_2 (  // Router.java:17
    .clock(clock),
    .reset(reset),
    .enq_valid(in_2_valid),
    .enq_bits(in_2_bits),
    .deq_ready(queue_2_deq_ready),
    .enq_ready(queue_2_enq_ready),
    .deq_valid(queue_2_deq_valid),
    .deq_bits(queue_2_deq_bits),
    .count(queue_2_count)
  );

  Fifo queue_3 (  // Router.java:17
    .clock(clock),
    .reset(reset),
    .enq_valid(in_3_valid),
    .enq_bits(in_3_bits),
    .deq_ready(queue_3_deq_ready),
    .enq_ready(queue_3_enq_ready),
    .deq_valid(queue_3_deq_valid),
    .deq_bits(queue_3_deq_bits),
    .count(queue_3_count)
  );

  wire unused = &{1'b0, queue_0_count, queue_1_count, queue_2_count, queue_3_count};
endmodule

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

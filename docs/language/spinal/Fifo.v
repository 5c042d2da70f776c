// Generator : SpinalHDL v1.14.2    git head : 78f29dc66110fc099a777992b6daa2f803ab445e
// Component : Fifo

`timescale 1ns/1ps

module Fifo (
  input  wire          io_enq_valid,
  output wire          io_enq_ready,
  input  wire [7:0]    io_enq_payload,
  output wire          io_deq_valid,
  input  wire          io_deq_ready,
  output wire [7:0]    io_deq_payload,
  output wire [4:0]    io_count,
  input  wire          clk,
  input  wire          reset
);

  wire       [7:0]    ram_spinal_port0;
  reg                 _zz_1;
  reg        [3:0]    head;
  reg        [3:0]    tail;
  reg        [4:0]    held;
  wire                push;
  wire                pop;
  wire                when_Fifo_l31;
  wire                when_Fifo_l32;
  (* ram_style = "distributed" *) reg [7:0] ram [0:15];

  assign ram_spinal_port0 = ram[head];
  always @(posedge clk) begin
    if(_zz_1) begin
      ram[tail] <= io_enq_payload;
    end
  end

  always @(*) begin
    _zz_1 = 1'b0;
    if(push) begin
      _zz_1 = 1'b1;
    end
  end

  assign io_enq_ready = (held != 5'h10);
  assign io_deq_valid = (held != 5'h0);
  assign io_deq_payload = ram_spinal_port0;
  assign io_count = held;
  assign push = (io_enq_valid && io_enq_ready);
  assign pop = (io_deq_valid && io_deq_ready);
  assign when_Fifo_l31 = (push && (! pop));
  assign when_Fifo_l32 = (pop && (! push));
  always @(posedge clk) begin
    if(reset) begin
      head <= 4'b0000;
      tail <= 4'b0000;
      held <= 5'h0;
    end else begin
      if(push) begin
        tail <= (tail + 4'b0001);
      end
      if(pop) begin
        head <= (head + 4'b0001);
      end
      if(when_Fifo_l31) begin
        held <= (held + 5'h01);
      end else begin
        if(when_Fifo_l32) begin
          held <= (held - 5'h01);
        end
      end
    end
  end


endmodule

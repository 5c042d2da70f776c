// Generator : SpinalHDL v1.14.2    git head : 78f29dc66110fc099a777992b6daa2f803ab445e
// Component : Router

`timescale 1ns/1ps

module Router (
  input  wire          io_in_0_valid,
  output wire          io_in_0_ready,
  input  wire [7:0]    io_in_0_payload,
  input  wire          io_in_1_valid,
  output wire          io_in_1_ready,
  input  wire [7:0]    io_in_1_payload,
  input  wire          io_in_2_valid,
  output wire          io_in_2_ready,
  input  wire [7:0]    io_in_2_payload,
  input  wire          io_in_3_valid,
  output wire          io_in_3_ready,
  input  wire [7:0]    io_in_3_payload,
  output wire          io_out_0_valid,
  input  wire          io_out_0_ready,
  output wire [7:0]    io_out_0_payload,
  output wire          io_out_1_valid,
  input  wire          io_out_1_ready,
  output wire [7:0]    io_out_1_payload,
  output wire          io_out_2_valid,
  input  wire          io_out_2_ready,
  output wire [7:0]    io_out_2_payload,
  output wire          io_out_3_valid,
  input  wire          io_out_3_ready,
  output wire [7:0]    io_out_3_payload,
  input  wire          clk,
  input  wire          reset
);

  wire                merge_0_io_in_0_valid;
  wire                merge_0_io_in_1_valid;
  wire                merge_0_io_in_2_valid;
  wire                merge_0_io_in_3_valid;
  wire                merge_1_io_in_0_valid;
  wire                merge_1_io_in_1_valid;
  wire                merge_1_io_in_2_valid;
  wire                merge_1_io_in_3_valid;
  wire                merge_2_io_in_0_valid;
  wire                merge_2_io_in_1_valid;
  wire                merge_2_io_in_2_valid;
  wire                merge_2_io_in_3_valid;
  wire                merge_3_io_in_0_valid;
  wire                merge_3_io_in_1_valid;
  wire                merge_3_io_in_2_valid;
  wire                merge_3_io_in_3_valid;
  wire                input_0_queue_io_deq_ready;
  wire                input_1_queue_io_deq_ready;
  wire                input_2_queue_io_deq_ready;
  wire                input_3_queue_io_deq_ready;
  wire                merge_0_io_in_0_ready;
  wire                merge_0_io_in_1_ready;
  wire                merge_0_io_in_2_ready;
  wire                merge_0_io_in_3_ready;
  wire                merge_0_io_out_valid;
  wire       [7:0]    merge_0_io_out_payload;
  wire                merge_1_io_in_0_ready;
  wire                merge_1_io_in_1_ready;
  wire                merge_1_io_in_2_ready;
  wire                merge_1_io_in_3_ready;
  wire                merge_1_io_out_valid;
  wire       [7:0]    merge_1_io_out_payload;
  wire                merge_2_io_in_0_ready;
  wire                merge_2_io_in_1_ready;
  wire                merge_2_io_in_2_ready;
  wire                merge_2_io_in_3_ready;
  wire                merge_2_io_out_valid;
  wire       [7:0]    merge_2_io_out_payload;
  wire                merge_3_io_in_0_ready;
  wire                merge_3_io_in_1_ready;
  wire                merge_3_io_in_2_ready;
  wire                merge_3_io_in_3_ready;
  wire                merge_3_io_out_valid;
  wire       [7:0]    merge_3_io_out_payload;
  wire                input_0_queue_io_enq_ready;
  wire                input_0_queue_io_deq_valid;
  wire       [7:0]    input_0_queue_io_deq_payload;
  wire       [2:0]    input_0_queue_io_count;
  wire                input_1_queue_io_enq_ready;
  wire                input_1_queue_io_deq_valid;
  wire       [7:0]    input_1_queue_io_deq_payload;
  wire       [2:0]    input_1_queue_io_count;
  wire                input_2_queue_io_enq_ready;
  wire                input_2_queue_io_deq_valid;
  wire       [7:0]    input_2_queue_io_deq_payload;
  wire       [2:0]    input_2_queue_io_count;
  wire                input_3_queue_io_enq_ready;
  wire                input_3_queue_io_deq_valid;
  wire       [7:0]    input_3_queue_io_deq_payload;
  wire       [2:0]    input_3_queue_io_count;
  wire       [1:0]    input_0_target;
  wire                io_in_0_fire;
  wire                io_in_0_fire_1;
  wire                io_in_0_fire_2;
  wire                io_in_0_fire_3;
  wire       [1:0]    input_1_target;
  wire                io_in_1_fire;
  wire                io_in_1_fire_1;
  wire                io_in_1_fire_2;
  wire                io_in_1_fire_3;
  wire       [1:0]    input_2_target;
  wire                io_in_2_fire;
  wire                io_in_2_fire_1;
  wire                io_in_2_fire_2;
  wire                io_in_2_fire_3;
  wire       [1:0]    input_3_target;
  wire                io_in_3_fire;
  wire                io_in_3_fire_1;
  wire                io_in_3_fire_2;
  wire                io_in_3_fire_3;

  RoundRobinArbiter merge_0 (
    .io_in_0_valid   (merge_0_io_in_0_valid            ), //i
    .io_in_0_ready   (merge_0_io_in_0_ready            ), //o
    .io_in_0_payload (input_0_queue_io_deq_payload[7:0]), //i
    .io_in_1_valid   (merge_0_io_in_1_valid            ), //i
    .io_in_1_ready   (merge_0_io_in_1_ready            ), //o
    .io_in_1_payload (input_1_queue_io_deq_payload[7:0]), //i
    .io_in_2_valid   (merge_0_io_in_2_valid            ), //i
    .io_in_2_ready   (merge_0_io_in_2_ready            ), //o
    .io_in_2_payload (input_2_queue_io_deq_payload[7:0]), //i
    .io_in_3_valid   (merge_0_io_in_3_valid            ), //i
    .io_in_3_ready   (merge_0_io_in_3_ready            ), //o
    .io_in_3_payload (input_3_queue_io_deq_payload[7:0]), //i
    .io_out_valid    (merge_0_io_out_valid             ), //o
    .io_out_ready    (io_out_0_ready                   ), //i
    .io_out_payload  (merge_0_io_out_payload[7:0]      ), //o
    .clk             (clk                              ), //i
    .reset           (reset                            )  //i
  );
  RoundRobinArbiter merge_1 (
    .io_in_0_valid   (merge_1_io_in_0_valid            ), //i
    .io_in_0_ready   (merge_1_io_in_0_ready            ), //o
    .io_in_0_payload (input_0_queue_io_deq_payload[7:0]), //i
    .io_in_1_valid   (merge_1_io_in_1_valid            ), //i
    .io_in_1_ready   (merge_1_io_in_1_ready            ), //o
    .io_in_1_payload (input_1_queue_io_deq_payload[7:0]), //i
    .io_in_2_valid   (merge_1_io_in_2_valid            ), //i
    .io_in_2_ready   (merge_1_io_in_2_ready            ), //o
    .io_in_2_payload (input_2_queue_io_deq_payload[7:0]), //i
    .io_in_3_valid   (merge_1_io_in_3_valid            ), //i
    .io_in_3_ready   (merge_1_io_in_3_ready            ), //o
    .io_in_3_payload (input_3_queue_io_deq_payload[7:0]), //i
    .io_out_valid    (merge_1_io_out_valid             ), //o
    .io_out_ready    (io_out_1_ready                   ), //i
    .io_out_payload  (merge_1_io_out_payload[7:0]      ), //o
    .clk             (clk                              ), //i
    .reset           (reset                            )  //i
  );
  RoundRobinArbiter merge_2 (
    .io_in_0_valid   (merge_2_io_in_0_valid            ), //i
    .io_in_0_ready   (merge_2_io_in_0_ready            ), //o
    .io_in_0_payload (input_0_queue_io_deq_payload[7:0]), //i
    .io_in_1_valid   (merge_2_io_in_1_valid            ), //i
    .io_in_1_ready   (merge_2_io_in_1_ready            ), //o
    .io_in_1_payload (input_1_queue_io_deq_payload[7:0]), //i
    .io_in_2_valid   (merge_2_io_in_2_valid            ), //i
    .io_in_2_ready   (merge_2_io_in_2_ready            ), //o
    .io_in_2_payload (input_2_queue_io_deq_payload[7:0]), //i
    .io_in_3_valid   (merge_2_io_in_3_valid            ), //i
    .io_in_3_ready   (merge_2_io_in_3_ready            ), //o
    .io_in_3_payload (input_3_queue_io_deq_payload[7:0]), //i
    .io_out_valid    (merge_2_io_out_valid             ), //o
    .io_out_ready    (io_out_2_ready                   ), //i
    .io_out_payload  (merge_2_io_out_payload[7:0]      ), //o
    .clk             (clk                              ), //i
    .reset           (reset                            )  //i
  );
  RoundRobinArbiter merge_3 (
    .io_in_0_valid   (merge_3_io_in_0_valid            ), //i
    .io_in_0_ready   (merge_3_io_in_0_ready            ), //o
    .io_in_0_payload (input_0_queue_io_deq_payload[7:0]), //i
    .io_in_1_valid   (merge_3_io_in_1_valid            ), //i
    .io_in_1_ready   (merge_3_io_in_1_ready            ), //o
    .io_in_1_payload (input_1_queue_io_deq_payload[7:0]), //i
    .io_in_2_valid   (merge_3_io_in_2_valid            ), //i
    .io_in_2_ready   (merge_3_io_in_2_ready            ), //o
    .io_in_2_payload (input_2_queue_io_deq_payload[7:0]), //i
    .io_in_3_valid   (merge_3_io_in_3_valid            ), //i
    .io_in_3_ready   (merge_3_io_in_3_ready            ), //o
    .io_in_3_payload (input_3_queue_io_deq_payload[7:0]), //i
    .io_out_valid    (merge_3_io_out_valid             ), //o
    .io_out_ready    (io_out_3_ready                   ), //i
    .io_out_payload  (merge_3_io_out_payload[7:0]      ), //o
    .clk             (clk                              ), //i
    .reset           (reset                            )  //i
  );
  Fifo input_0_queue (
    .io_enq_valid   (io_in_0_valid                    ), //i
    .io_enq_ready   (input_0_queue_io_enq_ready       ), //o
    .io_enq_payload (io_in_0_payload[7:0]             ), //i
    .io_deq_valid   (input_0_queue_io_deq_valid       ), //o
    .io_deq_ready   (input_0_queue_io_deq_ready       ), //i
    .io_deq_payload (input_0_queue_io_deq_payload[7:0]), //o
    .io_count       (input_0_queue_io_count[2:0]      ), //o
    .clk            (clk                              ), //i
    .reset          (reset                            )  //i
  );
  Fifo input_1_queue (
    .io_enq_valid   (io_in_1_valid                    ), //i
    .io_enq_ready   (input_1_queue_io_enq_ready       ), //o
    .io_enq_payload (io_in_1_payload[7:0]             ), //i
    .io_deq_valid   (input_1_queue_io_deq_valid       ), //o
    .io_deq_ready   (input_1_queue_io_deq_ready       ), //i
    .io_deq_payload (input_1_queue_io_deq_payload[7:0]), //o
    .io_count       (input_1_queue_io_count[2:0]      ), //o
    .clk            (clk                              ), //i
    .reset          (reset                            )  //i
  );
  Fifo input_2_queue (
    .io_enq_valid   (io_in_2_valid                    ), //i
    .io_enq_ready   (input_2_queue_io_enq_ready       ), //o
    .io_enq_payload (io_in_2_payload[7:0]             ), //i
    .io_deq_valid   (input_2_queue_io_deq_valid       ), //o
    .io_deq_ready   (input_2_queue_io_deq_ready       ), //i
    .io_deq_payload (input_2_queue_io_deq_payload[7:0]), //o
    .io_count       (input_2_queue_io_count[2:0]      ), //o
    .clk            (clk                              ), //i
    .reset          (reset                            )  //i
  );
  Fifo input_3_queue (
    .io_enq_valid   (io_in_3_valid                    ), //i
    .io_enq_ready   (input_3_queue_io_enq_ready       ), //o
    .io_enq_payload (io_in_3_payload[7:0]             ), //i
    .io_deq_valid   (input_3_queue_io_deq_valid       ), //o
    .io_deq_ready   (input_3_queue_io_deq_ready       ), //i
    .io_deq_payload (input_3_queue_io_deq_payload[7:0]), //o
    .io_count       (input_3_queue_io_count[2:0]      ), //o
    .clk            (clk                              ), //i
    .reset          (reset                            )  //i
  );
  assign io_in_0_ready = input_0_queue_io_enq_ready;
  assign io_out_0_valid = merge_0_io_out_valid;
  assign io_out_0_payload = merge_0_io_out_payload;
  assign input_0_target = input_0_queue_io_deq_payload[1 : 0];
  assign merge_0_io_in_0_valid = (input_0_queue_io_deq_valid && (input_0_target == 2'b00));
  assign merge_1_io_in_0_valid = (input_0_queue_io_deq_valid && (input_0_target == 2'b01));
  assign merge_2_io_in_0_valid = (input_0_queue_io_deq_valid && (input_0_target == 2'b10));
  assign merge_3_io_in_0_valid = (input_0_queue_io_deq_valid && (input_0_target == 2'b11));
  assign io_in_0_fire = (merge_0_io_in_0_valid && merge_0_io_in_0_ready);
  assign io_in_0_fire_1 = (merge_1_io_in_0_valid && merge_1_io_in_0_ready);
  assign io_in_0_fire_2 = (merge_2_io_in_0_valid && merge_2_io_in_0_ready);
  assign io_in_0_fire_3 = (merge_3_io_in_0_valid && merge_3_io_in_0_ready);
  assign input_0_queue_io_deq_ready = (((io_in_0_fire || io_in_0_fire_1) || io_in_0_fire_2) || io_in_0_fire_3);
  assign io_in_1_ready = input_1_queue_io_enq_ready;
  assign io_out_1_valid = merge_1_io_out_valid;
  assign io_out_1_payload = merge_1_io_out_payload;
  assign input_1_target = input_1_queue_io_deq_payload[1 : 0];
  assign merge_0_io_in_1_valid = (input_1_queue_io_deq_valid && (input_1_target == 2'b00));
  assign merge_1_io_in_1_valid = (input_1_queue_io_deq_valid && (input_1_target == 2'b01));
  assign merge_2_io_in_1_valid = (input_1_queue_io_deq_valid && (input_1_target == 2'b10));
  assign merge_3_io_in_1_valid = (input_1_queue_io_deq_valid && (input_1_target == 2'b11));
  assign io_in_1_fire = (merge_0_io_in_1_valid && merge_0_io_in_1_ready);
  assign io_in_1_fire_1 = (merge_1_io_in_1_valid && merge_1_io_in_1_ready);
  assign io_in_1_fire_2 = (merge_2_io_in_1_valid && merge_2_io_in_1_ready);
  assign io_in_1_fire_3 = (merge_3_io_in_1_valid && merge_3_io_in_1_ready);
  assign input_1_queue_io_deq_ready = (((io_in_1_fire || io_in_1_fire_1) || io_in_1_fire_2) || io_in_1_fire_3);
  assign io_in_2_ready = input_2_queue_io_enq_ready;
  assign io_out_2_valid = merge_2_io_out_valid;
  assign io_out_2_payload = merge_2_io_out_payload;
  assign input_2_target = input_2_queue_io_deq_payload[1 : 0];
  assign merge_0_io_in_2_valid = (input_2_queue_io_deq_valid && (input_2_target == 2'b00));
  assign merge_1_io_in_2_valid = (input_2_queue_io_deq_valid && (input_2_target == 2'b01));
  assign merge_2_io_in_2_valid = (input_2_queue_io_deq_valid && (input_2_target == 2'b10));
  assign merge_3_io_in_2_valid = (input_2_queue_io_deq_valid && (input_2_target == 2'b11));
  assign io_in_2_fire = (merge_0_io_in_2_valid && merge_0_io_in_2_ready);
  assign io_in_2_fire_1 = (merge_1_io_in_2_valid && merge_1_io_in_2_ready);
  assign io_in_2_fire_2 = (merge_2_io_in_2_valid && merge_2_io_in_2_ready);
  assign io_in_2_fire_3 = (merge_3_io_in_2_valid && merge_3_io_in_2_ready);
  assign input_2_queue_io_deq_ready = (((io_in_2_fire || io_in_2_fire_1) || io_in_2_fire_2) || io_in_2_fire_3);
  assign io_in_3_ready = input_3_queue_io_enq_ready;
  assign io_out_3_valid = merge_3_io_out_valid;
  assign io_out_3_payload = merge_3_io_out_payload;
  assign input_3_target = input_3_queue_io_deq_payload[1 : 0];
  assign merge_0_io_in_3_valid = (input_3_queue_io_deq_valid && (input_3_target == 2'b00));
  assign merge_1_io_in_3_valid = (input_3_queue_io_deq_valid && (input_3_target == 2'b01));
  assign merge_2_io_in_3_valid = (input_3_queue_io_deq_valid && (input_3_target == 2'b10));
  assign merge_3_io_in_3_valid = (input_3_queue_io_deq_valid && (input_3_target == 2'b11));
  assign io_in_3_fire = (merge_0_io_in_3_valid && merge_0_io_in_3_ready);
  assign io_in_3_fire_1 = (merge_1_io_in_3_valid && merge_1_io_in_3_ready);
  assign io_in_3_fire_2 = (merge_2_io_in_3_valid && merge_2_io_in_3_ready);
  assign io_in_3_fire_3 = (merge_3_io_in_3_valid && merge_3_io_in_3_ready);
  assign input_3_queue_io_deq_ready = (((io_in_3_fire || io_in_3_fire_1) || io_in_3_fire_2) || io_in_3_fire_3);

endmodule

//Fifo_3 replaced by Fifo

//Fifo_2 replaced by Fifo

//Fifo_1 replaced by Fifo

module Fifo (
  input  wire          io_enq_valid,
  output wire          io_enq_ready,
  input  wire [7:0]    io_enq_payload,
  output wire          io_deq_valid,
  input  wire          io_deq_ready,
  output wire [7:0]    io_deq_payload,
  output wire [2:0]    io_count,
  input  wire          clk,
  input  wire          reset
);

  wire       [7:0]    ram_spinal_port0;
  reg                 _zz_1;
  reg        [1:0]    head;
  reg        [1:0]    tail;
  reg        [2:0]    held;
  wire                push;
  wire                pop;
  wire                when_Fifo_l31;
  wire                when_Fifo_l32;
  (* ram_style = "distributed" *) reg [7:0] ram [0:3];

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

  assign io_enq_ready = (held != 3'b100);
  assign io_deq_valid = (held != 3'b000);
  assign io_deq_payload = ram_spinal_port0;
  assign io_count = held;
  assign push = (io_enq_valid && io_enq_ready);
  assign pop = (io_deq_valid && io_deq_ready);
  assign when_Fifo_l31 = (push && (! pop));
  assign when_Fifo_l32 = (pop && (! push));
  always @(posedge clk) begin
    if(reset) begin
      head <= 2'b00;
      tail <= 2'b00;
      held <= 3'b000;
    end else begin
      if(push) begin
        tail <= (tail + 2'b01);
      end
      if(pop) begin
        head <= (head + 2'b01);
      end
      if(when_Fifo_l31) begin
        held <= (held + 3'b001);
      end else begin
        if(when_Fifo_l32) begin
          held <= (held - 3'b001);
        end
      end
    end
  end


endmodule

//RoundRobinArbiter_3 replaced by RoundRobinArbiter

//RoundRobinArbiter_2 replaced by RoundRobinArbiter

//RoundRobinArbiter_1 replaced by RoundRobinArbiter

module RoundRobinArbiter (
  input  wire          io_in_0_valid,
  output wire          io_in_0_ready,
  input  wire [7:0]    io_in_0_payload,
  input  wire          io_in_1_valid,
  output wire          io_in_1_ready,
  input  wire [7:0]    io_in_1_payload,
  input  wire          io_in_2_valid,
  output wire          io_in_2_ready,
  input  wire [7:0]    io_in_2_payload,
  input  wire          io_in_3_valid,
  output wire          io_in_3_ready,
  input  wire [7:0]    io_in_3_payload,
  output wire          io_out_valid,
  input  wire          io_out_ready,
  output wire [7:0]    io_out_payload,
  input  wire          clk,
  input  wire          reset
);

  wire       [3:0]    _zz_above;
  wire       [3:0]    _zz_grant_1;
  reg        [7:0]    _zz_io_out_payload_4;
  wire       [1:0]    _zz_io_out_payload_5;
  reg        [3:0]    last;
  wire       [3:0]    requests;
  wire       [3:0]    above;
  wire       [3:0]    _zz_grant;
  wire       [3:0]    grant;
  wire       [3:0]    _zz_io_out_payload;
  wire                _zz_io_out_payload_1;
  wire                _zz_io_out_payload_2;
  wire                _zz_io_out_payload_3;
  wire                io_out_fire;

  assign _zz_above = (last - 4'b0001);
  assign _zz_grant_1 = (_zz_grant - 4'b0001);
  assign _zz_io_out_payload_5 = {_zz_io_out_payload_3,_zz_io_out_payload_2};
  always @(*) begin
    case(_zz_io_out_payload_5)
      2'b00 : _zz_io_out_payload_4 = io_in_0_payload;
      2'b01 : _zz_io_out_payload_4 = io_in_1_payload;
      2'b10 : _zz_io_out_payload_4 = io_in_2_payload;
      default : _zz_io_out_payload_4 = io_in_3_payload;
    endcase
  end

  assign requests = {io_in_3_valid,{io_in_2_valid,{io_in_1_valid,io_in_0_valid}}};
  assign above = (requests & (~ (_zz_above | last)));
  assign _zz_grant = ((|above) ? above : requests);
  assign grant = (_zz_grant & (~ _zz_grant_1));
  assign io_out_valid = (|requests);
  assign _zz_io_out_payload = grant;
  assign _zz_io_out_payload_1 = _zz_io_out_payload[3];
  assign _zz_io_out_payload_2 = (_zz_io_out_payload[1] || _zz_io_out_payload_1);
  assign _zz_io_out_payload_3 = (_zz_io_out_payload[2] || _zz_io_out_payload_1);
  assign io_out_payload = _zz_io_out_payload_4;
  assign io_in_0_ready = (grant[0] && io_out_ready);
  assign io_in_1_ready = (grant[1] && io_out_ready);
  assign io_in_2_ready = (grant[2] && io_out_ready);
  assign io_in_3_ready = (grant[3] && io_out_ready);
  assign io_out_fire = (io_out_valid && io_out_ready);
  always @(posedge clk) begin
    if(reset) begin
      last <= 4'b0000;
    end else begin
      if(io_out_fire) begin
        last <= grant;
      end
    end
  end


endmodule

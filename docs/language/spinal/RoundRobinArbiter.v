// Generator : SpinalHDL v1.14.2    git head : 78f29dc66110fc099a777992b6daa2f803ab445e
// Component : RoundRobinArbiter

`timescale 1ns/1ps

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

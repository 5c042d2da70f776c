// Generator : SpinalHDL v1.14.2    git head : 78f29dc66110fc099a777992b6daa2f803ab445e
// Component : Counter

`timescale 1ns/1ps

module Counter (
  input  wire          io_enable,
  output wire [3:0]    io_value,
  output wire          io_wraps,
  input  wire          clk,
  input  wire          reset
);

  wire       [3:0]    _zz_count;
  reg        [3:0]    count;
  wire                last;

  assign _zz_count = (count + 4'b0001);
  assign last = (count == 4'b1001);
  assign io_value = count;
  assign io_wraps = (io_enable && last);
  always @(posedge clk) begin
    if(reset) begin
      count <= 4'b0000;
    end else begin
      if(io_enable) begin
        count <= (last ? 4'b0000 : _zz_count);
      end
    end
  end


endmodule

// One element: an activation goes east, the sum and, while load, the weight go south.
module Pe (
  input  wire               clock,
  input  wire               reset,
  input  wire               load,
  input  wire signed [7:0]  aIn,
  input  wire signed [7:0]  wIn,
  input  wire signed [31:0] pIn,
  output reg  signed [7:0]  aOut,
  output reg  signed [7:0]  wOut,
  output reg  signed [31:0] pOut
);
  always @(posedge clock) begin
    if (reset) begin
      aOut <= 0;
      wOut <= 0;
      pOut <= 0;
    end else begin
      aOut <= aIn;
      if (load)
        wOut <= wIn;
      pOut <= pIn + aIn * wOut;
    end
  end
endmodule

// A weight-stationary array of N x N elements, int8 x int8 + int32.
module Systolic #(
  parameter N = 4
) (
  input  wire            clock,
  input  wire            reset,
  input  wire            load,
  input  wire [N*8-1:0]  a,
  input  wire [N*8-1:0]  w,
  output wire [N*32-1:0] y
);
  // What goes into row r and column c, and out of those before.
  wire [7:0]  east  [0:N-1][0:N];
  wire [7:0]  south [0:N][0:N-1];
  wire [31:0] sum   [0:N][0:N-1];

  genvar r, c;
  generate
    for (r = 0; r < N; r = r + 1) begin : edges
      assign east[r][0]  = a[r*8 +: 8];
      assign south[0][r] = w[r*8 +: 8];
      assign sum[0][r]   = 0;
      assign y[r*32 +: 32] = sum[N][r];
    end
    for (r = 0; r < N; r = r + 1) begin : row
      for (c = 0; c < N; c = c + 1) begin : column
        Pe pe (
          .clock(clock),
          .reset(reset),
          .load(load),
          .aIn(east[r][c]),
          .wIn(south[r][c]),
          .pIn(sum[r][c]),
          .aOut(east[r][c+1]),
          .wOut(south[r+1][c]),
          .pOut(sum[r+1][c])
        );
      end
    end
  endgenerate
endmodule

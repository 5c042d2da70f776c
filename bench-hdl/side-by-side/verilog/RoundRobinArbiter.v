// Merges N streams; in turn, the next one being the first above the one served last.
module RoundRobinArbiter #(
  parameter WIDTH = 8,
  parameter N     = 4
) (
  input  wire               clock,
  input  wire               reset,
  input  wire [N-1:0]       in_valid,
  output wire [N-1:0]       in_ready,
  input  wire [N*WIDTH-1:0] in_bits,
  output wire               out_valid,
  input  wire               out_ready,
  output reg  [WIDTH-1:0]   out_bits
);
  reg  [N-1:0] last;  // one-hot, 0 after reset
  wire [N-1:0] above      = in_valid & ~((last - 1'b1) | last);
  wire [N-1:0] candidates = |above ? above : in_valid;
  wire [N-1:0] grant      = candidates & (~candidates + 1'b1);

  assign out_valid = |in_valid;
  assign in_ready  = grant & {N{out_ready}};

  integer i;
  always @* begin
    out_bits = 0;
    for (i = 0; i < N; i = i + 1)
      out_bits = out_bits | (in_bits[i*WIDTH +: WIDTH] & {WIDTH{grant[i]}});
  end

  always @(posedge clock) begin
    if (reset)
      last <= 0;
    else if (out_valid & out_ready)
      last <= grant;
  end
endmodule

// Brings every word to the output in its low bits: a queue at each input, turns at each output.
module Router #(
  parameter WIDTH = 8,
  parameter PORTS = 4
) (
  input  wire                   clock,
  input  wire                   reset,
  input  wire [PORTS-1:0]       in_valid,
  output wire [PORTS-1:0]       in_ready,
  input  wire [PORTS*WIDTH-1:0] in_bits,
  output wire [PORTS-1:0]       out_valid,
  input  wire [PORTS-1:0]       out_ready,
  output wire [PORTS*WIDTH-1:0] out_bits
);
  wire [PORTS-1:0]       queue_valid;
  wire [PORTS*WIDTH-1:0] queue_bits;
  wire [PORTS-1:0]       lane_valid [0:PORTS-1];  // by output, then by input
  wire [PORTS-1:0]       lane_ready [0:PORTS-1];

  genvar i, o;
  generate
    for (i = 0; i < PORTS; i = i + 1) begin : input_port
      wire [$clog2(PORTS)-1:0] target = queue_bits[i*WIDTH +: $clog2(PORTS)];
      wire [PORTS-1:0]         taken;
      Fifo #(.WIDTH(WIDTH), .DEPTH(4)) queue (
        .clock(clock),
        .reset(reset),
        .enq_valid(in_valid[i]),
        .enq_ready(in_ready[i]),
        .enq_bits(in_bits[i*WIDTH +: WIDTH]),
        .deq_valid(queue_valid[i]),
        .deq_ready(|taken),
        .deq_bits(queue_bits[i*WIDTH +: WIDTH]),
        .count()
      );
      for (o = 0; o < PORTS; o = o + 1) begin : lane
        assign lane_valid[o][i] = queue_valid[i] & target == o;
        assign taken[o] = lane_valid[o][i] & lane_ready[o][i];
      end
    end
    for (o = 0; o < PORTS; o = o + 1) begin : output_port
      RoundRobinArbiter #(.WIDTH(WIDTH), .N(PORTS)) merge (
        .clock(clock),
        .reset(reset),
        .in_valid(lane_valid[o]),
        .in_ready(lane_ready[o]),
        .in_bits(queue_bits),
        .out_valid(out_valid[o]),
        .out_ready(out_ready[o]),
        .out_bits(out_bits[o*WIDTH +: WIDTH])
      );
    end
  endgenerate
endmodule

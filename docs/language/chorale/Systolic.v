// Pe, from Systolic.java:18
module Pe (
  input  wire clock,
  input  wire reset,
  input  wire load,  // Systolic.java:9
  input  wire signed [7:0] aIn,  // Systolic.java:10
  input  wire signed [7:0] wIn,  // Systolic.java:11
  input  wire signed [31:0] pIn,  // Systolic.java:12
  output wire signed [7:0] aOut,  // Systolic.java:13
  output wire signed [7:0] wOut,  // Systolic.java:14
  output wire signed [31:0] pOut  // Systolic.java:15
);
  reg signed [7:0] activation;  // Systolic.java:19
  reg signed [7:0] weight;  // Systolic.java:20
  reg signed [31:0] sum;  // Systolic.java:21
  assign aOut = activation;  // Systolic.java:25
  assign wOut = weight;  // Systolic.java:26
  assign pOut = sum;  // Systolic.java:27

  always @(posedge clock) begin
    activation <= aIn;  // Systolic.java:22
    if (load) begin  // Systolic.java:23
      weight <= wIn;  // Systolic.java:23
    end
    sum <= pIn + (aIn * weight);  // Systolic.java:24
    if (reset) begin
      activation <= 8'sd0;
      weight <= 8'sd0;
      sum <= 32'sd0;
    end
  end
endmodule

// Systolic, from Systolic.java:38
module Systolic (
  input  wire clock,
  input  wire reset,
  input  wire load,  // Systolic.java:33
  input  wire signed [7:0] a_0,  // Systolic.java:39
  input  wire signed [7:0] a_1,  // Systolic.java:39
  input  wire signed [7:0] a_2,  // Systolic.java:39
  input  wire signed [7:0] a_3,  // Systolic.java:39
  input  wire signed [7:0] w_0,  // Systolic.java:40
  input  wire signed [7:0] w_1,  // Systolic.java:40
  input  wire signed [7:0] w_2,  // Systolic.java:40
  input  wire signed [7:0] w_3,  // Systolic.java:40
  output wire signed [31:0] y_0,  // Systolic.java:41
  output wire signed [31:0] y_1,  // Systolic.java:41
  output wire signed [31:0] y_2,  // Systolic.java:41
  output wire signed [31:0] y_3  // Systolic.java:41
);
  wire signed [7:0] pe_0_0_aOut;
  wire signed [7:0] pe_0_0_wOut;
  wire signed [31:0] pe_0_0_pOut;
  wire signed [7:0] pe_0_1_aOut;
  wire signed [7:0] pe_0_1_wOut;
  wire signed [31:0] pe_0_1_pOut;
  wire signed [7:0] pe_0_2_aOut;
  wire signed [7:0] pe_0_2_wOut;
  wire signed [31:0] pe_0_2_pOut;
  wire signed [7:0] pe_0_3_aOut;
  wire signed [7:0] pe_0_3_wOut;
  wire signed [31:0] pe_0_3_pOut;
  wire signed [7:0] pe_1_0_aOut;
  wire signed [7:0] pe_1_0_wOut;
  wire signed [31:0] pe_1_0_pOut;
  wire signed [7:0] pe_1_1_aOut;
  wire signed [7:0] pe_1_1_wOut;
  wire signed [31:0] pe_1_1_pOut;
  wire signed [7:0] pe_1_2_aOut;
  wire signed [7:0] pe_1_2_wOut;
  wire signed [31:0] pe_1_2_pOut;
  wire signed [7:0] pe_1_3_aOut;
  wire signed [7:0] pe_1_3_wOut;
  wire signed [31:0] pe_1_3_pOut;
  wire signed [7:0] pe_2_0_aOut;
  wire signed [7:0] pe_2_0_wOut;
  wire signed [31:0] pe_2_0_pOut;
  wire signed [7:0] pe_2_1_aOut;
  wire signed [7:0] pe_2_1_wOut;
  wire signed [31:0] pe_2_1_pOut;
  wire signed [7:0] pe_2_2_aOut;
  wire signed [7:0] pe_2_2_wOut;
  wire signed [31:0] pe_2_2_pOut;
  wire signed [7:0] pe_2_3_aOut;
  wire signed [7:0] pe_2_3_wOut;
  wire signed [31:0] pe_2_3_pOut;
  wire signed [7:0] pe_3_0_aOut;
  wire signed [7:0] pe_3_0_wOut;
  wire signed [31:0] pe_3_0_pOut;
  wire signed [7:0] pe_3_1_aOut;
  wire signed [7:0] pe_3_1_wOut;
  wire signed [31:0] pe_3_1_pOut;
  wire signed [7:0] pe_3_2_aOut;
  wire signed [7:0] pe_3_2_wOut;
  wire signed [31:0] pe_3_2_pOut;
  wire signed [7:0] pe_3_3_aOut;
  wire signed [7:0] pe_3_3_wOut;
  wire signed [31:0] pe_3_3_pOut;
  assign y_0 = pe_3_0_pOut;  // Systolic.java:52
  assign y_1 = pe_3_1_pOut;  // Systolic.java:52
  assign y_2 = pe_3_2_pOut;  // Systolic.java:52
  assign y_3 = pe_3_3_pOut;  // Systolic.java:52

  Pe pe_0_0 (  // Systolic.java:45
    .clock(clock),
    .reset(reset),
    .load(load),
    .aIn(a_0),
    .wIn(w_0),
    .pIn(32'sd0),
    .aOut(pe_0_0_aOut),
    .wOut(pe_0_0_wOut),
    .pOut(pe_0_0_pOut)
  );

  Pe pe_0_1 (  // Systolic.java:45
    .clock(clock),
    .reset(reset),
    .load(load),
    .aIn(pe_0_0_aOut),
    .wIn(w_1),
    .pIn(32'sd0),
    .aOut(pe_0_1_aOut),
    .wOut(pe_0_1_wOut),
    .pOut(pe_0_1_pOut)
  );

  Pe pe_0_2 (  // Systolic.java:45
    .clock(clock),
    .reset(reset),
    .load(load),
    .aIn(pe_0_1_aOut),
    .wIn(w_2),
    .pIn(32'sd0),
    .aOut(pe_0_2_aOut),
    .wOut(pe_0_2_wOut),
    .pOut(pe_0_2_pOut)
  );

  Pe pe_0_3 (  // Systolic.java:45
    .clock(clock),
    .reset(reset),
    .load(load),
    .aIn(pe_0_2_aOut),
    .wIn(w_3),
    .pIn(32'sd0),
    .aOut(pe_0_3_aOut),
    .wOut(pe_0_3_wOut),
    .pOut(pe_0_3_pOut)
  );

  Pe pe_1_0 (  // Systolic.java:45
    .clock(clock),
    .reset(reset),
    .load(load),
    .aIn(a_1),
    .wIn(pe_0_0_wOut),
    .pIn(pe_0_0_pOut),
    .aOut(pe_1_0_aOut),
    .wOut(pe_1_0_wOut),
    .pOut(pe_1_0_pOut)
  );

  Pe pe_1_1 (  // Systolic.java:45
    .clock(clock),
    .reset(reset),
    .load(load),
    .aIn(pe_1_0_aOut),
    .wIn(pe_0_1_wOut),
    .pIn(pe_0_1_pOut),
    .aOut(pe_1_1_aOut),
    .wOut(pe_1_1_wOut),
    .pOut(pe_1_1_pOut)
  );

  Pe pe_1_2 (  // Systolic.java:45
    .clock(clock),
    .reset(reset),
    .load(load),
    .aIn(pe_1_1_aOut),
    .wIn(pe_0_2_wOut),
    .pIn(pe_0_2_pOut),
    .aOut(pe_1_2_aOut),
    .wOut(pe_1_2_wOut),
    .pOut(pe_1_2_pOut)
  );

  Pe pe_1_3 (  // Systolic.java:45
    .clock(clock),
    .reset(reset),
    .load(load),
    .aIn(pe_1_2_aOut),
    .wIn(pe_0_3_wOut),
    .pIn(pe_0_3_pOut),
    .aOut(pe_1_3_aOut),
    .wOut(pe_1_3_wOut),
    .pOut(pe_1_3_pOut)
  );

  Pe pe_2_0 (  // Systolic.java:45
    .clock(clock),
    .reset(reset),
    .load(load),
    .aIn(a_2),
    .wIn(pe_1_0_wOut),
    .pIn(pe_1_0_pOut),
    .aOut(pe_2_0_aOut),
    .wOut(pe_2_0_wOut),
    .pOut(pe_2_0_pOut)
  );

  Pe pe_2_1 (  // Systolic.java:45
    .clock(clock),
    .reset(reset),
    .load(load),
    .aIn(pe_2_0_aOut),
    .wIn(pe_1_1_wOut),
    .pIn(pe_1_1_pOut),
    .aOut(pe_2_1_aOut),
    .wOut(pe_2_1_wOut),
    .pOut(pe_2_1_pOut)
  );

  Pe pe_2_2 (  // Systolic.java:45
    .clock(clock),
    .reset(reset),
    .load(load),
    .aIn(pe_2_1_aOut),
    .wIn(pe_1_2_wOut),
    .pIn(pe_1_2_pOut),
    .aOut(pe_2_2_aOut),
    .wOut(pe_2_2_wOut),
    .pOut(pe_2_2_pOut)
  );

  Pe pe_2_3 (  // Systolic.java:45
    .clock(clock),
    .reset(reset),
    .load(load),
    .aIn(pe_2_2_aOut),
    .wIn(pe_1_3_wOut),
    .pIn(pe_1_3_pOut),
    .aOut(pe_2_3_aOut),
    .wOut(pe_2_3_wOut),
    .pOut(pe_2_3_pOut)
  );

  Pe pe_3_0 (  // Systolic.java:45
    .clock(clock),
    .reset(reset),
    .load(load),
    .aIn(a_3),
    .wIn(pe_2_0_wOut),
    .pIn(pe_2_0_pOut),
    .aOut(pe_3_0_aOut),
    .wOut(pe_3_0_wOut),
    .pOut(pe_3_0_pOut)
  );

  Pe pe_3_1 (  // Systolic.java:45
    .clock(clock),
    .reset(reset),
    .load(load),
    .aIn(pe_3_0_aOut),
    .wIn(pe_2_1_wOut),
    .pIn(pe_2_1_pOut),
    .aOut(pe_3_1_aOut),
    .wOut(pe_3_1_wOut),
    .pOut(pe_3_1_pOut)
  );

  Pe pe_3_2 (  // Systolic.java:45
    .clock(clock),
    .reset(reset),
    .load(load),
    .aIn(pe_3_1_aOut),
    .wIn(pe_2_2_wOut),
    .pIn(pe_2_2_pOut),
    .aOut(pe_3_2_aOut),
    .wOut(pe_3_2_wOut),
    .pOut(pe_3_2_pOut)
  );

  Pe pe_3_3 (  // Systolic.java:45
    .clock(clock),
    .reset(reset),
    .load(load),
    .aIn(pe_3_2_aOut),
    .wIn(pe_2_3_wOut),
    .pIn(pe_2_3_pOut),
    .aOut(pe_3_3_aOut),
    .wOut(pe_3_3_wOut),
    .pOut(pe_3_3_pOut)
  );

  wire unused = &{1'b0, pe_0_3_aOut, pe_1_3_aOut, pe_2_3_aOut, pe_3_0_wOut, pe_3_1_wOut,
      pe_3_2_wOut, pe_3_3_aOut, pe_3_3_wOut};
endmodule

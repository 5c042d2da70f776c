// Generator : SpinalHDL v1.14.2    git head : 78f29dc66110fc099a777992b6daa2f803ab445e
// Component : Systolic

`timescale 1ns/1ps

module Systolic (
  input  wire          io_load,
  input  wire [7:0]    io_a_0,
  input  wire [7:0]    io_a_1,
  input  wire [7:0]    io_a_2,
  input  wire [7:0]    io_a_3,
  input  wire [7:0]    io_w_0,
  input  wire [7:0]    io_w_1,
  input  wire [7:0]    io_w_2,
  input  wire [7:0]    io_w_3,
  output wire [31:0]   io_y_0,
  output wire [31:0]   io_y_1,
  output wire [31:0]   io_y_2,
  output wire [31:0]   io_y_3,
  input  wire          clk,
  input  wire          reset
);

  wire       [7:0]    pe_0_0_io_aOut;
  wire       [7:0]    pe_0_0_io_wOut;
  wire       [31:0]   pe_0_0_io_pOut;
  wire       [7:0]    pe_0_1_io_aOut;
  wire       [7:0]    pe_0_1_io_wOut;
  wire       [31:0]   pe_0_1_io_pOut;
  wire       [7:0]    pe_0_2_io_aOut;
  wire       [7:0]    pe_0_2_io_wOut;
  wire       [31:0]   pe_0_2_io_pOut;
  wire       [7:0]    pe_0_3_io_aOut;
  wire       [7:0]    pe_0_3_io_wOut;
  wire       [31:0]   pe_0_3_io_pOut;
  wire       [7:0]    pe_1_0_io_aOut;
  wire       [7:0]    pe_1_0_io_wOut;
  wire       [31:0]   pe_1_0_io_pOut;
  wire       [7:0]    pe_1_1_io_aOut;
  wire       [7:0]    pe_1_1_io_wOut;
  wire       [31:0]   pe_1_1_io_pOut;
  wire       [7:0]    pe_1_2_io_aOut;
  wire       [7:0]    pe_1_2_io_wOut;
  wire       [31:0]   pe_1_2_io_pOut;
  wire       [7:0]    pe_1_3_io_aOut;
  wire       [7:0]    pe_1_3_io_wOut;
  wire       [31:0]   pe_1_3_io_pOut;
  wire       [7:0]    pe_2_0_io_aOut;
  wire       [7:0]    pe_2_0_io_wOut;
  wire       [31:0]   pe_2_0_io_pOut;
  wire       [7:0]    pe_2_1_io_aOut;
  wire       [7:0]    pe_2_1_io_wOut;
  wire       [31:0]   pe_2_1_io_pOut;
  wire       [7:0]    pe_2_2_io_aOut;
  wire       [7:0]    pe_2_2_io_wOut;
  wire       [31:0]   pe_2_2_io_pOut;
  wire       [7:0]    pe_2_3_io_aOut;
  wire       [7:0]    pe_2_3_io_wOut;
  wire       [31:0]   pe_2_3_io_pOut;
  wire       [7:0]    pe_3_0_io_aOut;
  wire       [7:0]    pe_3_0_io_wOut;
  wire       [31:0]   pe_3_0_io_pOut;
  wire       [7:0]    pe_3_1_io_aOut;
  wire       [7:0]    pe_3_1_io_wOut;
  wire       [31:0]   pe_3_1_io_pOut;
  wire       [7:0]    pe_3_2_io_aOut;
  wire       [7:0]    pe_3_2_io_wOut;
  wire       [31:0]   pe_3_2_io_pOut;
  wire       [7:0]    pe_3_3_io_aOut;
  wire       [7:0]    pe_3_3_io_wOut;
  wire       [31:0]   pe_3_3_io_pOut;

  Pe pe_0_0 (
    .io_load (io_load             ), //i
    .io_aIn  (io_a_0[7:0]         ), //i
    .io_wIn  (io_w_0[7:0]         ), //i
    .io_pIn  (32'h0               ), //i
    .io_aOut (pe_0_0_io_aOut[7:0] ), //o
    .io_wOut (pe_0_0_io_wOut[7:0] ), //o
    .io_pOut (pe_0_0_io_pOut[31:0]), //o
    .clk     (clk                 ), //i
    .reset   (reset               )  //i
  );
  Pe pe_0_1 (
    .io_load (io_load             ), //i
    .io_aIn  (pe_0_0_io_aOut[7:0] ), //i
    .io_wIn  (io_w_1[7:0]         ), //i
    .io_pIn  (32'h0               ), //i
    .io_aOut (pe_0_1_io_aOut[7:0] ), //o
    .io_wOut (pe_0_1_io_wOut[7:0] ), //o
    .io_pOut (pe_0_1_io_pOut[31:0]), //o
    .clk     (clk                 ), //i
    .reset   (reset               )  //i
  );
  Pe pe_0_2 (
    .io_load (io_load             ), //i
    .io_aIn  (pe_0_1_io_aOut[7:0] ), //i
    .io_wIn  (io_w_2[7:0]         ), //i
    .io_pIn  (32'h0               ), //i
    .io_aOut (pe_0_2_io_aOut[7:0] ), //o
    .io_wOut (pe_0_2_io_wOut[7:0] ), //o
    .io_pOut (pe_0_2_io_pOut[31:0]), //o
    .clk     (clk                 ), //i
    .reset   (reset               )  //i
  );
  Pe pe_0_3 (
    .io_load (io_load             ), //i
    .io_aIn  (pe_0_2_io_aOut[7:0] ), //i
    .io_wIn  (io_w_3[7:0]         ), //i
    .io_pIn  (32'h0               ), //i
    .io_aOut (pe_0_3_io_aOut[7:0] ), //o
    .io_wOut (pe_0_3_io_wOut[7:0] ), //o
    .io_pOut (pe_0_3_io_pOut[31:0]), //o
    .clk     (clk                 ), //i
    .reset   (reset               )  //i
  );
  Pe pe_1_0 (
    .io_load (io_load             ), //i
    .io_aIn  (io_a_1[7:0]         ), //i
    .io_wIn  (pe_0_0_io_wOut[7:0] ), //i
    .io_pIn  (pe_0_0_io_pOut[31:0]), //i
    .io_aOut (pe_1_0_io_aOut[7:0] ), //o
    .io_wOut (pe_1_0_io_wOut[7:0] ), //o
    .io_pOut (pe_1_0_io_pOut[31:0]), //o
    .clk     (clk                 ), //i
    .reset   (reset               )  //i
  );
  Pe pe_1_1 (
    .io_load (io_load             ), //i
    .io_aIn  (pe_1_0_io_aOut[7:0] ), //i
    .io_wIn  (pe_0_1_io_wOut[7:0] ), //i
    .io_pIn  (pe_0_1_io_pOut[31:0]), //i
    .io_aOut (pe_1_1_io_aOut[7:0] ), //o
    .io_wOut (pe_1_1_io_wOut[7:0] ), //o
    .io_pOut (pe_1_1_io_pOut[31:0]), //o
    .clk     (clk                 ), //i
    .reset   (reset               )  //i
  );
  Pe pe_1_2 (
    .io_load (io_load             ), //i
    .io_aIn  (pe_1_1_io_aOut[7:0] ), //i
    .io_wIn  (pe_0_2_io_wOut[7:0] ), //i
    .io_pIn  (pe_0_2_io_pOut[31:0]), //i
    .io_aOut (pe_1_2_io_aOut[7:0] ), //o
    .io_wOut (pe_1_2_io_wOut[7:0] ), //o
    .io_pOut (pe_1_2_io_pOut[31:0]), //o
    .clk     (clk                 ), //i
    .reset   (reset               )  //i
  );
  Pe pe_1_3 (
    .io_load (io_load             ), //i
    .io_aIn  (pe_1_2_io_aOut[7:0] ), //i
    .io_wIn  (pe_0_3_io_wOut[7:0] ), //i
    .io_pIn  (pe_0_3_io_pOut[31:0]), //i
    .io_aOut (pe_1_3_io_aOut[7:0] ), //o
    .io_wOut (pe_1_3_io_wOut[7:0] ), //o
    .io_pOut (pe_1_3_io_pOut[31:0]), //o
    .clk     (clk                 ), //i
    .reset   (reset               )  //i
  );
  Pe pe_2_0 (
    .io_load (io_load             ), //i
    .io_aIn  (io_a_2[7:0]         ), //i
    .io_wIn  (pe_1_0_io_wOut[7:0] ), //i
    .io_pIn  (pe_1_0_io_pOut[31:0]), //i
    .io_aOut (pe_2_0_io_aOut[7:0] ), //o
    .io_wOut (pe_2_0_io_wOut[7:0] ), //o
    .io_pOut (pe_2_0_io_pOut[31:0]), //o
    .clk     (clk                 ), //i
    .reset   (reset               )  //i
  );
  Pe pe_2_1 (
    .io_load (io_load             ), //i
    .io_aIn  (pe_2_0_io_aOut[7:0] ), //i
    .io_wIn  (pe_1_1_io_wOut[7:0] ), //i
    .io_pIn  (pe_1_1_io_pOut[31:0]), //i
    .io_aOut (pe_2_1_io_aOut[7:0] ), //o
    .io_wOut (pe_2_1_io_wOut[7:0] ), //o
    .io_pOut (pe_2_1_io_pOut[31:0]), //o
    .clk     (clk                 ), //i
    .reset   (reset               )  //i
  );
  Pe pe_2_2 (
    .io_load (io_load             ), //i
    .io_aIn  (pe_2_1_io_aOut[7:0] ), //i
    .io_wIn  (pe_1_2_io_wOut[7:0] ), //i
    .io_pIn  (pe_1_2_io_pOut[31:0]), //i
    .io_aOut (pe_2_2_io_aOut[7:0] ), //o
    .io_wOut (pe_2_2_io_wOut[7:0] ), //o
    .io_pOut (pe_2_2_io_pOut[31:0]), //o
    .clk     (clk                 ), //i
    .reset   (reset               )  //i
  );
  Pe pe_2_3 (
    .io_load (io_load             ), //i
    .io_aIn  (pe_2_2_io_aOut[7:0] ), //i
    .io_wIn  (pe_1_3_io_wOut[7:0] ), //i
    .io_pIn  (pe_1_3_io_pOut[31:0]), //i
    .io_aOut (pe_2_3_io_aOut[7:0] ), //o
    .io_wOut (pe_2_3_io_wOut[7:0] ), //o
    .io_pOut (pe_2_3_io_pOut[31:0]), //o
    .clk     (clk                 ), //i
    .reset   (reset               )  //i
  );
  Pe pe_3_0 (
    .io_load (io_load             ), //i
    .io_aIn  (io_a_3[7:0]         ), //i
    .io_wIn  (pe_2_0_io_wOut[7:0] ), //i
    .io_pIn  (pe_2_0_io_pOut[31:0]), //i
    .io_aOut (pe_3_0_io_aOut[7:0] ), //o
    .io_wOut (pe_3_0_io_wOut[7:0] ), //o
    .io_pOut (pe_3_0_io_pOut[31:0]), //o
    .clk     (clk                 ), //i
    .reset   (reset               )  //i
  );
  Pe pe_3_1 (
    .io_load (io_load             ), //i
    .io_aIn  (pe_3_0_io_aOut[7:0] ), //i
    .io_wIn  (pe_2_1_io_wOut[7:0] ), //i
    .io_pIn  (pe_2_1_io_pOut[31:0]), //i
    .io_aOut (pe_3_1_io_aOut[7:0] ), //o
    .io_wOut (pe_3_1_io_wOut[7:0] ), //o
    .io_pOut (pe_3_1_io_pOut[31:0]), //o
    .clk     (clk                 ), //i
    .reset   (reset               )  //i
  );
  Pe pe_3_2 (
    .io_load (io_load             ), //i
    .io_aIn  (pe_3_1_io_aOut[7:0] ), //i
    .io_wIn  (pe_2_2_io_wOut[7:0] ), //i
    .io_pIn  (pe_2_2_io_pOut[31:0]), //i
    .io_aOut (pe_3_2_io_aOut[7:0] ), //o
    .io_wOut (pe_3_2_io_wOut[7:0] ), //o
    .io_pOut (pe_3_2_io_pOut[31:0]), //o
    .clk     (clk                 ), //i
    .reset   (reset               )  //i
  );
  Pe pe_3_3 (
    .io_load (io_load             ), //i
    .io_aIn  (pe_3_2_io_aOut[7:0] ), //i
    .io_wIn  (pe_2_3_io_wOut[7:0] ), //i
    .io_pIn  (pe_2_3_io_pOut[31:0]), //i
    .io_aOut (pe_3_3_io_aOut[7:0] ), //o
    .io_wOut (pe_3_3_io_wOut[7:0] ), //o
    .io_pOut (pe_3_3_io_pOut[31:0]), //o
    .clk     (clk                 ), //i
    .reset   (reset               )  //i
  );
  assign io_y_0 = pe_3_0_io_pOut;
  assign io_y_1 = pe_3_1_io_pOut;
  assign io_y_2 = pe_3_2_io_pOut;
  assign io_y_3 = pe_3_3_io_pOut;

endmodule

//Pe_15 replaced by Pe

//Pe_14 replaced by Pe

//Pe_13 replaced by Pe

//Pe_12 replaced by Pe

//Pe_11 replaced by Pe

//Pe_10 replaced by Pe

//Pe_9 replaced by Pe

//Pe_8 replaced by Pe

//Pe_7 replaced by Pe

//Pe_6 replaced by Pe

//Pe_5 replaced by Pe

//Pe_4 replaced by Pe

//Pe_3 replaced by Pe

//Pe_2 replaced by Pe

//Pe_1 replaced by Pe

module Pe (
  input  wire          io_load,
  input  wire [7:0]    io_aIn,
  input  wire [7:0]    io_wIn,
  input  wire [31:0]   io_pIn,
  output wire [7:0]    io_aOut,
  output wire [7:0]    io_wOut,
  output wire [31:0]   io_pOut,
  input  wire          clk,
  input  wire          reset
);

  wire       [31:0]   _zz_sum;
  wire       [15:0]   _zz_sum_1;
  reg        [7:0]    activation;
  reg        [7:0]    weight;
  reg        [31:0]   sum;

  assign _zz_sum_1 = ($signed(io_aIn) * $signed(weight));
  assign _zz_sum = {{16{_zz_sum_1[15]}}, _zz_sum_1};
  assign io_aOut = activation;
  assign io_wOut = weight;
  assign io_pOut = sum;
  always @(posedge clk) begin
    if(reset) begin
      activation <= 8'h0;
      weight <= 8'h0;
      sum <= 32'h0;
    end else begin
      activation <= io_aIn;
      if(io_load) begin
        weight <= io_wIn;
      end
      sum <= ($signed(io_pIn) + $signed(_zz_sum));
    end
  end


endmodule

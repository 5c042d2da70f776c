// Lights, from Designs.java
module Lights (
  input  wire clock,
  input  wire reset,
  input  wire go,  // Designs.java
  output wire walk,  // Designs.java
  output reg  [2:0] lamps  // Designs.java
);
  localparam [1:0] Colour_RED = 2'd0;
  localparam [1:0] Colour_GREEN = 2'd1;
  localparam [1:0] Colour_AMBER = 2'd2;
  reg [1:0] colour;  // Designs.java
  assign walk = colour == Colour_RED;  // Designs.java

  always @* begin
    case (colour)  // Designs.java
      Colour_RED: begin
        lamps = 3'd4;  // Designs.java
      end
      Colour_GREEN: begin
        lamps = 3'd1;  // Designs.java
      end
      default: begin  // Colour_AMBER
        lamps = 3'd2;  // Designs.java
      end
    endcase
  end

  always @(posedge clock) begin
    case (colour)  // Designs.java
      Colour_RED: begin
        if (go) begin  // Designs.java
          colour <= Colour_GREEN;  // Designs.java
        end
      end
      Colour_GREEN: begin
        if (~go) begin  // Designs.java
          colour <= Colour_AMBER;  // Designs.java
        end
      end
      default: begin  // Colour_AMBER
        colour <= Colour_RED;  // Designs.java
      end
    endcase
    if (reset) begin
      colour <= Colour_RED;
    end
  end
endmodule

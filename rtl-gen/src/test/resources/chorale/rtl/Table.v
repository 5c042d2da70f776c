// Table, from Designs.java
module Table (
  input  wire clock,
  input  wire store,  // Designs.java
  input  wire [3:0] address,  // Designs.java
  input  wire [11:0] data,  // Designs.java
  output wire [11:0] word  // Designs.java
);
  reg [11:0] seen;  // Designs.java
  reg [11:0] words [0:15];  // Designs.java
  assign word = seen;  // Designs.java
  wire [11:0] seen_word = words[address];  // Designs.java

  always @(posedge clock) begin
    if (store) begin  // Designs.java
      words[address] <= data;  // Designs.java
    end
    seen <= seen_word;  // Designs.java
  end
endmodule

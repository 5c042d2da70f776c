// Wasteful, from Designs.java
module Wasteful (
  input  wire [7:0] used,  // Designs.java
  input  wire [3:0] ignored,  // Designs.java
  output wire [1:0] y  // Designs.java
);
  assign y = used[5:4];  // Designs.java

  wire unused = &{1'b0, used[3:0], used[7:6], ignored};
endmodule

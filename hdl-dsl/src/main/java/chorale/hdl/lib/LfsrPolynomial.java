package chorale.hdl.lib;

/**
 * Primitive polynomials over GF(2), one for each degree from 2 to 64, so that a shift register with
 * their feedback runs through all states but 0. They are those of P. Alfke, Efficient Shift
 * Registers, LFSR Counters, and Long Pseudo-Random Sequence Generators, Xilinx XAPP052, 1996, table
 * 3; that of degree 2 is the only one there is.
 */
final class LfsrPolynomial {
  static final int LEAST_DEGREE = 2;
  static final int GREATEST_DEGREE = 64;

  /** From degree 2 on, the exponents between the degree and 0. */
  private static final int[][] INNER = {
    {1}, // 2
    {2}, // 3
    {3}, // 4
    {3}, // 5
    {5}, // 6
    {6}, // 7
    {6, 5, 4}, // 8
    {5}, // 9
    {7}, // 10
    {9}, // 11
    {6, 4, 1}, // 12
    {4, 3, 1}, // 13
    {5, 3, 1}, // 14
    {14}, // 15
    {15, 13, 4}, // 16
    {14}, // 17
    {11}, // 18
    {6, 2, 1}, // 19
    {17}, // 20
    {19}, // 21
    {21}, // 22
    {18}, // 23
    {23, 22, 17}, // 24
    {22}, // 25
    {6, 2, 1}, // 26
    {5, 2, 1}, // 27
    {25}, // 28
    {27}, // 29
    {6, 4, 1}, // 30
    {28}, // 31
    {22, 2, 1}, // 32
    {20}, // 33
    {27, 2, 1}, // 34
    {33}, // 35
    {25}, // 36
    {5, 4, 3, 2, 1}, // 37
    {6, 5, 1}, // 38
    {35}, // 39
    {38, 21, 19}, // 40
    {38}, // 41
    {41, 20, 19}, // 42
    {42, 38, 37}, // 43
    {43, 18, 17}, // 44
    {44, 42, 41}, // 45
    {45, 26, 25}, // 46
    {42}, // 47
    {47, 21, 20}, // 48
    {40}, // 49
    {49, 24, 23}, // 50
    {50, 36, 35}, // 51
    {49}, // 52
    {52, 38, 37}, // 53
    {53, 18, 17}, // 54
    {31}, // 55
    {55, 35, 34}, // 56
    {50}, // 57
    {39}, // 58
    {58, 38, 37}, // 59
    {59}, // 60
    {60, 46, 45}, // 61
    {61, 6, 5}, // 62
    {62}, // 63
    {63, 61, 60}, // 64
  };

  private LfsrPolynomial() {}

  /** The polynomial of a degree without its leading term: bit i is the coefficient of x^i. */
  static long primitive(int degree) {
    long terms = 1;
    for (int exponent : INNER[degree - LEAST_DEGREE]) {
      terms |= 1L << exponent;
    }
    return terms;
  }
}

package chorale.bench.hdl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PowerLawTest {
  @Test
  void theExponentOfASquareIsTwo() {
    assertEquals(2, PowerLaw.exponent(new double[] {1, 2, 5}, new double[] {3, 12, 75}), 1e-12);
  }

  @Test
  void twoPointsLieOnTheirOwnLine() {
    assertEquals(0.5, PowerLaw.exponent(new double[] {1, 16}, new double[] {2, 8}), 1e-12);
  }
}

package chorale.bench.arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.Progress;
import chorale.bench.TestFolders;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/** A million operations of each unit; {@code make study-arrays} does 10^8. */
final class ArithmeticStudyTest {
  private static final long PAIRS = 1_000_000;

  @Test
  void every_result_is_that_of_java() throws Exception {
    var study = new ArithmeticStudy(TestFolders.rtl("arithmetic"), TestFolders.MODELS);
    try (var progress = Progress.onStandardError()) {
      for (var row : study.run(PAIRS, progress)) {
        assertEquals(PAIRS, row.pairs());
        assertEquals("", row.first(), row.unit());
        assertEquals(0, row.mismatches());
      }
    }
  }

  @Test
  void operands_are_of_all_kinds() {
    var operands = new Operands();
    var factors = new HashSet<Integer>();
    int cancelled = 0;
    int subnormalSums = 0;
    int subnormalProducts = 0;
    int closeAddends = 0;
    for (int i = 0; i < PAIRS; i++) {
      operands.next();
      float x = Float.intBitsToFloat(operands.x);
      float y = Float.intBitsToFloat(operands.y);
      factors.add(operands.a << 16 | operands.b & 0xffff);
      cancelled += x + y != 0 && Math.abs(x + y) < Math.abs(x) / 1000 ? 1 : 0;
      subnormalSums += x + y != 0 && Math.abs(x + y) < Float.MIN_NORMAL ? 1 : 0;
      subnormalProducts += x * y != 0 && Math.abs(x * y) < Float.MIN_NORMAL ? 1 : 0;
      float a = Float.intBitsToFloat(operands.a << 16);
      float b = Float.intBitsToFloat(operands.b << 16);
      float c = Float.intBitsToFloat(operands.c);
      closeAddends += Math.abs(Math.getExponent(a * b) - Math.getExponent(c)) < 12 ? 1 : 0;
    }
    assertEquals(PAIRS, factors.size());
    assertTrue(cancelled > 50_000 && subnormalSums > 1000, cancelled + " " + subnormalSums);
    assertTrue(
        subnormalProducts > 50_000 && closeAddends > 100_000,
        subnormalProducts + " " + closeAddends);
  }
}

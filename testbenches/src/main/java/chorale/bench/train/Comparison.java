package chorale.bench.train;

import chorale.workload.train.Bounded;
import java.util.List;

/** Holds rows of a package's memories against both references. */
final class Comparison {
  private String first = "";
  private long numbers;
  private long mismatches;
  private long beyond;
  private double largest;

  void row(float[] got, List<Float> expected, List<Bounded> near, String what) {
    for (int i = 0; i < expected.size(); i++) {
      numbers++;
      float x = expected.get(i);
      if (Float.floatToIntBits(got[i]) != Float.floatToIntBits(x)) {
        mismatches++;
        if (first.isEmpty()) {
          first = "%s, number %d: %s, not %s".formatted(what, i, got[i], x);
        }
      }
      var bound = near.get(i);
      beyond += bound.holds(got[i]) ? 0 : 1;
      largest = Math.max(largest, bound.distance(got[i]));
    }
  }

  StepResult result(long cycles) {
    return new StepResult(cycles, numbers, mismatches, beyond, largest, first);
  }
}

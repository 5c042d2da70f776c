import static java.util.stream.IntStream.range;

import chorale.hdl.*;
import chorale.hdl.Module;
import java.util.List;

/** One element: an activation goes east, the sum and, while load, the weight go south. */
final class Pe extends Module {
  final Bool load = inBool();
  final SInt aIn = inS(8);
  final SInt wIn = inS(8);
  final SInt pIn = inS(32);
  final SInt aOut = outS(8);
  final SInt wOut = outS(8);
  final SInt pOut = outS(32);

  Pe(Module parent) {
    super(parent);
    var activation = regS(8);
    var weight = regS(8);
    var sum = regS(32);
    activation.set(aIn);
    when(load, () -> weight.set(wIn));
    sum.set(pIn.plus(aIn.times(weight)));
    aOut.set(activation);
    wOut.set(weight);
    pOut.set(sum);
  }
}

/** A weight-stationary array of {@code n} x {@code n} elements, int8 x int8 + int32. */
final class Systolic extends Module {
  final Bool load = inBool();
  final List<SInt> a, w, y;
  private final Pe[][] pe;

  Systolic(Module parent, int n) {
    super(parent);
    a = range(0, n).mapToObj(_ -> inS(8)).toList();
    w = range(0, n).mapToObj(_ -> inS(8)).toList();
    y = range(0, n).mapToObj(_ -> outS(32)).toList();
    pe = new Pe[n][n];
    for (int r = 0; r < n; r++) {
      for (int c = 0; c < n; c++) {
        pe[r][c] = new Pe(this);
        pe[r][c].load.set(load);
        pe[r][c].aIn.set(c == 0 ? a.get(r) : pe[r][c - 1].aOut);
        pe[r][c].wIn.set(r == 0 ? w.get(c) : pe[r - 1][c].wOut);
        pe[r][c].pIn.set(r == 0 ? SInt.lit(0, 32) : pe[r - 1][c].pOut);
      }
    }
    range(0, n).forEach(c -> y.get(c).set(pe[n - 1][c].pOut));
  }
}

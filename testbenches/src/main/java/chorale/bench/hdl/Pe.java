package chorale.bench.hdl;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.SInt;

/**
 * One weight-stationary processing element: each cycle it hands an activation east and adds its
 * product to the partial sum that goes south; while {@code load}, weights go south as well. Latency
 * 1 cycle each; the sum wraps at 32 bits.
 */
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
    var a = regS(8);
    var w = regS(8);
    var p = regS(32);
    a.set(aIn);
    when(load, () -> w.set(wIn));
    p.set(pIn.plus(aIn.times(w)));

    aOut.set(a);
    wOut.set(w);
    pOut.set(p);
  }
}

package chorale.bench.hdl;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * N x N weight-stationary array. The ports at its edge are packed, element i in the i-th byte or
 * word: activations {@code a} enter in the west, weights {@code w} in the north, sums {@code y}
 * leave in the south.
 */
final class Systolic extends Module {
  record Io(Bool load, UInt a, UInt w, UInt y) implements Bundle {}

  final Io io;
  final Pe[][] pe;

  Systolic(int n) {
    super(null);
    io = new Io(inBool(), in(8 * n), in(8 * n), out(32 * n));
    pe = new Pe[n][n];
    for (int r = 0; r < n; r++) {
      for (int c = 0; c < n; c++) {
        var here = pe[r][c] = new Pe(this);
        here.load.set(io.load);
        here.aIn.set(c == 0 ? io.a.slice(8 * r + 7, 8 * r).asSInt() : pe[r][c - 1].aOut);
        if (r == 0) {
          here.wIn.set(io.w.slice(8 * c + 7, 8 * c).asSInt());
          here.pIn.set(0);
        } else {
          here.wIn.set(pe[r - 1][c].wOut);
          here.pIn.set(pe[r - 1][c].pOut);
        }
      }
    }
    var sums = new Bits[n];
    for (int c = 0; c < n; c++) {
      sums[n - 1 - c] = pe[n - 1][c].pOut;
    }
    io.y.set(Bits.cat(sums));
  }
}

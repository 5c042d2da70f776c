package chorale.chiplet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What a weight-stationary array with double-buffered weights does, from its description, without
 * its registers: the cycle and the address of every access, and when each GEMM is done. A fold's
 * weights load one row per granted cycle from the cycle after the hand-over before; it takes over
 * when they are there and the last row of the fold before enters; rows follow one per granted cycle
 * and their results come {@code R + C - 1} cycles later.
 */
final class ArrayModel {
  /** A multiplication of m x k by k x n; {@code local} is negative if the rows lie at input. */
  record Gemm(
      boolean fenced,
      int local,
      int m,
      int k,
      int n,
      int weights,
      int input,
      int inputStride,
      int output,
      int outputStride) {}

  /** An access of one of the three ports. */
  record Access(long cycle, char port, long address) {}

  private final int rows;
  private final int columns;
  private final int addressMask;
  final List<Access> accesses = new ArrayList<>();
  final List<Long> done = new ArrayList<>();

  ArrayModel(int rows, int columns, int addressMask) {
    this.rows = rows;
    this.columns = columns;
    this.addressMask = addressMask;
  }

  /** Where the token lists say that a row of a gathered GEMM lies. */
  static int gather(int local, int index) {
    return 100 + 37 * local + 5 * index;
  }

  /** Runs commands that are all there in cycle 0, with the grants given for each cycle. */
  void run(List<Gemm> gemms, IntPredicate weightGrant, IntPredicate activationGrant) {
    int drain = rows + columns - 1;
    long issue = 0;
    long lastRow = -1;
    long lastResultRow = -drain - 1;
    for (var g : gemms) {
      int weight = g.weights;
      long loads = issue + 1;
      int foldsK = Math.ceilDiv(g.k, rows);
      int foldsN = Math.ceilDiv(g.n, columns);
      for (int fold = 0; fold < foldsK * foldsN; fold++) {
        int foldK = fold % foldsK;
        int foldN = fold / foldsK;
        int own = foldK < foldsK - 1 ? rows : g.k - foldK * rows;
        for (int r = 0; r < own; r++) {
          loads = next(weightGrant, loads);
          access(loads++, 'w', weight++);
        }
        long takesOver = Math.max(loads - 1, lastRow);
        if (g.fenced && fold == 0) {
          takesOver = Math.max(takesOver, Math.max(lastRow + 1, lastResultRow + drain + 1));
        }
        loads = takesOver + 1;
        issue = takesOver;
        long enters = takesOver + 1;
        for (int i = 0; i < g.m; i++) {
          enters = next(activationGrant, enters);
          int row = g.local >= 0 ? gather(g.local, i) : i * g.inputStride;
          access(enters, 'a', g.input + foldK + row);
          if (foldK == foldsK - 1) {
            access(enters + drain, 'r', g.output + foldN + (long) i * g.outputStride);
            lastResultRow = enters;
          }
          lastRow = enters++;
        }
      }
      done.add(lastRow + drain);
    }
  }

  private void access(long cycle, char port, long address) {
    accesses.add(new Access(cycle, port, address & addressMask));
  }

  private static long next(IntPredicate grant, long from) {
    long t = from;
    while (!grant.test((int) t)) {
      t++;
    }
    return t;
  }
}

package chorale.chiplet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What a weight-stationary array with double-buffered weights does, from its description, without
 * its registers: the cycle and the address of every access, and when each GEMM is done. A fold's
 * weights load one row per granted cycle from the cycle after the hand-over before; it takes over
 * when they are there and the last row of the fold before enters; rows follow one per granted cycle
 * and their results come {@code R + C - 1} cycles later, not counting those in which a result waits
 * for its grant: then the array stands still.
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

  /** Who is granted a word in which cycle. */
  record Grants(IntPredicate weights, IntPredicate activations, IntPredicate results) {
    static final Grants ALL = new Grants(_ -> true, _ -> true, _ -> true);
  }

  /** A result on its way: the turn of the array in which it leaves. */
  private record Due(long turn, long address, boolean ends) {}

  private final int rows;
  private final int columns;
  private final int addressMask;
  private final Deque<Due> due = new ArrayDeque<>();
  private long cycle;
  private long turn; // cycles so far in which the array moved
  private long lastWritten = -1;
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
  void run(List<Gemm> gemms, Grants grants) {
    int drain = rows + columns - 1;
    long issue = 0;
    long lastRow = -1;
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
          while (!grants.weights.test((int) loads)) {
            loads++;
          }
          access(loads++, 'w', weight++);
        }
        long takesOver = Math.max(loads - 1, lastRow);
        if (g.fenced && fold == 0) {
          flush(grants);
          takesOver = Math.max(takesOver, Math.max(lastRow + 1, lastWritten + 1));
        }
        loads = takesOver + 1;
        issue = takesOver;
        long enters = takesOver + 1;
        for (int i = 0; i < g.m; i++) {
          enters = enters(enters, grants);
          int row = g.local >= 0 ? gather(g.local, i) : i * g.inputStride;
          access(enters, 'a', g.input + foldK + row);
          if (foldK == foldsK - 1) {
            boolean ends = foldN == foldsN - 1 && i == g.m - 1;
            due.add(new Due(turn + drain, g.output + foldN + (long) i * g.outputStride, ends));
          }
          lastRow = enters++;
        }
      }
    }
    flush(grants);
  }

  /** The first cycle from {@code from} on in which a row is granted and the array moves. */
  private long enters(long from, Grants grants) {
    while (cycle < from || waits(grants) || !grants.activations.test((int) cycle)) {
      pass(grants);
    }
    return cycle;
  }

  private void flush(Grants grants) {
    while (!due.isEmpty()) {
      pass(grants);
    }
  }

  /** Whether a result leaves in this cycle and is not granted: then nothing moves. */
  private boolean waits(Grants grants) {
    return leaves() && !grants.results.test((int) cycle);
  }

  private boolean leaves() {
    return !due.isEmpty() && due.peek().turn == turn;
  }

  private void pass(Grants grants) {
    if (!waits(grants)) {
      if (leaves()) {
        var result = due.remove();
        access(cycle, 'r', result.address);
        lastWritten = cycle;
        if (result.ends) {
          done.add(cycle);
        }
      }
      turn++;
    }
    cycle++;
  }

  private void access(long at, char port, long address) {
    accesses.add(new Access(at, port, address & addressMask));
  }
}

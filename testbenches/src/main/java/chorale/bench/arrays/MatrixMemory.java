package chorale.bench.arrays;

import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Dataflow;
import chorale.chiplet.array.Gemm;
import chorale.chiplet.array.Gemm.Place;
import chorale.workload.num.SumOrder;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random matrices in the memories beside an engine, and what their products are, computed in Java.
 */
final class MatrixMemory implements GemmBench.Memories {
  private final ArrayParameters p;
  private final Random random;
  private final Map<Long, BigInteger> left = new HashMap<>();
  private final Map<Long, BigInteger> top = new HashMap<>();
  private final Map<Long, BigInteger> sums = new HashMap<>();
  private final List<Expected> expected = new ArrayList<>();
  private long leftEnd;
  private long topEnd;
  private long sumEnd;

  private record Expected(Gemm gemm, int[][] y) {}

  MatrixMemory(ArrayParameters p, Random random) {
    this.p = p;
    this.random = random;
  }

  @Override
  public BigInteger read(GemmBench.Side side, long address) {
    var memory =
        switch (side) {
          case LEFT -> left;
          case TOP -> top;
          case INITIAL, RESULT -> sums;
        };
    // What no matrix has is anything.
    return memory.getOrDefault(address, new BigInteger(wordBits(side), new Random(address)));
  }

  private int wordBits(GemmBench.Side side) {
    return switch (side) {
      case LEFT -> p.rows() * p.element().operandBits;
      case TOP -> p.columns() * p.element().operandBits;
      case INITIAL, RESULT -> p.columns() * p.element().sumBits;
    };
  }

  @Override
  public void write(long address, BigInteger word) {
    sums.put(address, word);
  }

  /** A GEMM of random kind and of dimensions up to {@code most}, on new matrices. */
  Gemm random(int most) {
    return random(most, most);
  }

  /** The same with an inner dimension up to {@code mostK}. */
  Gemm random(int most, int mostK) {
    var dataflow =
        p.outputStationary() && random.nextBoolean()
            ? Dataflow.OUTPUT_STATIONARY
            : Dataflow.WEIGHT_STATIONARY;
    boolean turnsLeft = p.transposes() && random.nextInt(3) == 0;
    boolean turnsTop = p.transposes() && random.nextInt(3) == 0;
    return add(
        dataflow,
        1 + random.nextInt(most),
        1 + random.nextInt(mostK),
        1 + random.nextInt(most),
        turnsLeft,
        turnsTop,
        random.nextInt(3) == 0);
  }

  /** A GEMM on new matrices of random numbers. */
  Gemm add(
      Dataflow dataflow,
      int m,
      int k,
      int n,
      boolean turnsLeft,
      boolean turnsTop,
      boolean withInit) {
    int[][] a = operands(m, k);
    int[][] b = operands(k, n);
    int[][] y = new int[m][n];
    if (withInit) {
      for (int[] row : y) {
        for (int j = 0; j < n; j++) {
          row[j] = Numbers.sum(p.element(), random);
        }
      }
    }
    boolean os = dataflow == Dataflow.OUTPUT_STATIONARY;
    boolean leftByColumns = os != turnsLeft;
    int bits = p.element().operandBits;
    var leftAt = store(left, leftEnd, leftByColumns ? turned(a) : a, p.rows(), bits);
    leftEnd = end(leftAt, leftByColumns ? k : m);
    var topAt = store(top, topEnd, turnsTop ? turned(b) : b, p.columns(), bits);
    topEnd = end(topAt, turnsTop ? n : k);
    Place init = null;
    if (withInit) {
      init = store(sums, sumEnd, y, p.columns(), p.element().sumBits);
      sumEnd = end(init, m);
    }
    var result = new Place(sumEnd, Math.ceilDiv(n, p.columns()) + random.nextInt(2));
    sumEnd = end(result, m);
    var gemm = new Gemm(dataflow, m, k, n, leftAt, turnsLeft, topAt, turnsTop, init, result);
    var order = new SumOrder(p.arrays(), p.rows());
    for (int i = 0; i < m; i++) {
      int[] row = a[i];
      for (int j = 0; j < n; j++) {
        int column = j;
        y[i][j] =
            order.sum(
                y[i][j],
                0,
                k,
                (sum, l) -> Numbers.multiplyAdd(p.element(), sum, row[l], b[l][column]),
                (x, z) -> Numbers.add(p.element(), x, z));
      }
    }
    expected.add(new Expected(gemm, y));
    return gemm;
  }

  /** Number of results. */
  long results() {
    return expected.stream().mapToLong(e -> (long) e.gemm.m() * e.gemm.n()).sum();
  }

  /** Results that are not in the memory as they should be; lanes of no column must be 0. */
  List<String> wrong() {
    var wrong = new ArrayList<String>();
    for (Expected e : expected) {
      for (int i = 0; i < e.gemm.m(); i++) {
        for (int j = 0; j < Math.ceilDiv(e.gemm.n(), p.columns()) * p.columns(); j++) {
          long at = e.gemm.result().address() + i * e.gemm.result().stride() + j / p.columns();
          int bits = p.element().sumBits;
          var word = sums.getOrDefault(at, BigInteger.ZERO);
          int is = word.shiftRight(j % p.columns() * bits).intValue();
          int should = j < e.gemm.n() ? e.y[i][j] : 0;
          if (is != should) {
            wrong.add("%s: y[%d][%d] is %x, not %x".formatted(e.gemm, i, j, is, should));
          }
        }
      }
    }
    return wrong;
  }

  private static long end(Place place, int rows) {
    return place.address() + rows * place.stride();
  }

  /** Stores rows of {@code lanes} elements to a word. */
  private Place store(Map<Long, BigInteger> memory, long at, int[][] rows, int lanes, int bits) {
    long stride = Math.ceilDiv(rows[0].length, lanes) + random.nextInt(2);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        long address = at + i * stride + j / lanes;
        var lane = BigInteger.valueOf(rows[i][j] & (-1L >>> (64 - bits)));
        memory.merge(address, lane.shiftLeft(j % lanes * bits), BigInteger::or);
      }
    }
    return new Place(at, stride);
  }

  private int[][] operands(int rows, int columns) {
    var x = new int[rows][columns];
    for (int[] row : x) {
      for (int j = 0; j < columns; j++) {
        row[j] = Numbers.operand(p.element(), random);
      }
    }
    return x;
  }

  private static int[][] turned(int[][] x) {
    var t = new int[x[0].length][x.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[i].length; j++) {
        t[j][i] = x[i][j];
      }
    }
    return t;
  }
}

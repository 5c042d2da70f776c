package chorale.workload.trace;

import chorale.workload.Routing;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What is kept of a layer while its trace streams by: how often each expert was chosen, and a
 * sample of {@value #MOST} rows at most, in which every row of the layer is as likely as any other
 * (Vitter's algorithm R), in the order of the trace.
 */
public final class LayerSample {
  private static final int MOST = 8192;

  private final int layer;
  private final Random random;
  private long tokens;
  private long[] loads = new long[64];
  private int experts;
  private int[][] rows = new int[64][];
  private long[] places = new long[64];

  LayerSample(int layer) {
    this.layer = layer;
    random = new Random(layer);
  }

  void add(int[] row) {
    for (int expert : row) {
      if (expert >= loads.length) {
        loads = Arrays.copyOf(loads, Math.max(expert + 1, 2 * loads.length));
      }
      loads[expert]++;
      experts = Math.max(experts, expert + 1);
    }
    long drawn = tokens < MOST ? tokens : random.nextLong(tokens + 1);
    if (drawn < MOST) {
      int place = (int) drawn;
      if (place >= rows.length) {
        rows = Arrays.copyOf(rows, Math.min(MOST, 2 * rows.length));
        places = Arrays.copyOf(places, rows.length);
      }
      rows[place] = row;
      places[place] = tokens;
    }
    tokens++;
  }

  /** The layer. */
  public int layer() {
    return layer;
  }

  /** Its tokens, those of the whole trace. */
  public long tokens() {
    return tokens;
  }

  /** One more than the highest expert that was chosen. */
  public int experts() {
    return experts;
  }

  /** How often {@code expert} was chosen, over the whole trace. */
  public long load(int expert) {
    return expert < loads.length ? loads[expert] : 0;
  }

  /** The sample. */
  public Routing routing(int expertCount) {
    int n = (int) Math.min(tokens, MOST);
    var order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingLong((Integer i) -> places[i]))
            .toList();
    return new Routing(order.stream().map(i -> rows[i]).toArray(int[][]::new), expertCount);
  }
}

package chorale.workload.place;

import chorale.workload.Routing;

/**
 * How often experts are chosen, alone and together: V and C of Mozart, section 3 (eq. 3 and 4),
 * before they are normalised. Immutable.
 */
public final class Coactivation {
  private final long[] loads;
  private final long[][] together;

  private Coactivation(Routing routing) {
    int n = routing.expertCount();
    loads = new long[n];
    together = new long[n][n];
    for (int t = 0; t < routing.tokens(); t++) {
      for (int i = 0; i < routing.topK(); i++) {
        int a = routing.expert(t, i);
        loads[a]++;
        for (int j = 0; j < i; j++) {
          int b = routing.expert(t, j);
          together[a][b]++;
          together[b][a]++;
        }
      }
    }
  }

  /** Counts the tokens of {@code routing}. */
  public static Coactivation of(Routing routing) {
    return new Coactivation(routing);
  }

  /** Number of experts. */
  public int experts() {
    return loads.length;
  }

  /** Tokens that choose {@code expert}. */
  public long load(int expert) {
    return loads[expert];
  }

  /** Tokens that choose both; 0 for an expert and itself. */
  public long together(int a, int b) {
    return together[a][b];
  }
}

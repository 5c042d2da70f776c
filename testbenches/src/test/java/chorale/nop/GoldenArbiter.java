package chorale.nop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An arbiter of a {@link GoldenRouter}. Requesters are numbered from 0. */
final class GoldenArbiter {
  private final Arbitration rule;
  private final int[] classOf; // of each requester
  private final int[] weight; // of each class
  private final int[] share;
  private final int[] waits;
  private final boolean[] had; // a turn in this round
  private final List<Integer> leastRecent = new ArrayList<>();
  private boolean[] begun;
  private int last = -1;

  GoldenArbiter(Arbitration rule, int[] classOf, int[] weight) {
    this.rule = rule;
    this.classOf = classOf;
    this.weight = weight;
    share = weight.clone();
    waits = new int[classOf.length];
    had = new boolean[classOf.length];
    for (int k = 0; k < classOf.length; k++) {
      leastRecent.add(k);
    }
  }

  /**
   * Who is granted, or -1.
   *
   * @param wants those with a flit, whether or not it could go
   * @param within those whose flit is not a head
   */
  int grant(boolean[] asks, boolean[] wants, boolean[] within) {
    begun = within;
    int winner =
        switch (rule) {
          case ROUND_ROBIN -> next(asks);
          case MATRIX -> leastRecent.stream().filter(k -> asks[k]).findFirst().orElse(-1);
          case WEIGHTED -> weighted(asks);
          case PRIORITY -> next(firstClass(asks));
          case AGE -> oldest(asks);
        };
    if (winner >= 0) {
      take(winner, wants);
    }
    for (int k = 0; k < waits.length; k++) {
      waits[k] = wants[k] && k != winner ? Math.min(waits[k] + 1, RouterParameters.AGE) : 0;
    }
    return winner;
  }

  /**
   * The packet that moved last, if it goes on; then those who had no turn in this round; among
   * equals the next in number.
   */
  int next(boolean[] asks) {
    if (begun != null && last >= 0 && asks[last] && begun[last]) {
      return last;
    }
    var first = new boolean[asks.length];
    boolean any = false;
    for (int k = 0; k < asks.length; k++) {
      first[k] = asks[k] && !had[k];
      any |= first[k];
    }
    var pool = any ? first : asks;
    for (int i = 1; i <= asks.length; i++) {
      int k = (last + i) % asks.length;
      if (pool[k]) {
        return k;
      }
    }
    return -1;
  }

  /** The turn is used. */
  void take(int winner, boolean[] wants) {
    last = winner;
    had[winner] = true;
    boolean over = true;
    for (int k = 0; k < had.length; k++) {
      over &= had[k] || !wants[k];
    }
    if (over) {
      Arrays.fill(had, false);
    }
    leastRecent.remove((Integer) winner);
    leastRecent.add(winner);
  }

  private boolean[] firstClass(boolean[] asks) {
    int first = Integer.MAX_VALUE;
    for (int k = 0; k < asks.length; k++) {
      first = asks[k] ? Math.min(first, classOf[k]) : first;
    }
    var pool = new boolean[asks.length];
    for (int k = 0; k < asks.length; k++) {
      pool[k] = asks[k] && classOf[k] == first;
    }
    return pool;
  }

  private int weighted(boolean[] asks) {
    var entitled = new boolean[asks.length];
    boolean any = false;
    boolean some = false;
    for (int k = 0; k < asks.length; k++) {
      entitled[k] = asks[k] && share[classOf[k]] > 0;
      any |= asks[k];
      some |= entitled[k];
    }
    if (!any) {
      return -1;
    }
    if (!some) {
      System.arraycopy(weight, 0, share, 0, share.length);
    }
    int winner = next(some ? entitled : asks);
    share[classOf[winner]]--;
    return winner;
  }

  private int oldest(boolean[] asks) {
    var old = new boolean[asks.length];
    boolean any = false;
    for (int k = 0; k < asks.length; k++) {
      old[k] = asks[k] && waits[k] == RouterParameters.AGE;
      any |= old[k];
    }
    return next(any ? old : asks);
  }
}

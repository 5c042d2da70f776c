package chorale.workload.step.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * A link of a packet's way, and the links behind it: several, if the router there copies it.
 *
 * @param next in the order in which a router claims them: up before down, so that what is claimed
 *     never waits for what comes from above
 * @param arrived runs in the cycle in which the last flit arrives, where the way ends at a leaf
 * @param inlet takes the packet off, where it ends in a join
 */
record Hop(int link, List<Hop> next, Runnable arrived, Inlet inlet) {
  /** What takes packets off links. */
  interface Inlet {
    /** A packet's first flit may be taken in this cycle. */
    void head(NetworkModel.Moving packet);
  }

  private static final Comparator<Hop> CLAIMS =
      Comparator.comparing((Hop h) -> !Links.isUp(h.link)).thenComparingInt(Hop::link);

  /** A link in front of others. */
  static Hop before(int link, List<Hop> next) {
    return new Hop(link, next.stream().sorted(CLAIMS).toList(), null, null);
  }

  /** The last one, to a leaf. */
  static Hop last(int link, Runnable arrived) {
    return new Hop(link, List.of(), arrived, null);
  }

  /** The last one, into a join. */
  static Hop into(int link, Inlet inlet) {
    return new Hop(link, List.of(), null, inlet);
  }

  /** One link after the other, to a leaf. */
  static Hop way(int[] links, Runnable arrived) {
    var hop = last(links[links.length - 1], arrived);
    for (int at = links.length - 2; at >= 0; at--) {
      hop = before(links[at], List.of(hop));
    }
    return hop;
  }

  /** Ways that begin with the same link, as one; of a single way that way. */
  static Hop together(List<Hop> ways) {
    if (ways.size() == 1) {
      return ways.getFirst();
    }
    var byLink = new TreeMap<Integer, List<Hop>>();
    for (var way : ways) {
      for (var next : way.next) {
        byLink.computeIfAbsent(next.link, _ -> new ArrayList<>()).add(next);
      }
    }
    return before(ways.getFirst().link, byLink.values().stream().map(Hop::together).toList());
  }
}

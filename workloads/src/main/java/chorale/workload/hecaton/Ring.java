package chorale.workload.hecaton;

import java.util.List;

/**
 * Dies in a ring, and the order of its collectives. In step s of p - 1 a die passes one block to
 * the next die.
 *
 * <pre>
 * all-gather      place i passes block i - s: its own, then each that has come
 * reduce-scatter  place i passes block i - 1 - s: its part of it, added to what has come
 * </pre>
 *
 * So block b is added up from place b + 1 on, around, place b last: ((P(b+1) + P(b+2)) + ..) +
 * P(b), whatever comes when. The other way around, minus is plus.
 *
 * @param dies in the order of the ring
 * @param links of each to the next
 * @param hops links that a pass goes over
 */
public record Ring(List<Integer> dies, List<Link> links, int hops) {
  /** A line folded to a ring: from every second die to the last, and back over the others. */
  static final int FOLDED = 2;

  /** Each die next to the one before. */
  static final int NEIGHBOURS = 1;

  /** Copies the lists. */
  public Ring {
    dies = List.copyOf(dies);
    links = List.copyOf(links);
  }

  /** p. */
  public int size() {
    return dies.size();
  }

  /** The die at a place, taken around. */
  public int at(int place) {
    return dies.get(Math.floorMod(place, size()));
  }

  /** The link over which a place passes blocks, forwards or backwards. */
  public Link out(int place, boolean forwards) {
    return forwards ? links.get(place) : links.get(Math.floorMod(place - 1, size())).opposite();
  }

  /** The link, of the die before, over which blocks come to a place. */
  public Link in(int place, boolean forwards) {
    return out(Math.floorMod(forwards ? place - 1 : place + 1, size()), forwards);
  }

  /** The block that a place passes in a step of an all-gather. */
  public int gathered(int place, int step, boolean forwards) {
    return Math.floorMod(forwards ? place - step : place + step, size());
  }

  /** The block that a place passes in a step of a reduce-scatter. */
  public int reduced(int place, int step, boolean forwards) {
    return Math.floorMod(forwards ? place - 1 - step : place + 1 + step, size());
  }
}

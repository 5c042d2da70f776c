package chorale.workload.hecaton;

import java.util.List;

/**
 * A ring as one of its dies sees it.
 *
 * @param size p, of the ring
 * @param hops links that a pass goes over
 * @param out for each direction that is used, the engine that passes
 * @param in for each direction, the engine whose passes come in, as the die before calls it
 */
record Way(int size, int hops, List<GridEngine> out, List<GridEngine> in) {
  /** Of the die at a place of a ring, in one direction or in both. */
  static Way of(Ring ring, int place, int directions) {
    var forwards = GridEngine.of(ring.out(place, true));
    var comes = GridEngine.of(ring.in(place, true));
    if (directions == 1) {
      return new Way(ring.size(), ring.hops(), List.of(forwards), List.of(comes));
    }
    return new Way(
        ring.size(),
        ring.hops(),
        List.of(forwards, GridEngine.of(ring.out(place, false))),
        List.of(comes, GridEngine.of(ring.in(place, false))));
  }

  /** Of a die that stands for all: it passes to itself. */
  static Way alike(Ring ring, Link forwards, int directions) {
    var both = List.of(GridEngine.of(forwards), GridEngine.of(forwards.opposite()));
    var used = both.subList(0, directions);
    return new Way(ring.size(), ring.hops(), used, used);
  }
}

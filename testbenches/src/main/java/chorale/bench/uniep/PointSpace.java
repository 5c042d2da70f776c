package chorale.bench.uniep;

import chorale.workload.uniep.Lanes;
import chorale.workload.uniep.Manner;
import chorale.workload.uniep.Manner.Addition;
import chorale.workload.uniep.Manner.Order;
import chorale.workload.uniep.Manner.Start;
import chorale.workload.uniep.Manner.Transfer;
import chorale.workload.uniep.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The points that a package with given lanes can run: everything but the lanes is open, tokens are
 * pushed, and contributions are added at home, so all of them have the same bits.
 */
final class PointSpace {
  /** What other systems do, as points; what a name leaves open is searched. */
  enum Named {
    SERIAL("serial"),
    CHUNKED("chunked (FasterMoE, Tutel)"),
    TILES("tiles (COMET)"),
    TWO_PHASE("two phases (DeepEP)"),
    /**
     * Its all-to-all is not hidden (arXiv 2603.07006, section 4); what it streams, weights, is in
     * the chiplets here. Switches cannot add where homes are among the experts.
     */
    MOZART("Mozart, added at home"),
    UNIEP("UniEP");

    final String title;

    Named(String title) {
      this.title = title;
    }
  }

  private PointSpace() {}

  /** All points with such tiles. */
  static List<Point> all(int chiplets, int vectors, List<Integer> tiles) {
    var all = new ArrayList<Point>();
    for (int tile : tiles) {
      for (Order order : Order.values()) {
        for (int packets = 0; packets < 3; packets++) {
          for (Start start : Start.values()) {
            int most = start == Start.TILE ? 1 : chiplets;
            for (int chunks = 1; chunks <= most; chunks *= 2) {
              var p = point(vectors, tile, start, chunks, order, packets);
              all.add(p);
              all.add(p.delayingWeights());
            }
          }
        }
      }
    }
    return all;
  }

  /** A random one. */
  static Point random(int chiplets, int vectors, int mostTile, Random random) {
    var start = Start.values()[random.nextInt(3)];
    int powers = Integer.numberOfTrailingZeros(chiplets) + 1;
    var p =
        point(
            vectors,
            2 + random.nextInt(mostTile - 1),
            start,
            start == Start.TILE ? 1 : 1 << random.nextInt(powers),
            Order.values()[random.nextInt(3)],
            random.nextInt(3));
    return random.nextBoolean() ? p.delayingWeights() : p;
  }

  /** {@code packets}: 0 one for each pair, 1 for each rank, 2 for all ranks. */
  private static Point point(
      int vectors, int tile, Start start, int chunks, Order order, int packets) {
    return new Point(
        new Lanes(1, packets == 0 ? 0 : 1, 1, vectors),
        new Manner(1, tile, start, chunks, order, Transfer.PUSH, packets == 2, Addition.HOME));
  }

  /**
   * Whose a point is, if anybody's. All but UniEP have the gradients of an expert's weights beside
   * the next expert's work, as autograd has them.
   */
  static Optional<Named> named(Point p) {
    var m = p.manner();
    boolean plain = m.order() == Order.TOKEN && !m.multicast();
    boolean relays = p.lanes().relay() > 0;
    if (m.start() == Start.TILE && m.order() == Order.EXPERT && !m.multicast() && relays) {
      return Optional.of(Named.UNIEP);
    }
    if (m.delaysWeights()) {
      return Optional.empty();
    }
    if (m.start() == Start.CHUNK && plain) {
      return m.chunks() == 1
          ? Optional.of(relays ? Named.TWO_PHASE : Named.SERIAL)
          : relays ? Optional.empty() : Optional.of(Named.CHUNKED);
    }
    if (isComet(p)) {
      return Optional.of(Named.TILES);
    }
    boolean isPhased = m.start() == Start.CHUNK && m.chunks() == 1;
    boolean isMozart = isPhased && m.order() == Order.HOTTEST && m.multicast();
    return isMozart ? Optional.of(Named.MOZART) : Optional.empty();
  }

  /**
   * COMET starts tiles by themselves, and takes those of a source before those of the next one: an
   * expert's rows of a share of the homes are such a tile.
   */
  private static boolean isComet(Point p) {
    var m = p.manner();
    boolean bySource = m.start() == Start.EXPERT && m.chunks() > 1;
    return p.lanes().relay() == 0
        && m.order() == Order.EXPERT
        && (m.start() == Start.TILE || bySource);
  }
}

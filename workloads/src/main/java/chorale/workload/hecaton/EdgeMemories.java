package chorale.workload.hecaton;

import chorale.workload.step.rate.Events;
import chorale.workload.step.rate.Server;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The memories at either end of each row and each column, and the ways between them and the dies,
 * which are the links of rows and columns: what passes there waits for what rings pass. A die has a
 * way to the nearer end of its row and one to that of its column, and one part under way on each: a
 * part goes by the way that is free first, so that rings along columns hold up no way along a row.
 */
final class EdgeMemories {
  private final Grid grid;
  private final GridRates rates;
  private final Events events;
  private final LinkPort[][] links;

  /** By the side of the grid, then by row or column. */
  private final Server[][] memories = new Server[Link.values().length][];

  private final Movers[] loads;
  private final Movers[] stores;
  private double linkBytes;

  /** A die's two ways, for loads or for stores: in use or not, and who waits for one. */
  private static final class Movers {
    boolean ofRow;
    boolean ofColumn;
    Runnable waits;

    /** Takes a free way; of two the row's, if that is preferred. */
    boolean takeRow(boolean preferred) {
      boolean takes = ofColumn || preferred && !ofRow;
      ofRow |= takes;
      ofColumn |= !takes;
      return takes;
    }

    boolean isFree() {
      return !(ofRow && ofColumn);
    }

    void leave(boolean row) {
      if (row) {
        ofRow = false;
      } else {
        ofColumn = false;
      }
      var next = waits;
      waits = null;
      if (next != null) {
        next.run();
      }
    }
  }

  EdgeMemories(Grid grid, GridRates rates, Events events, LinkPort[][] links) {
    this.grid = grid;
    this.rates = rates;
    this.events = events;
    this.links = links;
    loads = movers(grid.dies());
    stores = movers(grid.dies());
    for (var side : Link.values()) {
      boolean ofRows = side == Link.EAST || side == Link.WEST;
      var own = new Server[ofRows ? grid.rows() : grid.columns()];
      for (int i = 0; i < own.length; i++) {
        own[i] = new Server(rates.memory());
      }
      memories[side.ordinal()] = own;
    }
  }

  private static Movers[] movers(int dies) {
    var all = new Movers[dies];
    Arrays.setAll(all, d -> new Movers());
    return all;
  }

  /**
   * Moves part {@code number} of what a die loads or stores.
   *
   * @param free told when the next part may begin
   * @param done told when it is there
   */
  void move(int die, boolean isLoad, int number, double bytes, Runnable free, Runnable done) {
    var movers = (isLoad ? loads : stores)[die];
    boolean ofRow = movers.takeRow(number % 2 == 0);
    var side = side(die, ofRow);
    var memory = memories[side.ordinal()][ofRow ? grid.row(die) : grid.column(die)];
    Runnable left = () -> movers.leave(ofRow);
    if (isLoad) {
      var way = way(die, side.opposite(), true);
      double read = memory.serve(events.now(), bytes);
      if (way.isEmpty()) {
        events.at(read, left);
      }
      events.at(read + rates.memoryLatency(), () -> travel(way, 0, bytes, left, done));
    } else {
      var way = way(die, side, false);
      travel(
          way,
          0,
          bytes,
          left,
          () -> {
            double written = memory.serve(events.now(), bytes);
            events.at(written, done);
            if (way.isEmpty()) {
              events.at(written, left);
            }
          });
    }
    if (movers.isFree()) {
      free.run();
    } else {
      movers.waits = free;
    }
  }

  /** The side of the nearer end of its row, or of its column. */
  private Link side(int die, boolean ofRow) {
    if (ofRow) {
      return 2 * grid.column(die) < grid.columns() ? Link.WEST : Link.EAST;
    }
    return 2 * grid.row(die) < grid.rows() ? Link.NORTH : Link.SOUTH;
  }

  /** The links between a die and the edge, in the order in which they are passed. */
  private List<LinkPort> way(int die, Link direction, boolean toDie) {
    var way = new ArrayList<LinkPort>();
    var outwards = toDie ? direction.opposite() : direction;
    for (int at = die; !isEdge(at, outwards); ) {
      int next = grid.neighbour(at, outwards);
      way.add(links[toDie ? next : at][direction.ordinal()]);
      at = next;
    }
    return toDie ? way.reversed() : way;
  }

  private boolean isEdge(int die, Link side) {
    return switch (side) {
      case WEST -> grid.column(die) == 0;
      case EAST -> grid.column(die) == grid.columns() - 1;
      case NORTH -> grid.row(die) == 0;
      case SOUTH -> grid.row(die) == grid.rows() - 1;
    };
  }

  /** Passes the links of a way from one on; {@code left} is told when the first is passed. */
  private void travel(List<LinkPort> way, int link, double bytes, Runnable left, Runnable there) {
    if (link == way.size()) {
      there.run();
      return;
    }
    linkBytes += bytes;
    way.get(link)
        .pass(
            bytes,
            false,
            () -> {
              left.run();
              events.at(
                  events.now() + rates.hopCycles(),
                  () -> travel(way, link + 1, bytes, () -> {}, there));
            });
  }

  /** Bytes over links, on each link once. */
  double linkBytes() {
    return linkBytes;
  }

  /** Bytes of all memories. */
  double bytes() {
    double sum = 0;
    for (var side : memories) {
      for (var memory : side) {
        sum += memory.work();
      }
    }
    return sum;
  }

  /** Cycles in which the busiest memory works. */
  double busy() {
    double most = 0;
    for (var side : memories) {
      for (var memory : side) {
        most = Math.max(most, memory.busy());
      }
    }
    return most;
  }
}

package chorale.bench.train;

import chorale.chiplet.TrainingOptions;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.Element;
import chorale.chiplet.vector.VectorParameters;
import chorale.nop.Topology;
import chorale.workload.hecaton.Grid;
import chorale.workload.hecaton.Link;

/**
 * The RTL of a grid. A die has a port for its row and one for its column, each with a link to
 * either neighbour. Lines are folded to rings: from every second die to the last, and back over the
 * others, so that a pass to the next die takes each link of the line once in either direction.
 *
 * @param grid the dies, numbered by their places in the rings
 * @param lanes of a word; a die's array has as many rows and columns
 * @param packetWords words of a packet
 * @param hop cycles of a link between neighbours
 * @param addressBits of both memories of a die
 */
public record GridMachine(Grid grid, int lanes, int packetWords, int hop, int addressBits) {
  private static final int BANKS = 16;
  private static final int ACCUMULATORS = 1024;
  private static final int BLOCK = 16;
  private static final int STAGES = 6;
  private static final int INSTRUCTIONS = 512;
  private static final int PORTS = 2;

  /** Of its row, and of its column. */
  static final int ROW = 0;

  static final int COLUMN = 1;

  /** Arrays of 4 x 4, packets of 16 words, links of 2 cycles. */
  public static GridMachine ofStudy(Grid grid) {
    return new GridMachine(grid, 4, 16, 2, 14);
  }

  /** The package. */
  public TrainingParameters parameters(Datapath datapath) {
    var array =
        new ArrayParameters(
            lanes, lanes, Element.BF16, datapath, true, true, 1, ACCUMULATORS, addressBits);
    return new TrainingParameters(
        array,
        1,
        new VectorParameters(lanes, lanes, BLOCK, STAGES, INSTRUCTIONS, addressBits, datapath),
        Topology.grid(grid.columns(), grid.rows(), PORTS, hop),
        packetWords,
        BANKS,
        TrainingParameters.CLASSES + 2 + PORTS,
        2,
        TrainingOptions.ofPorts(PORTS));
  }

  /** Whether there are numbers to begin with. */
  boolean hasValues(TrainingParameters p) {
    return p.array().datapath() == Datapath.VALUES;
  }

  /** The chiplet that is a die. */
  int chiplet(int die) {
    int x = folded(grid.column(die), grid.columns());
    int y = folded(grid.row(die), grid.rows());
    return y * grid.columns() + x;
  }

  /** Where a place of a ring is on its line. */
  private static int folded(int place, int size) {
    return 2 * place < size ? 2 * place : 2 * (size - place) - 1;
  }

  /** Links from a die to another one in its row or column. */
  int hops(int from, int to) {
    int a = chiplet(from);
    int b = chiplet(to);
    int columns = grid.columns();
    return Math.abs(a % columns - b % columns) + Math.abs(a / columns - b / columns);
  }

  /** The port that serves a ring's link. */
  static int port(Link link) {
    return link == Link.EAST || link == Link.WEST ? ROW : COLUMN;
  }
}

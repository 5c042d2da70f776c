package chorale.bench.train;

import chorale.bench.train.CommandQueues.Wait;
import chorale.bench.train.GridPlan.Engine;
import chorale.chiplet.TrainingFormat;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.Gemm;
import chorale.chiplet.vector.VectorCommand.Stream;
import chorale.workload.hecaton.Ring;
import chorale.workload.vector.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Writes the commands of a die of a grid: products, kernels, and collectives of its rings as passes
 * to the next die ({@link Ring}). Counts of what is done and of packets that have come are all that
 * a command waits for. A region has the same address in all dies.
 */
final class DieCommands {
  /**
   * Rows of a region that are there when two counters are.
   *
   * @param first a wait, or null
   * @param second another one, or null
   */
  record Part(int row, int rows, Wait first, Wait second) {}

  /** A kernel at an address of the instruction memory. */
  record Loaded(Kernel kernel, int at) {}

  private final GridMachine machine;
  private final TrainingParameters p;
  private final TrainingFormat format;
  private final int die;
  private final CommandQueues queues;
  private final GridPlan plan;
  private final int[] arrived;

  DieCommands(GridMachine machine, TrainingParameters p, int die, HostWords words, GridPlan plan) {
    this.machine = machine;
    this.p = p;
    this.die = die;
    this.plan = plan;
    format = new TrainingFormat(p);
    queues = new CommandQueues(p, words, machine.chiplet(die));
    arrived = new int[p.options().ports()];
  }

  /** Ends all queues. */
  void end() {
    queues.end();
  }

  /** All rows of a region, from the start on or after a wait. */
  static List<Part> whole(Region region, Wait wait) {
    return List.of(new Part(0, region.rows(), wait, null));
  }

  /** {@code y = a b}, or {@code a b'}, of some rows of a. */
  Wait multiply(Part part, Region a, Region b, boolean turns, Region y) {
    int lanes = p.lanes();
    var gemm =
        Gemm.weightStationary(
                part.rows,
                a.words() * lanes,
                y.words() * lanes,
                a.rows(part.row, part.rows).place(),
                b.place(),
                y.rows(part.row, part.rows).place())
            .turningTop(turns);
    return array(gemm, part.first, part.second);
  }

  /** {@code y = a' b}, over all rows in ascending order. */
  Wait outer(Region a, Region b, Region y, Wait first, Wait second) {
    int lanes = p.lanes();
    return array(
        Gemm.outputStationary(
            a.words() * lanes, a.rows(), b.words() * lanes, a.place(), b.place(), y.place()),
        first,
        second);
  }

  /** Any product. */
  Wait array(Gemm gemm, Wait first, Wait second) {
    plan.array(machine.chiplet(die), gemm, first, second);
    return queues.array(gemm, first, second);
  }

  /** Rows through a kernel at an address of the instruction memory. */
  Wait vector(int at, Kernel kernel, int rows, Wait first, Wait second, Region... streams) {
    return vector(
        new Loaded(kernel, at), rows, streams[streams.length - 1].words(), first, second, streams);
  }

  /** Rows of so many words through a kernel; a region of one row serves all rows. */
  Wait vector(Loaded k, int rows, int words, Wait first, Wait second, Region... streams) {
    plan.vector(machine.chiplet(die), k.kernel(), rows, words, first, second);
    return queues.vector(k.at(), rows, words, first, second, streams);
  }

  /** The same with strides of their own. */
  Wait vector(Loaded k, int rows, int words, Wait first, Wait second, List<Stream> streams) {
    plan.vector(machine.chiplet(die), k.kernel(), rows, words, first, second);
    return queues.vector(k.at(), rows, words, first, second, streams);
  }

  /** A wait for all commands of an engine so far. */
  Wait last(Target engine) {
    return queues.last(engine);
  }

  /**
   * All-gather: the own block of a region goes around, and so does each that comes.
   *
   * @param block of the region, by place, which of p equal ones of rows
   * @param own when a part of the own block is there
   * @return the own parts, then what comes in the order in which it does
   */
  List<Part> gather(Ring ring, Region region, IntUnaryOperator block, int chunks, List<Part> own) {
    int place = ring.dies().indexOf(die);
    int size = ring.size();
    var parts = new ArrayList<>(own);
    int in = GridMachine.port(ring.in(place, true));
    for (int step = 0; step < size - 1; step++) {
      int sent = block.applyAsInt(ring.gathered(place, step, true));
      int comes = block.applyAsInt(ring.gathered(place, step + 1, true));
      for (int u = 0; u < chunks; u++) {
        var rows = chunk(region, sent, size, u, chunks);
        var there = step == 0 ? covers(own, rows) : parts.get(own.size() + (step - 1) * chunks + u);
        pass(ring, place, region, region, null, rows, there.first, there.second);
      }
      for (int u = 0; u < chunks; u++) {
        var rows = chunk(region, comes, size, u, chunks);
        parts.add(new Part(rows.row, rows.rows, comes(in, region, rows.rows), null));
      }
    }
    return parts;
  }

  /**
   * Reduce-scatter: parts of sums of other dies' blocks go around, and each die adds its own.
   *
   * @param arriving where what comes is put, as large as the region
   * @param products when parts of the region are there
   * @return parts of the own block, whose sums are {@code arriving + region}
   */
  List<Part> scatter(
      Ring ring,
      Region region,
      Region arriving,
      IntUnaryOperator block,
      int chunks,
      List<Part> products) {
    int place = ring.dies().indexOf(die);
    int size = ring.size();
    int in = GridMachine.port(ring.in(place, true));
    var came = new ArrayList<Wait>();
    var own = new ArrayList<Part>();
    for (int step = 0; step < size; step++) {
      int now = block.applyAsInt(ring.reduced(place, step, true));
      for (int u = 0; u < chunks; u++) {
        var rows = chunk(region, now, size, u, chunks);
        Wait ready = covers(products, rows).first;
        Wait before = step == 0 ? null : came.get((step - 1) * chunks + u);
        if (step == size - 1) {
          own.add(new Part(rows.row, rows.rows, before, ready));
        } else {
          pass(ring, place, region, arriving, step == 0 ? null : arriving, rows, ready, before);
        }
      }
      for (int u = 0; u < chunks && step < size - 1; u++) {
        came.add(comes(in, region, chunk(region, now, size, u, chunks).rows));
      }
    }
    return own;
  }

  private static Part chunk(Region region, int block, int blocks, int u, int chunks) {
    int all = region.rows() / blocks;
    int rows = all / chunks;
    if (rows * chunks * blocks != region.rows()) {
      throw new IllegalArgumentException(
          "%d rows in %d blocks of %d chunks".formatted(region.rows(), blocks, chunks));
    }
    return new Part(block * all + u * rows, rows, null, null);
  }

  /** The last of those parts that have any of these rows. */
  private static Part covers(List<Part> parts, Part rows) {
    return parts.stream()
        .filter(q -> q.row < rows.row + rows.rows && rows.row < q.row + q.rows)
        .reduce((_, b) -> b)
        .orElseThrow();
  }

  private int packets(Region region, int rows) {
    int halves = region.memory() == Target.SUMS ? 2 : 1;
    return rows * region.words() * halves / p.packetWords();
  }

  private Wait comes(int port, Region region, int rows) {
    arrived[port] += packets(region, rows);
    return new Wait(port, arrived[port]);
  }

  private void pass(
      Ring ring,
      int place,
      Region from,
      Region to,
      Region addend,
      Part rows,
      Wait first,
      Wait second) {
    int port = GridMachine.port(ring.out(place, true));
    int next = ring.at(place + 1);
    int leaf = p.leaf(machine.chiplet(next), port);
    boolean sums = from.memory() == Target.SUMS;
    var word =
        format.rows(
            leaf,
            to.row(rows.row),
            sums,
            from.row(rows.row),
            addend == null ? -1 : addend.row(rows.row),
            rows.rows * from.words());
    queues.port(port, word, first, second);
    plan.port(
        new Engine(machine.chiplet(die), Target.PORT, port),
        machine.chiplet(next),
        packets(from, rows.rows),
        machine.hops(die, next),
        first,
        second);
  }
}

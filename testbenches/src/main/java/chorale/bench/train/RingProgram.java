package chorale.bench.train;

import chorale.bench.train.HostWords.Word;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.workload.hecaton.Ring;
import chorale.workload.vector.Kernel;
import chorale.workload.vector.Kernels;
import java.util.List;

/**
 * Collectives of rings of a grid: all of a row, of a column, or the one through all dies. A
 * reduce-scatter of sums, whose own blocks are rounded to operands, and an all-gather of these:
 * together an all-reduce.
 */
final class RingProgram {
  private final HostWords words;
  final GridPlan plan;

  /** Parts of sums; what comes; the sums of all as operands. */
  final Region parts;

  final Region arriving;
  final Region all;

  /**
   * The commands of all dies.
   *
   * @param rings in which each die is once
   * @param rows of a block
   * @param rowWords words of a row
   * @param chunks of a block
   * @param numbers by die, its parts of all blocks
   */
  RingProgram(
      GridMachine machine,
      TrainingParameters p,
      List<Ring> rings,
      int rows,
      int rowWords,
      int chunks,
      float[][][] numbers) {
    words = new HostWords(p);
    plan = new GridPlan(machine, p);
    int size = rings.getFirst().size();
    var memory = new MemoryPlan(p, 0);
    parts = memory.take(Target.SUMS, size * rows, rowWords);
    arriving = memory.take(Target.SUMS, size * rows, rowWords);
    all = memory.take(Target.SCRATCH, size * rows, rowWords);
    Region seen = memory.take(Target.SCRATCH, 1, 1);
    memory.check();
    Kernel added = Kernels.added();
    var kernels = new KernelMemory(p.vector());
    int at = kernels.add(added);
    for (Ring ring : rings) {
      for (int place = 0; place < size; place++) {
        int die = ring.at(place);
        int chiplet = machine.chiplet(die);
        words.kernels(chiplet, kernels);
        for (int r = 0; r < parts.rows() && machine.hasValues(p); r++) {
          words.sums(chiplet, parts, r, numbers[die][r]);
        }
        var d = new DieCommands(machine, p, die, words, plan);
        var ready = DieCommands.whole(parts, null);
        var own = d.scatter(ring, parts, arriving, b -> b, chunks, ready);
        var rounded =
            own.stream()
                .map(
                    o ->
                        new DieCommands.Part(
                            o.row(),
                            o.rows(),
                            d.vector(
                                at,
                                added,
                                o.rows(),
                                o.first(),
                                o.second(),
                                arriving.rows(o.row(), o.rows()),
                                parts.rows(o.row(), o.rows()),
                                all.rows(o.row(), o.rows())),
                            null))
                .toList();
        var last = d.gather(ring, all, b -> b, chunks, rounded).getLast();
        // The end is there when all has come, not when all has left.
        var one = arriving.rows(0, 1);
        d.vector(at, added, 1, last.first(), null, one, parts.rows(0, 1), seen);
        d.end();
      }
    }
  }

  List<Word> words() {
    return words.list();
  }
}

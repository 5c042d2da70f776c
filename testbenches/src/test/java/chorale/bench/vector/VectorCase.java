package chorale.bench.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.vector.VectorBench.Grants;
import chorale.bench.vector.VectorBench.Run;
import chorale.chiplet.vector.VectorCommand;
import chorale.chiplet.vector.VectorParameters;
import chorale.workload.vector.Instruction;
import chorale.workload.vector.Kernel;
import chorale.workload.vector.Operand;
import chorale.workload.vector.VectorCycles;
import chorale.workload.vector.VectorOp;
import chorale.workload.vector.VectorReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One command on random memories, where every stream has a region of its own: the engine must leave
 * the memories as the reference does, in the cycles of the closed form.
 */
record VectorCase(Kernel kernel, VectorCommand command, Memories before) {
  private static final int SPARE = Instruction.IMMEDIATES;

  /**
   * Regions one after the other, in which rows do not overlap: by rows with a gap, or by columns if
   * no instruction adds an offset.
   */
  static List<VectorCommand.Stream> streams(Kernel kernel, int rows, int words, Random random) {
    var streams = new ArrayList<VectorCommand.Stream>();
    long end = 0;
    for (int s = 0; s < kernel.streams().size(); s++) {
      int offset = mostOffset(kernel, s);
      boolean byColumns = offset == 0 && random.nextInt(4) == 0;
      long wordStride = byColumns ? rows : 1;
      long rowStride = byColumns ? 1 : words + offset + random.nextInt(3);
      streams.add(new VectorCommand.Stream(end, rowStride, wordStride));
      end += rows * rowStride + words * wordStride + SPARE;
    }
    return streams;
  }

  private static int mostOffset(Kernel kernel, int stream) {
    return kernel.instructions().stream()
        .filter(i -> i.op().isAccess() && i.stream() == stream)
        .mapToInt(Instruction::immediate)
        .max()
        .orElse(0);
  }

  /** The last address of any stream, and what offsets may add. */
  static int size(List<VectorCommand.Stream> streams, int rows, int words) {
    var last = streams.getLast();
    return (int) (last.address() + rows * last.rowStride() + words * last.wordStride() + SPARE);
  }

  /** What the reference makes of the memories. */
  Memories expected(int lanes) {
    var after = before.copy();
    var operands = new ArrayList<Operand>();
    for (int s = 0; s < kernel.streams().size(); s++) {
      operands.add(after.operand(command.streams().get(s), isHalf(kernel, s)));
    }
    new VectorReference(lanes).run(kernel, command.rows(), command.words(), operands);
    return after;
  }

  /** Which memory a stream's instructions use; they all use one. */
  private static boolean isHalf(Kernel kernel, int stream) {
    return kernel.instructions().stream()
        .filter(i -> i.op().isAccess() && i.stream() == stream)
        .anyMatch(i -> i.op() == VectorOp.LOAD16 || i.op() == VectorOp.STORE16);
  }

  /** Runs it and checks it; {@code about} says which case it is. */
  Memories check(VectorParameters p, VectorBench bench, Grants grants, String about) {
    bench.load(kernel, command.entry());
    var after = before.copy();
    Run run = bench.run(List.of(command), after, grants);
    assertEquals(List.of(), after.differences(expected(p.lanes())), kernel.name() + ", " + about);
    var form = new VectorCycles(p.lanes(), p.lanesPerCycle(), p.block());
    assertEquals(form.steps(kernel, command.rows(), command.words()), run.steps(), about);
    long cycles = run.done().getFirst() - run.taken().getFirst();
    long least = form.cycles(kernel, command.rows(), command.words());
    assertTrue(
        cycles >= least && cycles <= least + run.refused(),
        "%s, %s: %d cycles, %d to %d"
            .formatted(kernel.name(), about, cycles, least, least + run.refused()));
    return after;
  }
}

package chorale.workload;

import java.util.ArrayList;
import java.util.List;

/**
 * What an update of the weights moves between a chiplet and its group's DRAM: for each matrix of
 * its experts the gradients, moments and weights that the optimizer reads, and those that it writes
 * back, as transfers of whole matrices.
 *
 * <pre>
 * bytes of a parameter    read                     written
 * AdamW                   g 4, m 4, v 4, w 2       m 4, v 4, w 2
 * with master weights     g 4, m 4, v 4, w 4       m 4, v 4, w 4, copy 2
 * </pre>
 *
 * <p>An expert without tokens is updated too: its moments decay. Gradients come to the DRAM once
 * for each micro-batch in which their expert has tokens; each time but the first they are read as
 * well.
 */
public final class UpdateTraffic {
  /**
   * A transfer of a matrix.
   *
   * @param store to the DRAM, else from it
   * @param state what of the matrix
   * @param expert of which expert
   * @param matrix which of its matrices
   * @param address its first byte in the group's DRAM
   * @param bytes its length
   */
  public record Movement(
      boolean store, MemoryState state, int expert, Matrix matrix, long address, long bytes) {}

  private final List<Movement> movements = new ArrayList<>();

  private UpdateTraffic(Program program, int chiplet) {
    var config = program.config();
    var optimizer = config.model().optimizer();
    var memory = GroupMemory.of(program, chiplet / config.pack().nop().chipletsPerGroup());
    for (int expert : program.placement().experts(chiplet)) {
      for (var matrix : Matrix.values()) {
        for (var store : List.of(false, true)) {
          for (var state : optimizer.states()) {
            if (store ? optimizer.writes(state) : optimizer.reads(state)) {
              movements.add(
                  new Movement(
                      store,
                      state,
                      expert,
                      matrix,
                      memory.address(state, expert, matrix),
                      state.matrixBytes(config.model())));
            }
          }
        }
      }
    }
  }

  /** The update of one chiplet's experts. */
  public static UpdateTraffic of(Program program, int chiplet) {
    return new UpdateTraffic(program, chiplet);
  }

  /** The transfers, matrix by matrix, what is read before what is written. */
  public List<Movement> movements() {
    return List.copyOf(movements);
  }

  /** Bytes that are read from the DRAM. */
  public long read() {
    return sum(false);
  }

  /** Bytes that are written to the DRAM. */
  public long written() {
    return sum(true);
  }

  private long sum(boolean store) {
    return movements.stream().filter(m -> m.store == store).mapToLong(Movement::bytes).sum();
  }

  /**
   * Bytes of gradients that the backward passes of a step write to the DRAM and read from it again,
   * if every expert of the chiplet has tokens in all of them.
   *
   * @param microBatches backward passes before the update, at least 1
   */
  public static long gradientBytes(Program program, int chiplet, int microBatches) {
    if (microBatches < 1) {
      throw new IllegalArgumentException("a step of %d micro-batches".formatted(microBatches));
    }
    var model = program.config().model();
    long once =
        program.placement().experts(chiplet).length
            * (long) Matrix.values().length
            * MemoryState.GRADIENT.matrixBytes(model);
    return model.optimizer() == Optimizer.NONE ? 0 : once * (2L * microBatches - 1);
  }
}

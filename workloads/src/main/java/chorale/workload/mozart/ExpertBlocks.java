package chorale.workload.mozart;

import static chorale.workload.step.StepEngine.LOAD;
import static chorale.workload.step.StepEngine.STORE;

import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Condition;
import chorale.workload.step.Tensor;
import chorale.workload.step.Work;

/** What a chiplet with experts loads from the memory of its group, and stores there. */
final class ExpertBlocks {
  private static final int MATRICES = 3;

  /**
   * Where at the chiplet.
   *
   * @param number of a slot, or of a buffer of the optimizer
   * @param isBuffer which of the two
   */
  record Place(int number, boolean isBuffer) {
    static Place slot(int number) {
      return new Place(number, false);
    }

    static Place buffer(int number) {
      return new Place(number, true);
    }
  }

  private final MozartStep step;
  private final int chiplet;
  private final ChipletQueues queues;

  /** By layer, its experts in the order of their group. */
  private final int[][] round;

  ExpertBlocks(MozartStep step, int chiplet, ChipletQueues queues) {
    this.step = step;
    this.chiplet = chiplet;
    this.queues = queues;
    round = step.layers().stream().map(MozartSchedule::rounds).toArray(int[][]::new);
  }

  /** Loads something of an expert in a part, with the order number of a pass. */
  Condition load(
      int part,
      int pass,
      int expert,
      Tensor tensor,
      int matrix,
      Place to,
      Condition... conditions) {
    int name = name(part, tensor, expert);
    int order = order(part, pass, expert);
    int blocks = blocks(part, tensor, expert, matrix);
    var work = new Work.Load(tensor, name, matrix, to.number, to.isBuffer, order, blocks);
    return queues.add(LOAD, work, conditions);
  }

  /** Stores it. */
  Condition store(
      int part,
      int pass,
      int expert,
      Tensor tensor,
      int matrix,
      Place from,
      Condition... conditions) {
    int name = name(part, tensor, expert);
    int order = order(part, pass, expert);
    int blocks = blocks(part, tensor, expert, matrix);
    var work = new Work.Store(tensor, name, matrix, from.number, from.isBuffer, order, blocks);
    return queues.add(STORE, work, conditions);
  }

  int order(int part, int pass, int expert) {
    int experts = step.parts().get(part).expertsOfGroup(chiplet);
    return pass * experts + round[step.layer(part)][expert];
  }

  /** What goes by tokens has the number of the part. */
  private int name(int part, Tensor tensor, int expert) {
    return switch (tensor) {
      case GATE_SUM, UP_SUM, HIDDEN -> step.expert(part, expert);
      default -> step.weights(step.layer(part), expert);
    };
  }

  private int blocks(int part, Tensor tensor, int expert, int matrix) {
    var s = step.parts().get(part);
    var machine = s.machine();
    boolean isDown = matrix == MATRICES - 1;
    int rows = isDown ? s.inner() : s.hidden();
    int width = isDown ? s.hidden() : s.inner();
    return switch (tensor) {
      case WEIGHT, GRADIENT, FIRST, SECOND ->
          machine.blocks(rows, machine.words(width), tensor.sums());
      case GATE_SUM, UP_SUM, HIDDEN ->
          machine.blocks(s.routing().load(expert), machine.words(s.inner()), tensor.sums());
      case INPUT, SHARED, SAVED ->
          throw new IllegalArgumentException("an expert without " + tensor);
    };
  }
}

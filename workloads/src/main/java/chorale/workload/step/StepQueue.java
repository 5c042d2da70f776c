package chorale.workload.step;

import java.util.List;

/**
 * The commands of an engine, in order.
 *
 * @param number of the tile, or of the vector engine if there are several; 0 of other engines
 */
public record StepQueue(int chiplet, StepEngine engine, int number, List<StepCommand> commands) {
  /** Copies the commands. */
  public StepQueue {
    commands = List.copyOf(commands);
  }
}

package chorale.workload.step;

import java.util.List;

/**
 * A step: a queue of commands for each engine of each chiplet.
 *
 * @param machine that does it
 * @param topK experts of a token
 * @param queues those that have commands
 */
public record Step(Machine machine, int topK, List<StepQueue> queues) {
  /** Copies the list. */
  public Step {
    queues = List.copyOf(queues);
  }
}

package chorale.workload.step;

import java.util.List;

/**
 * A step: a queue of commands for each engine of each chiplet.
 *
 * @param machine that does it
 * @param topK rows that a home adds up for a token: those of its experts, or 1 if switches do
 * @param queues those that have commands
 */
public record Step(Machine machine, int topK, List<StepQueue> queues) {
  /** Copies the list. */
  public Step {
    queues = List.copyOf(queues);
  }
}

package chorale.workload.step;

import java.util.List;

/**
 * A command: it starts when the one before it in its queue has been issued and its conditions hold,
 * and counts its queue's counter up when it is done.
 *
 * @param conditions at most two
 */
public record StepCommand(Work work, List<Condition> conditions) {
  /** Conditions that a command can have. */
  public static final int CONDITIONS = 2;

  /** Copies the conditions. */
  public StepCommand {
    conditions = List.copyOf(conditions);
    if (conditions.size() > CONDITIONS) {
      throw new IllegalArgumentException(
          "a command with %d conditions: at most %d".formatted(conditions.size(), CONDITIONS));
    }
  }
}

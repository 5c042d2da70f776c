package chorale.workload.step;

/** What a command waits for; counts only grow. */
public sealed interface Condition {
  /**
   * An engine of the same chiplet has done its first {@code commands} commands.
   *
   * @param number of the tile; 0 of other engines
   */
  record Done(StepEngine engine, int number, int commands) implements Condition {}

  /** So many packets of a class have arrived at the chiplet, whole. */
  record Arrived(Traffic traffic, int packets) implements Condition {}
}

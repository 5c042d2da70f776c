package chorale.workload.step.run;

import java.util.List;

/**
 * A lower bound of a step's cycles.
 *
 * @param cycles the bound
 * @param binds what it is from: a resource, or {@link #PATH}
 * @param path what the commands take that wait for each other, if nobody else uses a resource
 * @param resources each with its own bound
 */
public record StepBound(long cycles, String binds, long path, List<Resource> resources) {
  /** The longest chain of commands. */
  public static final String PATH = "path";

  /**
   * A link, an engine, or a memory.
   *
   * @param name of it
   * @param work cycles in which it is busy
   * @param cycles of the step at least, with the earliest begin and the least rest behind
   */
  public record Resource(String name, long work, long cycles) {}

  /** Copies the list. */
  public StepBound {
    resources = List.copyOf(resources);
  }
}

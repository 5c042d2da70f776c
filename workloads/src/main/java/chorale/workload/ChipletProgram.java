package chorale.workload;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The command queues of one chiplet.
 *
 * @param semaphores its counters
 * @param queues commands by engine; an engine without commands may be absent
 */
public record ChipletProgram(Semaphores semaphores, Map<Engine, List<Command>> queues) {
  /** Copies the map and its lists. */
  public ChipletProgram {
    var copy = new EnumMap<Engine, List<Command>>(Engine.class);
    queues.forEach((engine, commands) -> copy.put(engine, List.copyOf(commands)));
    queues = Collections.unmodifiableMap(copy);
  }

  /** The commands of {@code engine} in order, empty if it has none. */
  public List<Command> queue(Engine engine) {
    return queues.getOrDefault(engine, List.of());
  }

  /** The commands of {@code engine} that are of {@code type}, in order. */
  <C extends Command> List<C> queue(Engine engine, Class<C> type) {
    return queue(engine).stream().filter(type::isInstance).map(type::cast).toList();
  }
}

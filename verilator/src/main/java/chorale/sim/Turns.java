package chorale.sim;

import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Threads of this JVM that want the same folder of the cache take turns, so that the second finds
 * what the first has made. Between processes the work may be done twice, see {@link ModelBuilder}.
 */
final class Turns {
  private static final ConcurrentHashMap<Path, Object> LOCKS = new ConcurrentHashMap<>();

  private Turns() {}

  /** What to synchronise on. */
  static Object of(Path folder) {
    return LOCKS.computeIfAbsent(folder, _ -> new Object());
  }
}

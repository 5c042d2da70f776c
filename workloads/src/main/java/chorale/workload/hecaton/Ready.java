package chorale.workload.hecaton;

import java.util.ArrayList;
import java.util.List;

/**
 * When parts of something are there: part u when all waits of time u are over.
 *
 * @param parts how many
 * @param waits of each
 */
record Ready(int parts, List<Wait> waits) {
  /** From the beginning. */
  static final Ready NOW = new Ready(1, List.of());

  /** All of it at a time. */
  Ready whole() {
    return new Ready(1, waits.stream().map(w -> w.fixedAt(parts - 1)).toList());
  }

  /** The parts from {@code first} on. */
  Ready from(int first) {
    return new Ready(
        parts - first,
        waits.stream()
            .map(w -> new Wait(w.arrived(), w.engine(), w.base(), w.lag() - first, w.stride()))
            .toList());
  }

  /** Each part with the same part of another; of what comes whole, all. */
  Ready and(Ready other) {
    if (parts != other.parts && parts != 1 && other.parts != 1) {
      throw new IllegalArgumentException("%d parts and %d".formatted(parts, other.parts));
    }
    var both = new ArrayList<Wait>();
    both.addAll(parts == 1 ? whole().waits : waits);
    both.addAll(other.parts == 1 ? other.whole().waits : other.waits);
    return new Ready(Math.max(parts, other.parts), both);
  }
}

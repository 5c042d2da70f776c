package chorale.workload.trace;

import java.util.HashMap;
import java.util.Map;

/** Counts the tokens of each layer where a file does not name them. */
final class TokenCount {
  private final Map<Integer, Long> seen = new HashMap<>();

  /** The number of the next token of {@code layer}, from 0. */
  long next(int layer) {
    return seen.merge(layer, 1L, Long::sum) - 1;
  }
}

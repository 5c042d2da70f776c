package chorale.bench;

import chorale.workload.Phase;
import java.util.List;
import java.util.Map;

/**
 * What one run on the RTL showed. Cycles count from the cycle in which the run began.
 *
 * @param cycles until all commands of all engines were done
 * @param phases when each phase was complete
 * @param tokens stamps by token
 * @param loads when each load of a matrix was done, in order
 * @param counters node to counter name to count, as in {@link chorale.chiplet.NodeCounters}
 * @param lostOrDoubled (token, expert) pairs that did not arrive, or return home, exactly once
 * @param events when each command was done
 * @param activity the counters while it ran, if they were sampled
 */
record Measurement(
    long cycles,
    Map<Phase, Long> phases,
    TokenStamps tokens,
    List<Long> loads,
    Map<String, Map<String, Long>> counters,
    long lostOrDoubled,
    EngineEvents events,
    Activity activity) {

  /**
   * When each token's head left its home, its last copy was complete at a chiplet, its last expert
   * was done, and its contributions were added up.
   */
  record TokenStamps(long[] dispatched, long[] delivered, long[] computed, long[] combined) {}

  /** Whether the package has this node. */
  boolean has(String node) {
    return counters.containsKey(node);
  }

  long count(String node, String counter) {
    return counters.get(node).get(counter);
  }
}

package chorale.sim;

/** Receives the events of watches, see {@link Model#watch}. */
@FunctionalInterface
public interface EventSink {
  /**
   * One event. Events come in order of cycle, and within a cycle in order of watch.
   *
   * @param cycle {@link Model#cycle()} right after the clock cycle that left the valid port at 1
   * @param watch the number {@link Model#watch} returned
   * @param data the data port's value, zero-extended
   */
  void event(long cycle, int watch, long data);
}

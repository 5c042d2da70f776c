package chorale.workload;

/**
 * Cycles of flits in one virtual channel of a link under credit flow control: a place of the
 * receiver's buffer can be used once per credit loop, so a buffer smaller than the loop throttles
 * the channel. Channels of one link have buffers of their own; together they move a flit per cycle.
 *
 * @param buffer places in the receiver's buffer, flits
 * @param loop cycles from the use of a place to its reuse
 */
record LinkCost(int buffer, int loop) {
  LinkCost(RunConfig.Nop nop, Timing timing) {
    this(nop.bufferFlits(), 2 * nop.linkLatencyCycles() + timing.creditTurn());
  }

  /** Least cycles from the first to the last of {@code flits}, both included. */
  long least(long flits) {
    return flits <= 0 || loop <= buffer ? flits : flits + (flits - 1) / buffer * (loop - buffer);
  }

  /** Least cycles from the first to the last flit of two channels of one link, both included. */
  long least(long flits, long others) {
    return Math.max(flits + others, Math.max(least(flits), least(others)));
  }

  /** Most cycles of {@code flits} that wait for nothing but credits. */
  long most(long flits) {
    return loop <= buffer ? flits : Math.ceilDiv(flits * loop, (long) buffer);
  }
}

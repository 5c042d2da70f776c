package chorale.workload;

/**
 * Cycles of flits on one link under credit flow control: a place of the receiver's buffer can be
 * used once per credit loop, so a buffer smaller than the loop throttles the link.
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

  /** Most cycles of {@code flits} that wait for nothing but credits. */
  long most(long flits) {
    return loop <= buffer ? flits : Math.ceilDiv(flits * loop, (long) buffer);
  }
}

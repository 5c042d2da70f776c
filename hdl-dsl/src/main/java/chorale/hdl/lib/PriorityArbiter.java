package chorale.hdl.lib;

import chorale.hdl.Module;

/**
 * Grants the lowest requester, always: it has no memory and does not look at {@link #take}. A
 * requester may starve while lower ones ask.
 *
 * <pre>{@code
 * var arbiter = new PriorityArbiter(this, 4);
 * arbiter.requests.set(requests);
 * arbiter.take.set(enable);
 * grant.set(arbiter.grant);
 * }</pre>
 */
public final class PriorityArbiter extends Arbiter {
  /** An arbiter of {@code requesters} requesters, at least 1. */
  public PriorityArbiter(Module parent, int requesters) {
    super(parent, requesters);
    grant.set(RoundRobin.lowest(requests));
  }
}

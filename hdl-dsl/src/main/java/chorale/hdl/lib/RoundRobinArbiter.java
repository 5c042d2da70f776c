package chorale.hdl.lib;

import chorale.hdl.Module;

/**
 * Grants the next requester in turn, cyclically above the one that took the last grant; the lowest
 * after reset. Who keeps asking is served within as many taken grants as there are requesters.
 *
 * <pre>{@code
 * var arbiter = new RoundRobinArbiter(this, 4);
 * arbiter.requests.set(requests);
 * arbiter.take.set(enable);
 * grant.set(arbiter.grant);
 * }</pre>
 */
public final class RoundRobinArbiter extends Arbiter {
  /** An arbiter of {@code requesters} requesters, at least 1. */
  public RoundRobinArbiter(Module parent, int requesters) {
    super(parent, requesters);
    var last = reg(requesters); // 0 after reset: then the lowest is next
    grant.set(RoundRobin.grant(requests, last));
    when(taken(), () -> last.set(grant));
  }
}

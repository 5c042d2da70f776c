package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * The ports that all arbiters share. {@link #grant} follows {@link #requests} in the same cycle; an
 * arbiter learns from its grant only in a cycle with {@link #take}, so that a grant nobody could
 * use costs its requester nothing. One grant per cycle. A grant may move to another requester while
 * it waits for its take, if the requests change.
 *
 * <pre>{@code
 * Arbiter.Kind kind = RoundRobinArbiter::new;
 * Arbiter arbiter = kind.of(this, 4);
 * arbiter.requests.set(requests);
 * arbiter.take.set(enable);
 * grant.set(arbiter.grant);
 * }</pre>
 */
public abstract class Arbiter extends Module {
  /** Who asks, one bit for each requester. */
  public final UInt requests;

  /** Whether the grant is used in this cycle; without effect if there is none. */
  public final Bool take;

  /** Who may go: one-hot and among the requests, or 0 if there are none. */
  public final UInt grant;

  /** Makes an arbiter of one kind. */
  @FunctionalInterface
  public interface Kind {
    /** An arbiter in {@code parent} of {@code requesters} requesters. */
    Arbiter of(Module parent, int requesters);
  }

  /** The ports of an arbiter of {@code requesters} requesters, at least 1. */
  protected Arbiter(Module parent, int requesters) {
    super(parent);
    requests = in(requesters);
    take = inBool();
    grant = out(requesters);
  }

  /** Whether a grant is made and used in this cycle. */
  final Bool taken() {
    return take.and(requests.any());
  }
}

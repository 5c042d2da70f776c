package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import java.util.List;

/**
 * Turns among requesters that cannot always ask: a flit without a credit stands aside. In plain
 * round robin it could be passed over for ever, if credits come back just when it is somebody
 * else's turn. So who has had a turn yields to those who have not, until nobody waits without
 * having had one. If all ask always, it is plain round robin. Who had the last turn and is within a
 * packet goes on: its packet is one turn. A part of a router, without a module of its own.
 *
 * <p>Whoever waits is served after at most {@code 2 n - 3} turns of others, n the number of
 * requesters, counting those of cycles in which it asks, if none of the others waits without being
 * able to ask. If one does, the round does not end before it is served, and who has had a turn
 * shares what is left with the others that have, in plain round robin: with 3 requesters the bound
 * is still 3, with 4 there is none for one that asks in the wrong cycles only, and 8 turns for one
 * that always asks. Proven, as far as it is a bound, by {@code make prove}.
 */
public final class Turns {
  private final Module router;
  private final UInt last; // null for one requester
  private final UInt had;

  /**
   * Turns of {@code requesters} within {@code router}; {@code name} ends the names of the
   * registers.
   */
  public Turns(Module router, String name, int requesters) {
    this.router = router;
    last = requesters == 1 ? null : router.reg(requesters).named("last" + name);
    had = requesters == 1 ? null : router.reg(requesters).named("had" + name);
  }

  /**
   * One-hot among those that ask, or 0.
   *
   * @param waiting those with something to send, whether or not it could go now
   * @param begun those within a packet; empty if none ever is
   * @param taken the grant is used
   */
  public UInt grant(UInt asking, List<Bool> waiting, List<Bool> begun, Bool taken) {
    if (last == null) {
      return asking;
    }
    var first = asking.and(had.not());
    // Both at once, since whether anybody is first comes late.
    var next = first.any().mux(RoundRobin.grant(first, last), RoundRobin.grant(asking, last));
    var grant = begun.isEmpty() ? next : goOn(asking, begun, next);
    var served = had.or(grant);
    var others = RoundRobin.mask(waiting).and(served.not()).any();
    router.when(
        taken,
        () -> {
          last.set(grant);
          had.set(served.mask(others));
        });
    return grant;
  }

  private UInt goOn(UInt asking, List<Bool> begun, UInt next) {
    var goesOn = asking.and(last).and(RoundRobin.mask(begun));
    return goesOn.any().mux(goesOn, next);
  }
}

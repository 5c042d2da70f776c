package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import java.util.ArrayList;

/**
 * Grants the requester that was served least recently; in order of number after reset. One bit for
 * each pair says which of the two goes first, and who takes a grant goes behind all others (W. J.
 * Dally and B. Towles, Principles and Practices of Interconnection Networks, 2004, section 18.5).
 * Who keeps asking is served within as many taken grants as there are requesters.
 *
 * <p>Its n (n - 1) / 2 registers make it an arbiter for few requesters.
 *
 * <pre>{@code
 * var arbiter = new MatrixArbiter(this, 4);
 * arbiter.requests.set(requests);
 * arbiter.take.set(enable);
 * grant.set(arbiter.grant);
 * }</pre>
 */
public final class MatrixArbiter extends Arbiter {
  /** An arbiter of {@code requesters} requesters, at least 1. */
  public MatrixArbiter(Module parent, int requesters) {
    super(parent, requesters);
    var taken = taken();
    var precedes = new Bool[requesters][requesters];
    for (int i = 0; i < requesters; i++) {
      precedes[i][i] = Bool.lit(false);
      for (int j = i + 1; j < requesters; j++) {
        var pair = regBool(true).named("precedes_" + i + "_" + j);
        precedes[i][j] = pair;
        precedes[j][i] = pair.not();
        int later = j;
        when(taken.and(grant.bit(i).or(grant.bit(j))), () -> pair.set(grant.bit(later)));
      }
    }
    var grants = new ArrayList<Bool>();
    for (int i = 0; i < requesters; i++) {
      var ahead = new ArrayList<Bool>();
      for (int j = 0; j < requesters; j++) {
        ahead.add(precedes[j][i]);
      }
      grants.add(requests.bit(i).andNot(requests.and(RoundRobin.mask(ahead)).any()));
    }
    grant.set(RoundRobin.mask(grants));
  }
}

package chorale.hdl.lib;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.UInt;
import java.util.List;

/**
 * Logic of a round-robin arbiter; the caller keeps the last grant in a register.
 *
 * <pre>{@code
 * var last = reg(4);
 * var next = RoundRobin.grant(requests, last);
 * when(requests.any(), () -> last.set(next));
 * grant.set(next);
 * }</pre>
 */
public final class RoundRobin {
  private RoundRobin() {}

  /**
   * Grants at most one request, one-hot: the first above {@code last}, the one-hot grant before, or
   * else the lowest. With {@code last} updated at each grant every requester is served within n
   * grants, n the number of requesters.
   */
  public static UInt grant(UInt requests, UInt last) {
    if (requests.width() == 1) {
      return requests;
    }
    var above = requests.and(last.minus(1).or(last).not());
    return above.any().mux(lowest(above), lowest(requests));
  }

  /** The lowest 1 of {@code x}, alone. */
  public static UInt lowest(UInt x) {
    return x.and(x.not().plus(1));
  }

  /** Single bits as one value, the first in bit 0. */
  public static UInt mask(List<Bool> bits) {
    return Bits.cat(bits.reversed().toArray(Bits[]::new));
  }

  /** The value whose bit in {@code oneHot} is 1, or 0. */
  public static UInt select(UInt oneHot, List<UInt> values) {
    UInt result = null;
    for (int i = 0; i < values.size(); i++) {
      UInt masked = values.get(i).mask(oneHot.bit(i));
      result = result == null ? masked : result.or(masked);
    }
    return result;
  }
}

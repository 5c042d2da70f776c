package chorale.bench.faults;

import chorale.nop.d2d.D2dParameters;
import chorale.sim.Model;
import chorale.sim.Port;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;

/**
 * A sender and a receiver with credits for one direction of a link, and what must come out: flit n
 * of a virtual channel has a content that only depends on the seed, so every flit that comes out
 * can be told to be the right one, an earlier one (doubled), a later one (some are lost), or none.
 */
public final class Traffic {
  private static final int SEARCHED = 4096;

  private final D2dParameters p;
  private final long seed;
  private final long each;
  private final double offered;
  private final double stall;
  private final Random random;
  private final Port valid;
  private final Port flit;
  private final Port credit;
  private final Port outValid;
  private final Port outFlit;
  private final Port outCredit;
  private final int[] credits;
  private final int[] owed;
  private final long[] sent;
  private final long[] arrived;
  private final long[] digest;
  private int turn;
  private long delivered;
  private long lost;
  private long doubled;
  private long wrong;
  private long left;

  /**
   * What is sent.
   *
   * @param each flits of each virtual channel and direction
   * @param offered probability that a flit is offered in a cycle
   * @param stall probability that a place behind the link stays taken for a cycle
   */
  public record Load(long each, double offered, double stall, long seed) {}

  /** Traffic from the channel {@code in} of the model to its channel {@code out}. */
  public Traffic(Model model, D2dParameters p, String in, String out, Load load) {
    this.p = p;
    seed = 31 * load.seed() + in.hashCode();
    each = load.each();
    offered = load.offered();
    stall = load.stall();
    random = new Random(seed);
    valid = model.port(in + "_valid");
    flit = model.port(in + "_flit");
    credit = model.port(in + "_credit");
    outValid = model.port(out + "_valid");
    outFlit = model.port(out + "_flit");
    outCredit = model.port(out + "_credit");
    credits = new int[p.vcs()];
    owed = new int[p.vcs()];
    sent = new long[p.vcs()];
    arrived = new long[p.vcs()];
    digest = new long[p.vcs()];
    Arrays.fill(credits, p.places());
    left = each * p.vcs();
  }

  /** Sets the sender's outputs for a cycle. */
  public void send() {
    int vc = left > 0 && (offered >= 1 || random.nextDouble() < offered) ? choose() : -1;
    valid.set(vc < 0 ? 0 : 1L << vc);
    if (vc >= 0) {
      send(vc);
    }
  }

  /** Sets the receiver's outputs for a cycle. */
  public void giveCredits() {
    long returned = 0;
    for (int v = 0; v < owed.length; v++) {
      if (owed[v] > 0 && (stall <= 0 || random.nextDouble() >= stall)) {
        owed[v]--;
        returned |= 1L << v;
      }
    }
    outCredit.set(returned);
  }

  /** The next channel in turn with a credit and something to send, or -1. */
  private int choose() {
    for (int i = 0; i < sent.length; i++) {
      int v = turn;
      turn = turn + 1 == sent.length ? 0 : turn + 1;
      if (credits[v] > 0 && sent[v] < each) {
        return v;
      }
    }
    return -1;
  }

  private void send(int vc) {
    if (p.flitWidth() <= Long.SIZE) {
      flit.set(word(vc, sent[vc], 0));
    } else {
      var wide = BigInteger.ZERO;
      for (int w = words() - 1; w >= 0; w--) {
        var word = new BigInteger(Long.toUnsignedString(word(vc, sent[vc], w)));
        wide = wide.shiftLeft(Long.SIZE).or(word);
      }
      flit.setWide(wide);
    }
    sent[vc]++;
    credits[vc]--;
    left--;
  }

  /** Takes what the sender sees after a cycle. */
  public void takeCredits() {
    long returned = credit.get();
    for (int v = 0; returned != 0; v++, returned >>>= 1) {
      if ((returned & 1) != 0 && ++credits[v] > p.places()) {
        doubled++; // a credit out of nothing
      }
    }
  }

  /** Takes what the receiver sees after a cycle. */
  public void receive() {
    long vcs = outValid.get();
    if (vcs == 0) {
      return;
    }
    int vc = Long.numberOfTrailingZeros(vcs);
    wrong += Long.bitCount(vcs) - 1;
    take(vc);
    owed[vc]++;
    delivered++;
  }

  private void take(int vc) {
    if (is(vc, arrived[vc])) {
      for (int w = 0; w < words(); w++) {
        digest[vc] = mix(digest[vc] ^ outFlit.word64(w));
      }
      arrived[vc]++;
      return;
    }
    for (long d = 1; d < SEARCHED; d++) {
      if (is(vc, arrived[vc] + d)) {
        lost += d;
        arrived[vc] += d + 1;
        return;
      }
      if (arrived[vc] >= d && is(vc, arrived[vc] - d)) {
        doubled++;
        return;
      }
    }
    wrong++;
    arrived[vc]++;
  }

  private boolean is(int vc, long n) {
    for (int w = 0; w < words(); w++) {
      if (outFlit.word64(w) != word(vc, n, w)) {
        return false;
      }
    }
    return true;
  }

  private int words() {
    return Math.ceilDiv(p.flitWidth(), Long.SIZE);
  }

  private long word(int vc, long n, int w) {
    long bits = mix(mix(seed + 64L * vc + w) + n);
    int rest = p.flitWidth() - w * Long.SIZE;
    return rest >= Long.SIZE ? bits : bits & (1L << rest) - 1;
  }

  /** What {@link #digest} has to be in the end. */
  public long golden() {
    long all = 0;
    for (int v = 0; v < sent.length; v++) {
      long channel = 0;
      for (long n = 0; n < each; n++) {
        for (int w = 0; w < words(); w++) {
          channel = mix(channel ^ word(v, n, w));
        }
      }
      all = mix(all ^ channel);
    }
    return all;
  }

  /** The finalizer of SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014). */
  private static long mix(long x) {
    long z = x + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** Whether the last flit has been sent. */
  public boolean isSent() {
    return left == 0;
  }

  /** Whether all flits have arrived and all credits are back. */
  public boolean isDone() {
    for (int v = 0; v < sent.length; v++) {
      if (arrived[v] < each || owed[v] > 0 || credits[v] != p.places()) {
        return false;
      }
    }
    return true;
  }

  /** Flits that have come out. */
  public long delivered() {
    return delivered;
  }

  /** Flits that have not come out: so far skipped, and at the end all that are missing. */
  public long lost() {
    long missing = lost;
    for (long n : arrived) {
      missing += each - n;
    }
    return missing;
  }

  /** Credits that have not come back, when all should have. */
  public long lostCredits() {
    long missing = 0;
    for (int v = 0; v < credits.length; v++) {
      missing += p.places() - credits[v] - owed[v];
    }
    return missing;
  }

  /** Flits that came out again, or credits. */
  public long doubled() {
    return doubled;
  }

  /** Flits that are none that were sent. */
  public long wrong() {
    return wrong;
  }

  /** A value of all that came out, channel by channel. */
  public long digest() {
    long all = 0;
    for (long d : digest) {
      all = mix(all ^ d);
    }
    return all;
  }
}

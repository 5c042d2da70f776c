package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;

/**
 * Turns a ready/valid stream into words that nobody can refuse, one for each credit. It starts with
 * as many credits as the {@link CreditReceiver} has places, so a word is sent only if there is a
 * place for it, however long the link between the two.
 *
 * <p>A word leaves in the cycle in which it is taken: latency 0. A credit that arrives in cycle t
 * can be spent from t + 1, so that {@link #in}'s ready comes from a register. With a link of L
 * cycles each way, {@code 2 L + 3} credits keep 1 word per cycle moving; with c fewer than that,
 * {@code c} words move in {@code 2 L + 3} cycles. More credits returned than words sent are an
 * error of the receiver: the count wraps.
 *
 * <pre>{@code
 * var sender = new CreditSender(this, 64, 7); // for a link of 2 cycles each way
 * sender.in.from(words);
 * outBool().named("link_valid").set(sender.valid);
 * out(64).named("link_bits").set(sender.bits);
 * sender.credit.set(inBool().named("link_credit"));
 * value.set(sender.available);
 * }</pre>
 */
public final class CreditSender extends Module {
  /** Words in. */
  public final Stream in;

  /** Whether a word is sent. */
  public final Bool valid;

  /** The word that is sent. */
  public final UInt bits;

  /** Whether a place has become free in the receiver. */
  public final Bool credit;

  /** Words that may be sent before another credit returns. */
  public final UInt available;

  /** A sender of {@code width} bits to a receiver of {@code credits} places, at least 1. */
  public CreditSender(Module parent, int width, int credits) {
    require(credits >= 1, "a CreditSender with %d credits: at least 1".formatted(credits));
    super(parent);
    in = sink(width);
    valid = outBool();
    bits = out(width);
    credit = inBool();
    available = out(log2(credits + 1));
    var left = reg(log2(credits + 1), credits);

    in.ready().set(left.any());
    valid.set(in.fire());
    bits.set(in.bits());
    available.set(left);
    when(valid.andNot(credit), () -> left.set(left.minus(1)))
        .elseWhen(credit.andNot(valid), () -> left.set(left.plus(1)));
  }
}

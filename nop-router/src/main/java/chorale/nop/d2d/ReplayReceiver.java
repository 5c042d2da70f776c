package chorale.nop.d2d;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * The receiving half of go-back-N, see {@link ReplaySender}: takes each payload once and in order,
 * and asks for a new round when a frame shows that one is missing. It sees undamaged frames only.
 *
 * <p>{@link #take} holds in the cycle of the frame; {@link #wanted} and {@link #wantedRound} follow
 * one cycle later. It never refuses a payload, so it has no buffer.
 */
public final class ReplayReceiver extends Module {
  /** Whether an undamaged frame arrives, with the three that follow. */
  public final Bool arrives;

  /** Whether it carries a payload. */
  public final Bool data;

  /** Number of its payload, or of the one that will be next. */
  public final UInt number;

  /** Its round. */
  public final Bool round;

  /** Whether its payload is the one that was waited for. */
  public final Bool take;

  /** Number of the payload that is waited for. */
  public final UInt wanted;

  /** The round in which it is waited for. */
  public final Bool wantedRound;

  /** A receiver for a sender of that {@code window}. */
  public ReplayReceiver(Module parent, int window) {
    require(window >= 1, "a window of %d frames: at least 1".formatted(window));
    super(parent);
    int bits = log2(window + 1);
    arrives = inBool();
    data = inBool();
    number = in(bits);
    round = inBool();
    take = outBool();
    wanted = out(bits);
    wantedRound = outBool();
    var expected = reg(bits);
    var current = regBool();

    var listens = arrives.and(round.eq(current));
    var inOrder = number.eq(expected);
    take.set(listens.and(data).and(inOrder));
    wanted.set(expected);
    wantedRound.set(current);
    when(take, () -> expected.set(expected.plus(1)));
    when(listens.andNot(inOrder), () -> current.set(current.not()));
  }
}

package chorale.nop.d2d;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;

/**
 * The sending half of go-back-N: keeps each payload until the {@link ReplayReceiver} has taken it,
 * and sends all of them again from the first one that is missing. The wires between the two may
 * lose any frame in either direction, and may repeat the last one that arrived; they keep the
 * order.
 *
 * <p>Payloads have numbers modulo {@code window + 1} or more. Every frame, also one without a
 * payload, names the number that is sent next, so the receiver finds a gap with the first frame
 * that arrives after a lost one: there is no timer. The receiver then asks for a new round, by one
 * bit that differs from the round of the frames on the way, and ignores those.
 *
 * <p>A payload taken in cycle t can be launched from t + 1 on. Throughput 1 frame per cycle while
 * fewer than {@code window} of them are on the way; then {@link #in} is not ready.
 */
public final class ReplaySender extends Module {
  /** Payloads in. */
  public final Stream in;

  /** Whether a frame leaves in this cycle. */
  public final Bool launch;

  /** Whether the frame that is next carries a payload. */
  public final Bool data;

  /** Number of its payload, or of the one that will be next. */
  public final UInt number;

  /** The round that it belongs to. */
  public final Bool round;

  /** Its payload; any value without {@link #data}. */
  public final UInt payload;

  /** Whether an undamaged frame arrived from the other side, with the two that follow. */
  public final Bool heard;

  /** Number of the payload that the receiver takes next: all before it are there. */
  public final UInt wanted;

  /** The round that the receiver takes payloads of. */
  public final Bool wantedRound;

  /** Whether a replay begins, for statistics. */
  public final Bool replays;

  /** A sender of payloads of {@code width} bits, at most {@code window} of them unanswered. */
  public ReplaySender(Module parent, int width, int window) {
    require(window >= 1, "a window of %d frames: at least 1".formatted(window));
    super(parent);
    int bits = log2(window + 1);
    in = sink(width);
    launch = inBool();
    data = outBool();
    number = out(bits);
    round = outBool();
    payload = out(width);
    heard = inBool();
    wanted = in(bits);
    wantedRound = inBool();
    replays = outBool();
    replays.optional();
    var kept = mem(1 << bits, width);
    var oldest = reg(bits);
    var next = reg(bits);
    var tail = reg(bits);
    var current = regBool();

    in.ready().set(tail.minus(oldest).ne(window));
    when(
        in.fire(),
        () -> {
          kept.write(tail, in.bits());
          tail.set(tail.plus(1));
        });
    data.set(next.ne(tail));
    number.set(next);
    round.set(current);
    payload.set(kept.read(next));
    replays.set(heard.and(wantedRound.ne(current)));
    when(launch.and(data), () -> next.set(next.plus(1)));
    when(heard, () -> oldest.set(wanted));
    when(
        replays,
        () -> {
          current.set(wantedRound);
          next.set(wanted);
        });
  }
}

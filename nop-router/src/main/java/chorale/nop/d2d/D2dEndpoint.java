package chorale.nop.d2d;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.nop.Channel;

/**
 * One side of a die-to-die link: flits in, wires out; wires in, flits out. Both sides are alike.
 * Flits arrive once, unchanged and in order although frames are damaged on the way, unless the
 * check value of a damaged frame happens to fit; credits survive as well. The virtual channels are
 * those of the two ends: the link has no credits of its own, it only makes their way longer.
 *
 * <pre>
 * in  -> FlitGather -> ReplaySender   -> FrameSender   -> LaneSender   -> tx
 *        CreditPayout <-+  CreditTally --^
 *                       |  wanted -------^
 * out <- FlitSpread <- ReplayReceiver <- FrameReceiver <- LaneReceiver <- rx
 * </pre>
 *
 * <p>After reset the two sides train the lanes and go around one dead lane in each direction; flits
 * that come before wait. A flit that finds the link idle leaves {@link #out} {@code oneWay() + 3}
 * to {@code oneWay() + phits() + 2} cycles after it came, see {@link D2dParameters}; 1 flit per
 * cycle, or {@code group} flits in {@code phits} cycles if that is less.
 */
public final class D2dEndpoint extends Module {
  /** Flits to the other side. */
  public final Channel in;

  /** Flits from the other side. */
  public final Channel out;

  /** To the {@link #rx} of the other side: lane 0 lowest, the spare highest. */
  public final UInt tx;

  /** From the {@link #tx} of the other side. */
  public final UInt rx;

  /** Whether frames are sent: the lanes of both directions are trained. */
  public final Bool up;

  /** The dead lane of {@link #rx}; the number of the spare if none is. */
  public final UInt deadRx;

  /** The dead lane of {@link #tx}, as the other side reports. */
  public final UInt deadTx;

  /** Whether several lanes of {@link #rx} are dead: the link stays down. */
  public final Bool failed;

  /** For one cycle: a damaged frame has arrived. */
  public final Bool damaged;

  /** For one cycle: frames are sent again. */
  public final Bool replays;

  /** A side of the link {@code p}; its latency is that of the wires, which are not in here. */
  public D2dEndpoint(Module parent, D2dParameters p) {
    super(parent);
    in = Channel.receiver(this, p.vcs(), p.flitWidth());
    out = Channel.sender(this, p.vcs(), p.flitWidth());
    tx = out((p.lanes() + 1) * p.laneBits());
    rx = in((p.lanes() + 1) * p.laneBits());
    up = outBool();
    deadRx = out(Training.laneBits(p));
    deadTx = out(Training.laneBits(p));
    failed = outBool();
    damaged = outBool();
    replays = outBool();
    for (Bits status : new Bits[] {up, deadRx, deadTx, failed, damaged, replays}) {
      status.optional();
    }
    var laneSender = new LaneSender(this, p);
    var laneReceiver = new LaneReceiver(this, p);
    var frameSender = new FrameSender(this, p);
    var frameReceiver = new FrameReceiver(this, p);
    var gather = new FlitGather(this, p);
    var spread = new FlitSpread(this, p);
    var sender = new ReplaySender(this, p.payloadBits(), p.window());
    var receiver = new ReplayReceiver(this, p.window());

    // From the wires: a frame brings a payload, an answer and the counts of credits.
    laneReceiver.wires.set(rx);
    laneReceiver.live.set(laneSender.live);
    frameReceiver.phit.set(laneReceiver.phit);
    frameReceiver.first.set(laneReceiver.first);
    frameReceiver.last.set(laneReceiver.last);
    var arrives = frameReceiver.arrives.and(laneReceiver.known).named("arrives");
    var got = Frame.of(frameReceiver.body, p);
    receiver.arrives.set(arrives);
    receiver.data.set(got.data());
    receiver.round.set(got.round());
    receiver.number.set(got.number());
    spread.take.set(receiver.take);
    spread.payload.set(got.payload());
    out.valid().set(spread.valid);
    out.flit().set(spread.flit);
    sender.heard.set(arrives);
    sender.wanted.set(got.wanted());
    sender.wantedRound.set(got.wantedRound());

    // To the wires.
    gather.valid.set(in.valid());
    gather.flit.set(in.flit());
    assertThat(in.valid().any().not().or(gather.ready), "a flit has a credit");
    gather.hurry.set(frameSender.soon.andNot(sender.data));
    sender.in.from(gather.out);
    sender.launch.set(frameSender.launch.and(laneSender.live));
    UInt counts = credits(p, arrives, got.counts());
    var data = sender.data.and(laneSender.live);
    var frame =
        new Frame(
            data,
            sender.round,
            sender.number,
            receiver.wantedRound,
            receiver.wanted,
            counts,
            sender.payload);
    frameSender.body.set(frame.toBits());
    laneSender.phit.set(frameSender.phit);
    tx.set(laneSender.wires);

    // A good frame tells as much as a word with "heard": the other side has all it needs.
    laneSender.report.heard().set(laneReceiver.reported);
    laneSender.report.known().set(laneReceiver.known);
    laneSender.report.dead().set(laneReceiver.dead);
    laneSender.dead.set(laneReceiver.reportedDead);
    var started = regBool();
    when(arrives, () -> started.set(true));
    laneSender.start.set(
        laneReceiver.known.and(laneReceiver.reported).and(laneReceiver.reportedHeard.or(started)));

    up.set(laneSender.live);
    deadRx.set(laneReceiver.dead);
    deadTx.set(laneReceiver.reportedDead);
    failed.set(laneReceiver.failed);
    damaged.set(frameReceiver.damaged.and(started));
    replays.set(sender.replays);
  }

  /** Credits of all virtual channels, both ways; returns the counts to send. */
  private UInt credits(D2dParameters p, Bool arrives, UInt gotCounts) {
    var counts = new Bits[p.vcs()];
    var credits = new Bits[p.vcs()];
    for (int v = 0; v < p.vcs(); v++) {
      var tally = new CreditTally(this, p.places());
      tally.name("tally_" + v);
      tally.credit.set(out.credit().bit(v));
      counts[p.vcs() - 1 - v] = tally.count;
      var payout = new CreditPayout(this, p.places());
      payout.name("payout_" + v);
      payout.arrives.set(arrives);
      payout.count.set(gotCounts.slice((v + 1) * p.countBits() - 1, v * p.countBits()));
      credits[p.vcs() - 1 - v] = payout.credit;
    }
    in.credit().set(Bits.cat(credits));
    return Bits.cat(counts);
  }
}

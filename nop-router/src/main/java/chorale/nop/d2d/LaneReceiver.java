package chorale.nop.d2d;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.OneHot;

/**
 * The wires of one direction at their receiver. While the link starts it finds the beginning of
 * {@link Training} words, in the majority of three lanes, and the lane that differs from it in a
 * whole word; then it passes phits on, without that lane, and says where frames begin and end. A
 * phit comes out one cycle after it was on the wires.
 */
final class LaneReceiver extends Module {
  final UInt wires;

  /** Whether words no longer matter. */
  final Bool live;

  final UInt phit;

  /** Whether this is the first phit of a frame, the last one. */
  final Bool first;

  final Bool last;

  /** Whether {@link #dead} is known, and with it where frames begin. */
  final Bool known;

  /** The dead lane of these wires; the number of the spare if none. */
  final UInt dead;

  /** Whether several lanes are dead: the link cannot start. */
  final Bool failed;

  /** Whether a report of the other side was found: its last one. */
  final Bool reported;

  final Bool reportedHeard;
  final UInt reportedDead;

  LaneReceiver(Module parent, D2dParameters p) {
    super(parent);
    int n = p.lanes() + 1;
    int laneBits = p.laneBits();
    wires = in(n * laneBits);
    live = inBool();
    phit = out(p.phitBits());
    first = outBool();
    last = outBool();
    known = outBool();
    dead = out(Training.laneBits(p));
    failed = outBool();
    reported = outBool();
    reportedHeard = outBool();
    reportedDead = out(Training.laneBits(p));

    var lanes = new UInt[n];
    for (int i = 0; i < n; i++) {
      lanes[i] = regWithoutReset(laneBits).named("lane_" + i);
      lanes[i].set(wires.slice((i + 1) * laneBits - 1, i * laneBits));
    }
    var bit = majority(lanes[0].bit(0), lanes[n / 2].bit(0), lanes[n - 1].bit(0)).named("bit");
    var history = reg(Training.bits(p));
    history.set(Bits.cat(history.truncate(history.width() - 1), bit));
    var isWord = Training.isWord(history, p).andNot(live).named("isWord");

    // The word is complete one cycle after its last bit: this is the beat of the bit that is here.
    int period = Training.period(p);
    int now = Training.bits(p) % period;
    var mapped = regBool();
    var seen = regBool();
    var beat = reg(log2(period));
    var again = isWord.and(seen).and(beat.eq(now)).named("again");
    var aligns = isWord.andNot(mapped).named("aligns");
    when(aligns, () -> beat.set((now + 1) % period))
        .elseWhen(beat.eq(period - 1), () -> beat.set(0))
        .otherwise(() -> beat.set(beat.plus(1)));
    when(isWord, () -> seen.set(true));
    frames(p, aligns, (now + 1) % p.phits());

    var differs = new Bits[n];
    for (int i = 0; i < n; i++) {
      var misses = reg(log2(Training.TOLERATED + 1)).named("misses_" + i);
      var many = misses.eq(Training.TOLERATED);
      UInt expected = bit.mux(UInt.lit(0, laneBits).not(), UInt.lit(0, laneBits));
      when(isWord, () -> misses.set(0))
          .elseWhen(lanes[i].ne(expected).andNot(many), () -> misses.set(misses.plus(1)));
      differs[n - 1 - i] = many;
    }
    UInt broken = Bits.cat(differs).named("broken");
    var several = broken.any().andNot(OneHot.isOneHot(broken));
    var lane = reg(Training.laneBits(p), p.lanes());
    var fails = regBool();
    when(
        again.andNot(mapped),
        () -> {
          fails.set(several);
          mapped.set(several.not());
          when(broken.any(), () -> lane.set(OneHot.encode(broken)))
              .otherwise(() -> lane.set(p.lanes()));
        });
    known.set(mapped);
    dead.set(lane);
    failed.set(fails);

    var report = Training.of(history, p);
    var hasReport = regBool();
    var hasHeard = regBool();
    var there = reg(Training.laneBits(p), p.lanes());
    when(
        again.and(report.known()),
        () -> {
          hasReport.set(true);
          hasHeard.set(report.heard());
          there.set(report.dead());
        });
    reported.set(hasReport);
    reportedHeard.set(hasHeard);
    reportedDead.set(there);

    var data = new Bits[p.lanes()];
    for (int i = 0; i < p.lanes(); i++) {
      data[p.lanes() - 1 - i] = lane.le(i).mux(lanes[i + 1], lanes[i]);
    }
    phit.set(Bits.cat(data));
  }

  /** Counts the phits of a frame, from {@code begin} in the cycle after {@code aligns}. */
  private void frames(D2dParameters p, Bool aligns, int begin) {
    if (p.phits() == 1) {
      first.set(true);
      last.set(true);
      return;
    }
    var place = reg(log2(p.phits()));
    first.set(place.eq(0));
    last.set(place.eq(p.phits() - 1));
    when(aligns, () -> place.set(begin))
        .elseWhen(last, () -> place.set(0))
        .otherwise(() -> place.set(place.plus(1)));
  }

  private static Bool majority(Bool a, Bool b, Bool c) {
    return a.and(b).or(a.and(c)).or(b.and(c));
  }
}

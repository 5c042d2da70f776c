package chorale.chiplet.array;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Delay;

/**
 * Decides in each cycle which words enter the array and what becomes of them; the same with values
 * and without.
 *
 * <p>A loader brings the weights of the next fold into a second set of registers, one row a cycle
 * and R cycles for every fold, while a streamer does the steps of the present one.
 * Output-stationary folds need no loader. Without stalls a GEMM takes
 *
 * <pre>
 * weight-stationary  R + (F - 1) max(M, R) + M + R + C - 2,   F = ceil(K/R) ceil(N/C)
 * output-stationary      (F - 1) max(K, R) + K + r + C - 2,   F = ceil(M/R) ceil(N/C)
 * </pre>
 *
 * cycles from the first word in to the last addition, r being the rows of the last fold; the first
 * R of the weight-stationary one pass while the GEMM before still streams, and so do the last R + C
 * - 2 of both while the next one does.
 *
 * <p>Why nothing collides: results reach the columns' ends R - 1 cycles after a weight-stationary
 * step, one row for each, and from an output-stationary fold's last step on, R rows. So that step
 * waits until R cycles after any earlier step that sends results. A sum is at its column's end R
 * cycles after its step: a step that goes on from it comes no earlier, and may come just then. The
 * row i of weights is taken over in step 0 plus i cycles, and written again no earlier. The weights
 * of a fold that follows an output-stationary one wait for the end of its steps, since both come
 * from the top.
 */
final class ArrayControl extends Module {
  /** GEMMs, in {@link GemmFormat}. */
  final Stream command;

  final Bool leftValid;
  final Bool leftTake;
  final Bool topValid;
  final Bool topTake;
  final Bool initValid;

  /** Initial words that are there. */
  final UInt initCount;

  final Bool initTake;

  /** Pulse: one place more for a word of results. */
  final Bool freed;

  /** Pulse: a word of results is at the array's end. */
  final Bool resultValid;

  final ArrayFlags flags;
  final ArrayActivity activity;

  private final GemmFormat format;
  private final int rows;

  /** Control with {@code places} for words of results and {@code initWords} for initial words. */
  ArrayControl(Module parent, ArrayParameters p, int places, int initWords) {
    super(parent);
    format = new GemmFormat(p);
    rows = p.rows();
    command = sink(format.width());
    leftValid = inBool();
    leftTake = outBool();
    topValid = inBool();
    topTake = outBool();
    initValid = inBool();
    initCount = in(log2(initWords + 1));
    initTake = outBool();
    freed = inBool();
    resultValid = outBool();
    flags = ports(io -> ArrayFlags.of(io, rows));
    activity = ports(io -> ArrayActivity.of(io, p));
    int used = log2(rows + 1);

    // The loader's command and fold.
    var loading = regBool();
    var current = reg(format.width());
    var inner = reg(GemmFormat.FOLD_BITS);
    var outer = reg(GemmFormat.FOLD_BITS);
    var row = reg(log2(rows));
    var loaded = regBool(); // the weights of its fold are there
    var os = flag(format.outputStationary.of(current)).named("os");
    var foldsInner = os.mux(format.foldsM.of(current), format.foldsK.of(current));
    var lastInner = inner.plus(1).eq(foldsInner).named("last_inner");
    var lastOuter = outer.plus(1).eq(format.outer.of(current)).named("last_outer");
    var lastUsed = os.mux(format.lastM.of(current), format.lastK.of(current));
    var rowsHere = lastInner.mux(lastUsed, UInt.lit(rows, used)).named("rows_here");
    int columnBits = log2(p.columns() + 1);
    var columnsHere =
        lastOuter.mux(format.lastN.of(current), UInt.lit(p.columns(), columnBits)).named("cols");

    // The streamer's fold.
    var streaming = regBool();
    var stays = regBool(); // it is output-stationary
    var left = reg(GemmFormat.STEP_BITS);
    var first = regBool();
    var sends = regBool(); // its steps, or its last step, send results
    var again = regBool();
    var keeps = regBool();
    var initial = regBool();
    var rowsUsed = reg(used);
    var columnsUsed = reg(columnBits);
    var lastStep = left.eq(1).named("last_step");

    var enters = wireBool().named("enters");
    var wanted = row.lt(rowsHere).named("wanted");
    // The weights before are taken over in the first step.
    var taken = streaming.not().or(first.not()).or(enters).named("taken");
    var loads =
        loading
            .andNot(os)
            .andNot(loaded)
            .andNot(streaming.and(stays))
            .and(taken)
            .and(wanted.not().or(topValid))
            .named("loads");
    var foldLoaded = loads.and(row.eq(rows - 1)).named("fold_loaded");

    // A step's conditions.
    var burst = reg(used); // initial words still to take for an output-stationary fold
    var bursting = burst.any().named("bursting");
    int count = log2(p.accumulatorRows() + rows + 1);
    var held = reg(count); // sums that have come to their columns' ends and are not taken again
    var keptNow = wireBool().named("kept_now");
    var sumArrives = Delay.by(this, keptNow, rows).named("sum_arrives");
    var free = reg(log2(places + 1), places);
    var since = reg(used, rows); // cycles since a step that sends results, at most R
    var hasInitial =
        initial.not().or(bursting.not().and(stays.mux(initCount.ge(rowsUsed), initValid)));
    var needsInitial = stays.not().or(first);
    var initialThere = needsInitial.not().or(hasInitial).named("initial_there");
    var topThere = stays.not().or(topValid).named("top_there");
    var sumThere = again.not().or(held.any()).or(sumArrives).named("sum_there");
    var placeThere =
        stays
            .mux(
                lastStep.not().or(free.ge(rowsUsed).and(since.eq(rows))),
                sends.not().or(free.any()))
            .named("place_there");
    enters.set(
        streaming.and(leftValid).and(topThere).and(initialThere).and(sumThere).and(placeThere));
    var ends = enters.and(lastStep).named("ends");
    var rowSends = enters.and(sends).andNot(stays).named("row_sends");
    var foldSends = ends.and(stays).named("fold_sends");
    keptNow.set(enters.and(keeps));

    // Words.
    leftTake.set(enters);
    topTake.set(loads.and(wanted).or(enters.and(stays)));
    var startsBurst = enters.and(stays).and(first).and(initial).named("starts_burst");
    var takesInitial = bursting.or(startsBurst).or(enters.andNot(stays).and(initial));
    initTake.set(takesInitial);
    when(startsBurst, () -> burst.set(rowsUsed.minus(1)))
        .elseWhen(bursting, () -> burst.set(burst.minus(1)));

    // Results.
    var sending = reg(used); // rows of an output-stationary fold still to come out
    when(foldSends, () -> sending.set(rowsUsed.minus(1)))
        .elseWhen(sending.any(), () -> sending.set(sending.minus(1)));
    var below = Delay.by(this, rowSends, rows - 1);
    var atEnd = below.or(foldSends).or(sending.any()).named("at_end");
    resultValid.set(Delay.by(this, atEnd, p.productStages() + p.columns()));
    var reserved =
        foldSends.mux(rowsUsed.resize(free.width()), rowSends.zext(free.width())).named("reserved");
    free.set(free.plus(freed.zext(free.width())).minus(reserved));
    when(rowSends.or(foldSends), () -> since.set(1))
        .elseWhen(since.ne(rows), () -> since.set(since.plus(1)));
    held.set(held.plus(sumArrives.zext(held.width())).minus(enters.and(again).zext(held.width())));

    // From the loader to the streamer.
    var ready = loading.and(os.or(loaded).or(foldLoaded)).named("ready");
    var hands = ready.and(streaming.not().or(ends)).named("hands");
    var lastFold = lastInner.and(lastOuter).named("last_fold");
    command.ready().set(loading.not().or(hands.and(lastFold)));
    var hasInit = flag(format.initial.of(current));
    when(
            hands,
            () -> {
              streaming.set(true);
              stays.set(os);
              left.set(os.mux(format.k.of(current), format.m.of(current)));
              sends.set(os.or(lastInner));
              again.set(os.not().and(inner.any()));
              keeps.set(os.not().andNot(lastInner));
              initial.set(hasInit.and(os.or(inner.any().not())));
              rowsUsed.set(rowsHere);
              columnsUsed.set(columnsHere);
            })
        .elseWhen(
            enters,
            () -> {
              left.set(left.minus(1));
              when(lastStep, () -> streaming.set(false));
            });
    when(hands, () -> first.set(true)).elseWhen(enters, () -> first.set(false));
    when(hands, () -> loaded.set(false)).elseWhen(foldLoaded, () -> loaded.set(true));
    when(hands, () -> row.set(0)).elseWhen(loads, () -> row.set(row.plus(1)));
    when(
            command.fire(),
            () -> {
              loading.set(true);
              current.set(command.bits());
              inner.set(0);
              outer.set(0);
            })
        .elseWhen(
            hands,
            () -> {
              inner.set(lastInner.mux(UInt.lit(0, inner.width()), inner.plus(1)));
              when(lastInner, () -> outer.set(outer.plus(1)));
              when(lastFold, () -> loading.set(false));
            });

    drive(enters, stays, first, foldSends, takesInitial, again, keptNow, loads, wanted, row);
    var starved = streaming.andNot(enters);
    var noLeft = starved.andNot(leftValid);
    var noTop = starved.and(leftValid).andNot(topThere);
    var noInitial = starved.and(leftValid).and(topThere).andNot(initialThere);
    activity.step().set(enters);
    activity.left().set(noLeft);
    activity.top().set(noTop);
    activity.initial().set(noInitial);
    activity.weights().set(streaming.not().and(loading));
    activity.results().set(starved.and(leftValid).and(topThere).and(initialThere));
    activity.rows().set(rowsUsed);
    activity.columns().set(columnsUsed);
  }

  private void drive(
      Bool enters,
      Bool stays,
      Bool first,
      Bool last,
      Bool initial,
      Bool again,
      Bool keeps,
      Bool loads,
      Bool used,
      UInt row) {
    flags.enters().set(enters);
    flags.stays().set(stays);
    flags.first().set(first);
    flags.last().set(last);
    flags.initial().set(initial);
    flags.again().set(again.and(enters));
    flags.keeps().set(keeps);
    flags.loads().set(loads);
    flags.used().set(used);
    flags.loadRow().set(row);
    for (Bits flag : flags.all()) {
      flag.optional(); // without values there is no array
    }
  }

  private static Bool flag(UInt bit) {
    return bit.bit(0);
  }
}

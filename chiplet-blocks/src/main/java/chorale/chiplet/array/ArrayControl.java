package chorale.chiplet.array;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Delay;

/**
 * Decides in each cycle which words enter the array and what becomes of them; the same with values
 * and without. All arrays of a tile do the same in the same cycle, each with its share of K.
 *
 * <p>A loader brings the weights of the next fold into a second set of registers, one row a cycle
 * and R cycles for every fold, while a streamer does the steps of the present one.
 * Output-stationary folds need no loader. Without stalls a GEMM takes
 *
 * <pre>
 * weight-stationary  R + (F - 1) max(M, R) + M + R + C - 2,   F = ceil(K/(A R)) ceil(N/C)
 * output-stationary      (F - 1) max(k, R) + k + r + C - 2,   F = ceil(M/R) ceil(N/C)
 * </pre>
 *
 * cycles from the first word in to the last addition in an array, r being the rows of the last fold
 * and {@code k = min(K, R ceil(K/(A R)))}; the first R of the weight-stationary one pass while the
 * GEMM before still streams, and so do the last R + C - 2 of both while the next one does. Of a
 * tile, the sum comes out of the tree log2(A) cycles later.
 *
 * <p>Shares may differ: an array without rows of weights for a fold, or without a word for a step,
 * gets none and is off for that time.
 *
 * <p>Why nothing collides: results reach the columns' ends R - 1 cycles after a weight-stationary
 * step, one row for each, and from an output-stationary fold's last step on, R rows. So that step
 * waits until R cycles after any earlier step that sends results. Its rows begin one after the
 * other, and what stands at the column's top then is their initial value: so the first step of the
 * next such fold waits until all have, which takes no time, since its last step has to come R
 * cycles after this one's. A sum is at its column's end R cycles after its step: a step that goes
 * on from it comes no earlier, and may come just then. The row i of weights is taken over in step 0
 * plus i cycles, and written again no earlier. The weights of a fold that follows an
 * output-stationary one wait for the end of its steps, since both come from the top.
 */
final class ArrayControl extends Module {
  /** GEMMs, in {@link GemmFormat}. */
  final Stream command;

  /** By array; so for all four. */
  final Bool[] leftValid;

  final Bool[] leftTake;
  final Bool[] topValid;
  final Bool[] topTake;
  final Bool initValid;

  /** Initial words that are there. */
  final UInt initCount;

  final Bool initTake;

  /** Pulse: one place more for a word of results. */
  final Bool freed;

  /** Pulse: a word of results is at the array's end. */
  final Bool resultValid;

  final ArrayFlags flags;

  /** By array. */
  final ArrayExtent[] extent;

  final ArrayActivity activity;

  private final GemmFormat format;
  private final int rows;
  private final int arrays;

  /** Control with {@code places} for words of results and {@code initWords} for initial words. */
  ArrayControl(Module parent, ArrayParameters p, int places, int initWords) {
    super(parent);
    format = new GemmFormat(p);
    rows = p.rows();
    arrays = p.arrays();
    command = sink(format.width());
    leftValid = new Bool[arrays];
    leftTake = new Bool[arrays];
    topValid = new Bool[arrays];
    topTake = new Bool[arrays];
    extent = new ArrayExtent[arrays];
    for (int a = 0; a < arrays; a++) {
      leftValid[a] = inBool();
      leftTake[a] = outBool();
      topValid[a] = inBool();
      topTake[a] = outBool();
      extent[a] = ports(io -> ArrayExtent.of(io, p));
    }
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
    UInt whole = UInt.lit(rows, used);
    // Of a weight-stationary fold, in the last array that has a share.
    var lastArray = format.lastArray(current);
    UInt lastFolds = format.lastFolds(current);
    var atLast = inner.plus(1).eq(lastFolds).named("at_last");
    UInt lastRows = atLast.mux(format.lastK.of(current), whole);
    if (arrays > 1) {
      lastRows = lastRows.mask(inner.lt(lastFolds));
    }
    UInt rowsOfLast = lastRows.named("rows_of_last");
    var rowsOfM = lastInner.mux(format.lastM.of(current), whole).named("rows_of_m");
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
    var lastHere = reg(lastArray.width()); // the last array with a share
    var lastWeights = reg(used); // its rows with weights
    var rowsUsed = reg(used); // rows of Y, if output-stationary
    // Steps that it does not do.
    UInt missing = arrays == 1 ? UInt.lit(0, 1) : reg(GemmFormat.STEP_BITS).named("missing");
    var columnsUsed = reg(columnBits);
    var lastStep = left.eq(1).named("last_step");

    var enters = wireBool().named("enters");
    var wanted = new Bool[arrays]; // by array: its row has weights
    Bool weightsThere = Bool.lit(true);
    for (int a = 0; a < arrays; a++) {
      UInt here = ofArray(a, lastArray, whole, rowsOfLast);
      wanted[a] = row.lt(here).named("wanted_" + a);
      weightsThere = weightsThere.and(wanted[a].not().or(topValid[a]));
    }
    // The weights before are taken over in the first step.
    var taken = streaming.not().or(first.not()).or(enters).named("taken");
    var loads =
        loading
            .andNot(os)
            .andNot(loaded)
            .andNot(streaming.and(stays))
            .and(taken)
            .and(weightsThere)
            .named("loads");
    var foldLoaded = loads.and(row.eq(rows - 1)).named("fold_loaded");

    // The arrays in use.
    Bool lastTakes = arrays == 1 ? Bool.lit(true) : left.gt(missing).named("last_takes");
    UInt inFirst = stays.mux(rowsUsed, whole);
    UInt inLast = stays.mux(rowsUsed.mask(lastTakes), lastWeights);
    var active = new UInt[arrays]; // by array: rows with an operand in this step
    var takes = new Bool[arrays];
    Bool leftThere = Bool.lit(true);
    Bool columnThere = Bool.lit(true);
    for (int a = 0; a < arrays; a++) {
      active[a] = ofArray(a, lastHere, inFirst, inLast).named("active_" + a);
      takes[a] = a == 0 ? Bool.lit(true) : active[a].any().named("takes_" + a);
      leftThere = leftThere.and(takes[a].not().or(leftValid[a]));
      columnThere = columnThere.and(takes[a].not().or(topValid[a]));
    }
    var hasLeft = leftThere.named("has_left");

    // A step's conditions.
    // Rows of an output-stationary fold that are still to begin; whether they take initial words.
    var burst = reg(used);
    var bursting = burst.any().named("bursting");
    var burstTakes = regBool();
    int count = log2(p.accumulatorRows() + rows + 1);
    var held = reg(count); // sums that have come to their columns' ends and are not taken again
    var keptNow = wireBool().named("kept_now");
    var sumArrives = Delay.by(this, keptNow, rows).named("sum_arrives");
    var free = reg(log2(places + 1), places);
    var since = reg(used, rows); // cycles since a step that sends results, at most R
    var mayBegin = bursting.not().or(stays.or(initial).not()).named("may_begin");
    var hasInitial = mayBegin.and(initial.not().or(stays.mux(initCount.ge(rowsUsed), initValid)));
    var needsInitial = stays.not().or(first);
    var initialThere = needsInitial.not().or(hasInitial).named("initial_there");
    var topThere = stays.not().or(columnThere).named("top_there");
    var sumThere = again.not().or(held.any()).or(sumArrives).named("sum_there");
    var placeThere =
        stays
            .mux(
                lastStep.not().or(free.ge(rowsUsed).and(since.eq(rows))),
                sends.not().or(free.any()))
            .named("place_there");
    enters.set(
        streaming.and(hasLeft).and(topThere).and(initialThere).and(sumThere).and(placeThere));
    var ends = enters.and(lastStep).named("ends");
    var rowSends = enters.and(sends).andNot(stays).named("row_sends");
    var foldSends = ends.and(stays).named("fold_sends");
    keptNow.set(enters.and(keeps));

    // Words.
    var brings = enters.and(stays).named("brings"); // top operands
    for (int a = 0; a < arrays; a++) {
      leftTake[a].set(enters.and(takes[a]));
      topTake[a].set(loads.and(wanted[a]).or(brings.and(takes[a])));
    }
    var startsBurst = enters.and(stays).and(first).named("starts_burst");
    var beginsWithInitial = startsBurst.or(enters.andNot(stays)).and(initial);
    var takesInitial = bursting.and(burstTakes).or(beginsWithInitial);
    initTake.set(takesInitial);
    var burstColumns = reg(columnBits);
    when(
            startsBurst,
            () -> {
              burst.set(rowsUsed.minus(1));
              burstTakes.set(initial);
              burstColumns.set(columnsUsed);
            })
        .elseWhen(bursting, () -> burst.set(burst.minus(1)));
    for (int a = 0; a < arrays; a++) {
      UInt ofWeights = columnsHere.mask(wanted[a]);
      extent[a].rows().set(active[a]);
      extent[a].columns().set(brings.mux(columnsUsed.mask(takes[a]), ofWeights));
      extent[a].initial().set(bursting.mux(burstColumns, columnsUsed));
      for (Bits part : extent[a].all()) {
        part.optional(); // without values there is no array
      }
    }

    // Results.
    var sending = reg(used); // rows of an output-stationary fold still to come out
    when(foldSends, () -> sending.set(rowsUsed.minus(1)))
        .elseWhen(sending.any(), () -> sending.set(sending.minus(1)));
    var below = Delay.by(this, rowSends, rows - 1);
    var atEnd = below.or(foldSends).or(sending.any()).named("at_end");
    resultValid.set(Delay.by(this, atEnd, p.productStages() + p.columns() + p.treeLevels()));
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
              lastHere.set(lastArray);
              lastWeights.set(rowsOfLast);
              rowsUsed.set(rowsOfM);
              if (arrays > 1) {
                missing.set(format.k.of(current).minus(format.lastSteps(current)));
              }
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

    drive(enters, stays, first, foldSends, takesInitial, again, keptNow, loads, row);
    var starved = streaming.andNot(enters);
    var noLeft = starved.andNot(hasLeft);
    var noTop = starved.and(hasLeft).andNot(topThere);
    var noInitial = starved.and(hasLeft).and(topThere).andNot(initialThere);
    activity.step().set(enters);
    activity.left().set(noLeft);
    activity.top().set(noTop);
    activity.initial().set(noInitial);
    activity.weights().set(streaming.not().and(loading));
    activity.results().set(starved.and(hasLeft).and(topThere).and(initialThere));
    UInt rowsOfAll = UInt.lit(0, activity.rows().width());
    for (UInt part : active) {
      rowsOfAll = rowsOfAll.plus(part.zext(activity.rows().width()));
    }
    activity.rows().set(rowsOfAll);
    activity.columns().set(columnsUsed);
  }

  /** What concerns an array: arrays before the last one with a share are alike. */
  private UInt ofArray(int array, UInt last, UInt first, UInt ofLast) {
    if (arrays == 1) {
      return ofLast;
    }
    return last.eq(array).mux(ofLast, first.mask(last.gt(array)));
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
      UInt row) {
    flags.enters().set(enters);
    flags.stays().set(stays);
    flags.first().set(first);
    flags.last().set(last);
    flags.initial().set(initial);
    flags.again().set(again.and(enters));
    flags.keeps().set(keeps);
    flags.loads().set(loads);
    flags.loadRow().set(row);
    for (Bits flag : flags.all()) {
      flag.optional(); // without values there is no array
    }
  }

  private static Bool flag(UInt bit) {
    return bit.bit(0);
  }
}

package chorale.chiplet;

import chorale.chiplet.Layout.Field;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;
import java.math.BigInteger;

/**
 * The control of a weight-stationary PE array of R rows and C columns with double-buffered weights;
 * timing only: it makes every access to the SRAM in its cycle, and moves no data.
 *
 * <p>A GEMM of m x K times K x N is {@code ceil(K/R) ceil(N/C)} folds, K inner. The loader reads a
 * fold's weights into the shadow registers, one row per cycle, while the fold before streams; the
 * streamer sends m rows of activations through the array, one per cycle. A row's results leave the
 * array {@code R + C - 1} cycles after it entered and are written when the last fold in K has added
 * to them. Without stalls: R cycles for the first weights, {@code max(m, R)} for each fold, {@code
 * R + C - 1} to drain; folds of consecutive commands follow each other without a gap, unless the
 * command is fenced: then its first row waits until everything before has drained, since it reads
 * what was written (SCALE-Sim v3 has the same form for a single fold).
 *
 * <p>A result that is not granted its word stops the array: nothing in it moves and no row enters
 * in that cycle. So the SRAM may serve anyone else first, and no result is lost.
 */
final class ArrayEngine extends Module {
  private static final int ROW_BITS = 14;
  private static final int FOLD_BITS = 13;

  /** Arguments of a GEMM. */
  static final class Command {
    private final Layout layout = new Layout();
    final Field fenced = layout.field(1);
    final Field gathers = layout.field(1);
    final Field local;
    final Field rows = layout.field(ROW_BITS);
    final Field foldsK = layout.field(FOLD_BITS);
    final Field foldsN = layout.field(FOLD_BITS);
    final Field lastRows;
    final Field weights;
    final Field input;
    final Field inputStride;
    final Field output;
    final Field outputStride;

    Command(PackageParameters p) {
      local = layout.field(p.localBits());
      lastRows = layout.field(log2(p.arrayRows() + 1));
      weights = layout.field(p.sramBits());
      input = layout.field(p.sramBits());
      inputStride = layout.field(p.sramBits());
      output = layout.field(p.sramBits());
      outputStride = layout.field(p.sramBits());
    }

    int width() {
      return layout.width();
    }

    /**
     * A GEMM of {@code m} rows.
     *
     * @param tokensOf local expert whose tokens are the rows, or negative if they lie at {@code in}
     * @param lastRow rows of weights in the last fold in K
     */
    BigInteger encode(
        int tokensOf,
        boolean fence,
        int m,
        int k,
        int n,
        int lastRow,
        long weightsAt,
        long in,
        long inStride,
        long out,
        long outStride) {
      return fenced
          .put(fence ? 1 : 0)
          .or(gathers.put(tokensOf >= 0 ? 1 : 0))
          .or(local.put(Math.max(0, tokensOf)))
          .or(rows.put(m))
          .or(foldsK.put(k))
          .or(foldsN.put(n))
          .or(lastRows.put(lastRow))
          .or(weights.put(weightsAt))
          .or(input.put(in))
          .or(inputStride.put(inStride))
          .or(output.put(out))
          .or(outputStride.put(outStride));
    }
  }

  final Stream start;

  /** Pulse: the last result of the oldest command is written. */
  final Bool done;

  final SramPort weights;
  final SramPort activations;
  final SramPort results;

  /** Asks the token lists where a row of activations is. */
  final UInt gatherLocal;

  final UInt gatherIndex;
  final UInt gatherAddress;

  /** A row enters the array in this cycle. */
  final Bool busy;

  /** There is work, but no row enters: weights are still loading, results draining, or no grant. */
  final Bool blocked;

  ArrayEngine(Module parent, PackageParameters p) {
    super(parent);
    var command = new Command(p);
    start = sink(command.width());
    done = outBool();
    weights = SramPort.client(this, p.sramBits());
    activations = SramPort.client(this, p.sramBits());
    results = SramPort.client(this, p.sramBits());
    gatherLocal = out(p.localBits());
    gatherIndex = out(log2(p.tokens()));
    gatherAddress = in(p.sramBits());
    busy = outBool();
    blocked = outBool();

    // Loader: the command whose weights are being read, fold by fold.
    var loading = regBool();
    var current = reg(command.width());
    var foldK = reg(FOLD_BITS);
    var foldN = reg(FOLD_BITS);
    var row = reg(command.lastRows.width());
    var weightAt = reg(p.sramBits());
    var shadowFull = regBool();
    var lastK = foldK.plus(1).eq(command.foldsK.of(current));
    var lastN = foldN.plus(1).eq(command.foldsN.of(current));
    var rowsHere = lastK.mux(command.lastRows.of(current), UInt.lit(p.arrayRows(), row.width()));
    weights.request().set(loading.andNot(shadowFull));
    weights.address().set(weightAt);
    var loaded = weights.fire();
    var foldLoaded = loaded.and(row.plus(1).eq(rowsHere));

    // Streamer: the fold whose rows are going through the array.
    var streaming = regBool();
    var left = reg(ROW_BITS);
    var streamIndex = reg(log2(p.tokens()));
    var streamGathers = regBool();
    var streamLocal = reg(p.localBits());
    var streamOffset = reg(p.sramBits());
    var streamStride = reg(p.sramBits());
    var streamEmits = regBool();
    var streamEnds = regBool();
    var streamFirst = regBool();
    gatherLocal.set(streamLocal);
    gatherIndex.set(streamIndex);
    var moves = wireBool().named("moves");
    activations.request().set(streaming.and(moves));
    activations
        .address()
        .set(streamOffset.plus(streamGathers.mux(gatherAddress, UInt.lit(0, p.sramBits()))));
    var enters = activations.fire();
    var lastRow = enters.and(left.eq(1));

    // The array itself: what a row carries on its way from the first input to the last output.
    int depth = p.arrayRows() + p.arrayColumns() - 1;
    var emitting = reg(depth);
    var ending = reg(depth);
    var beginning = reg(depth);
    when(
        moves,
        () -> {
          emitting.set(Bits.cat(emitting.truncate(depth - 1), enters.and(streamEmits)));
          ending.set(Bits.cat(ending.truncate(depth - 1), lastRow.and(streamEnds)));
          beginning.set(
              Bits.cat(beginning.truncate(depth - 1), enters.and(streamEmits).and(streamFirst)));
        });
    var leaves = emitting.bit(depth - 1);
    var drained = emitting.any().not();
    moves.set(leaves.not().or(results.grant()));

    // Folds of one row may follow each other in every cycle: depth + 1 of them are inside the array
    // when the first one's result leaves.
    var outputs = new Fifo(this, 2 * p.sramBits(), depth + 2);
    outputs.deq.valid().optional(); // what leaves the array has entered it
    var output = outputs.deq.bits().truncate(p.sramBits());
    var outputStride = outputs.deq.bits().slice(2 * p.sramBits() - 1, p.sramBits());
    var nextResult = reg(p.sramBits());
    var stride = reg(p.sramBits());
    var first = beginning.bit(depth - 1);
    results.request().set(leaves);
    var written = results.fire();
    outputs.deq.ready().set(written.and(first));
    results.address().set(first.mux(output, nextResult));
    when(written.and(first), () -> stride.set(outputStride));
    when(written, () -> nextResult.set(results.address().plus(first.mux(outputStride, stride))));
    done.set(written.and(ending.bit(depth - 1)));

    // Hand-over: a loaded fold begins to stream when the one before has sent its last row.
    var ready = shadowFull.or(foldLoaded);
    var free = streaming.not().or(lastRow);
    var later = foldK.any().or(foldN.any()); // only the first fold is fenced
    var mayStart = command.fenced.of(current).bit(0).not().or(later).or(drained.andNot(streaming));
    var swap = ready.and(free).and(mayStart).and(outputs.enq.ready());
    var lastFold = lastK.and(lastN);
    outputs.enq.valid().set(swap.and(lastK));
    var outputHere = command.output.of(current).plus(foldN.resize(p.sramBits()));
    outputs.enq.bits().set(Bits.cat(command.outputStride.of(current), outputHere));
    start.ready().set(loading.not().or(swap.and(lastFold)));
    when(
            swap,
            () -> {
              streaming.set(true);
              left.set(command.rows.of(current));
              streamIndex.set(0);
              streamGathers.set(command.gathers.of(current).bit(0));
              streamLocal.set(command.local.of(current));
              streamOffset.set(command.input.of(current).plus(foldK.resize(p.sramBits())));
              streamStride.set(command.inputStride.of(current));
              streamEmits.set(lastK);
              streamEnds.set(lastFold);
              streamFirst.set(true);
            })
        .elseWhen(
            enters,
            () -> {
              left.set(left.minus(1));
              streamIndex.set(streamIndex.plus(1));
              streamFirst.set(false);
              when(streamGathers.not(), () -> streamOffset.set(streamOffset.plus(streamStride)));
              when(lastRow, () -> streaming.set(false));
            });
    when(loaded, () -> weightAt.set(weightAt.plus(1)));
    when(
            start.fire(),
            () -> {
              loading.set(true);
              current.set(start.bits());
              foldK.set(0);
              foldN.set(0);
              row.set(0);
              weightAt.set(command.weights.of(start.bits()));
            })
        .elseWhen(
            swap,
            () -> {
              row.set(0);
              foldK.set(lastK.mux(UInt.lit(0, FOLD_BITS), foldK.plus(1)));
              when(lastK, () -> foldN.set(foldN.plus(1)));
              when(lastFold, () -> loading.set(false));
            })
        .elseWhen(loaded, () -> row.set(row.plus(1)));
    when(swap, () -> shadowFull.set(false)).elseWhen(foldLoaded, () -> shadowFull.set(true));

    busy.set(enters);
    blocked.set(loading.or(streaming).or(emitting.any()).andNot(enters));
  }
}

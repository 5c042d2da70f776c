package chorale.workload.fast;

import chorale.workload.Command;
import chorale.workload.Matrix;
import chorale.workload.RunConfig;
import java.util.ArrayDeque;

/**
 * The weight-stationary array of ArrayEngine: the loader reads a fold's weights while the streamer
 * sends the rows of the fold before, and results leave R + C - 1 cycles behind their rows. Within
 * an engine nothing is an event but the end of a command, so what happens in between is reckoned
 * cycle by cycle with the SRAM's banks when an event asks for it: the bank that two want serves the
 * first of arriving flits, leaving results, the array's results, its activations, its weights.
 */
final class ArrayModel implements EngineModel {
  private static final int EMITS = 1;
  private static final int FIRST = 2;
  private static final int ENDS = 4;

  private static final class Gemm {
    final Command.Gemm command;
    final Runnable done;
    final long from;
    final int foldsK;
    final int foldsN;
    final int lastRows;
    final long weights;
    final long input;
    final int[] tokens; // words of the tokens, or null
    final long output;

    Gemm(
        Command.Gemm g,
        Runnable done,
        long from,
        RunConfig.Chiplet array,
        int index,
        ChipletModel c) {
      this.command = g;
      this.done = done;
      this.from = from;
      foldsK = Math.ceilDiv(g.k(), array.arrayRows());
      foldsN = Math.ceilDiv(g.n(), array.arrayColumns());
      lastRows = g.k() - (foldsK - 1) * array.arrayRows();
      weights = c.layout().weights(index);
      boolean down = g.matrix() == Matrix.DOWN;
      tokens = down ? null : c.words(g.local());
      input = down ? c.layout().intermediate() : 0;
      output = down ? c.layout().results(g.local()) : c.layout().intermediate();
    }

    boolean fenced() {
      return command.matrix() == Matrix.DOWN;
    }
  }

  private final Clock clock;
  private final ChipletModel chiplet;
  private final RunConfig.Chiplet shape;
  private final int depth;
  private final int bankBits;
  private final long bankMask;
  private final ArrayDeque<Gemm> waiting = new ArrayDeque<>();
  private final ArrayDeque<Gemm> open = new ArrayDeque<>();
  private final byte[] inside;
  private final ArrayDeque<long[]> outputs = new ArrayDeque<>();
  private int index;
  private long cycle; // the next one to be reckoned
  private long planned = Long.MAX_VALUE;

  // loader
  private Gemm loading;
  private int foldK;
  private int foldN;
  private int row;
  private long weightAt;
  private boolean shadowFull;

  // streamer
  private Gemm streaming;
  private int left;
  private int streamIndex;
  private long streamOffset;
  private boolean streamEmits;
  private boolean streamEnds;

  // results
  private int place; // of the row that leaves next
  private int emitting;
  private int endIn =
      -1; // moves until the oldest command's last result leaves, if that row entered
  private long nextResult;
  private long stride;

  ArrayModel(Clock clock, RunConfig config, ChipletModel chiplet) {
    this.clock = clock;
    this.chiplet = chiplet;
    shape = config.pack().chiplet();
    depth = shape.arrayRows() + shape.arrayColumns() - 1;
    inside = new byte[depth];
    bankBits = Integer.numberOfTrailingZeros(shape.sramBanks());
    bankMask = shape.sramBanks() - 1;
  }

  private long bank(long word) {
    return (word ^ word >> bankBits) & bankMask;
  }

  @Override
  public void start(Command command, Runnable done) {
    if (!(command instanceof Command.Gemm gemm)) {
      throw EngineModel.misplaced(command);
    }
    advance(clock.now() - 1);
    var g = new Gemm(gemm, done, clock.now(), shape, index++, chiplet);
    waiting.add(g);
    open.add(g);
    plan();
  }

  private void plan() {
    if (open.isEmpty()) {
      return;
    }
    long at = Math.max(clock.now(), earliest());
    if (at < planned) {
      planned = at;
      clock.at(
          at,
          () -> {
            if (planned == at) {
              planned = Long.MAX_VALUE;
              advance(at);
              plan();
            }
          });
    }
  }

  /** The first cycle in which the oldest command may be done: nothing is in its way. */
  private long earliest() {
    var oldest = open.getFirst();
    if (endIn >= 0) {
      return cycle + endIn;
    }
    if (streaming == oldest && streamEnds) {
      return cycle + left - 1 + depth;
    }
    long m = oldest.command.m();
    if (loading == oldest) {
      long folds = (long) (oldest.foldsN - foldN) * oldest.foldsK - foldK;
      int rows = foldK + 1 == oldest.foldsK ? oldest.lastRows : shape.arrayRows();
      long load = shadowFull ? 0 : rows - row;
      return cycle + Math.max(streaming == null ? 0 : left, load) + folds * m - 1 + depth;
    }
    return Math.max(cycle, oldest.from) + (long) oldest.foldsN * oldest.foldsK * m + depth;
  }

  /** Reckons until {@code last}, that cycle included. */
  private void advance(long last) {
    while (cycle <= last) {
      if (loading == null && streaming == null && emitting == 0) {
        if (waiting.isEmpty()) {
          cycle = last + 1;
          return;
        }
        cycle = Math.max(cycle, waiting.getFirst().from);
        if (cycle > last) {
          return;
        }
      }
      step();
      cycle++;
    }
  }

  private void step() {
    long arrives = chiplet.arrival(cycle);
    long combined = chiplet.combines().at(cycle);
    long first = arrives < 0 ? -1 : bank(arrives);
    long second = combined < 0 ? -1 : bank(combined);

    // results
    int leaving = inside[place];
    long third = -1;
    boolean moves = true;
    if ((leaving & EMITS) != 0) {
      long word = (leaving & FIRST) != 0 ? outputs.getFirst()[0] : nextResult;
      third = bank(word);
      moves = third != first && third != second;
      if (moves) {
        if ((leaving & FIRST) != 0) {
          stride = outputs.removeFirst()[1];
        }
        nextResult = word + stride;
        emitting--;
      }
    }
    boolean drained = emitting == 0 && (leaving & EMITS) == 0;

    // activations
    boolean enters = false;
    long fourth = -1;
    if (streaming != null && moves) {
      long word = streamOffset + (streaming.tokens == null ? 0 : streaming.tokens[streamIndex]);
      fourth = bank(word);
      enters = fourth != first && fourth != second && fourth != third;
    }

    // weights
    boolean loaded = false;
    int rowsHere = 0;
    boolean lastK = false;
    if (loading != null) {
      lastK = foldK + 1 == loading.foldsK;
      rowsHere = lastK ? loading.lastRows : shape.arrayRows();
      if (!shadowFull) {
        long fifth = bank(weightAt);
        loaded = fifth != first && fifth != second && fifth != third && fifth != fourth;
      }
    }
    boolean foldLoaded = loaded && row + 1 == rowsHere;
    boolean lastRow = enters && left == 1;
    boolean ended = false;
    if (moves) {
      ended = (leaving & ENDS) != 0;
      int enteringFlags = 0;
      if (enters && streamEmits) {
        enteringFlags = EMITS | (streamIndex == 0 ? FIRST : 0) | (lastRow && streamEnds ? ENDS : 0);
        emitting++;
      }
      inside[place] = (byte) enteringFlags;
      place = place + 1 == depth ? 0 : place + 1;
      if (endIn > 0) {
        endIn--;
      }
      if ((enteringFlags & ENDS) != 0 && endIn < 0) {
        endIn = depth - 1;
      }
    }
    boolean later = foldK > 0 || foldN > 0;
    boolean swap =
        loading != null
            && (shadowFull || foldLoaded)
            && (streaming == null || lastRow)
            && (!loading.fenced() || later || drained && streaming == null);
    if (loaded) {
      weightAt++;
      row++;
      shadowFull = foldLoaded;
    }
    if (enters) {
      left--;
      streamIndex++;
      if (streaming.tokens == null) {
        streamOffset += streaming.foldsK;
      }
    }
    if (lastRow) {
      streaming = null;
    }
    boolean lastFold = false;
    if (swap) {
      lastFold = lastK && foldN + 1 == loading.foldsN;
      swap(lastK, lastFold);
    }
    if ((loading == null || swap && lastFold)
        && !waiting.isEmpty()
        && waiting.getFirst().from <= cycle) {
      loading = waiting.removeFirst();
      foldK = 0;
      foldN = 0;
      row = 0;
      weightAt = loading.weights;
    }
    if (ended) {
      endIn = nextEnd();
      chiplet.multiplied();
      open.removeFirst().done.run();
    }
  }

  /** A loaded fold begins to stream. */
  private void swap(boolean lastK, boolean lastFold) {
    streaming = loading;
    left = loading.command.m();
    streamIndex = 0;
    streamOffset = loading.input + foldK;
    streamEmits = lastK;
    streamEnds = lastFold;
    if (lastK) {
      outputs.add(new long[] {loading.output + foldN, loading.foldsN});
    }
    row = 0;
    shadowFull = false;
    foldK = lastK ? 0 : foldK + 1;
    foldN += lastK ? 1 : 0;
    if (lastFold) {
      loading = null;
    }
  }

  /** Moves until the next end inside leaves, -1 if there is none. */
  private int nextEnd() {
    for (int i = 0; i < depth; i++) {
      if ((inside[(place + i) % depth] & ENDS) != 0) {
        return i;
      }
    }
    return -1;
  }
}

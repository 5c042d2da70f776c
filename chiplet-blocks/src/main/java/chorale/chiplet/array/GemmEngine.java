package chorale.chiplet.array;

import chorale.chiplet.Layout.Field;
import chorale.chiplet.SramPort;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.RegisterFifo;
import chorale.hdl.lib.StreamFork;

/**
 * A systolic array with its operand supply: runs {@link Gemm} commands in order, one after the
 * other without a gap, and reads and writes four matrices in memories beside it.
 *
 * <pre>
 * memory -> OperandReader -> Transposer -> left  -+
 * memory -> OperandReader -> Transposer -> top   -+-> PeArray -> ResultWriter -> memory
 * memory -> OperandReader ------------> initial  -+   ArrayControl
 * </pre>
 *
 * Cycles: see {@link ArrayControl}; and {@link #EDGE}, and one for each product stage, if the
 * memories grant every request at once. The first read comes 3 cycles after the command is taken.
 * Transposed operands that follow others, or come first, come R cycles later. A command may read
 * what an earlier one writes only when {@link #done} has told that that is there.
 *
 * <p>A transposed operand comes in whole blocks, which are read at a word a cycle: M then counts as
 * the next multiple of R in a weight-stationary GEMM whose left one is.
 *
 * <p>Memories are read a few words ahead; a transposed operand is read in whole blocks of R x R,
 * beyond the matrix if its dimensions are no multiples of R.
 */
public final class GemmEngine extends Module {
  /**
   * Cycles of a command besides those in the array, from the first read to the last write, both
   * counted: 1 to read, 2 through the queue of results.
   */
  public static final int EDGE = 3;

  /** Commands, in {@link GemmFormat}. */
  public final Stream start;

  /** Pulse: the last result of the oldest command is written. */
  public final Bool done;

  /** Reads of left operands, words of R. */
  public final SramPort left;

  /** The word read by the request granted in the cycle before; so for all operands. */
  public final UInt leftWord;

  /** Reads of top operands, words of C. */
  public final SramPort top;

  public final UInt topWord;

  /** Reads of initial values, words of C sums. */
  public final SramPort initial;

  public final UInt initialWord;

  /** Writes of results, words of C sums. */
  public final SramPort result;

  public final UInt resultWord;

  /** What the array does. */
  public final ArrayActivity activity;

  private final ArrayParameters p;
  private final GemmFormat format;

  /** An engine for {@code p}. */
  public GemmEngine(Module parent, ArrayParameters p) {
    super(parent);
    this.p = p;
    format = new GemmFormat(p);
    start = sink(format.width());
    done = outBool();
    left = SramPort.client(this, p.addressBits());
    leftWord = in(p.leftBits());
    top = SramPort.client(this, p.addressBits());
    topWord = in(p.topBits());
    initial = SramPort.client(this, p.addressBits());
    initialWord = in(p.sumWordBits());
    result = SramPort.client(this, p.addressBits());
    resultWord = out(p.sumWordBits());
    activity = ports(io -> ArrayActivity.of(io, p));

    // Places: as many as are on their way when a full stream of results is stopped, and a few.
    int places = p.rows() + p.latency() + 4;
    int initWords = p.rows() + 4;
    var nests = new StridedWalk.Format(p.addressBits(), GemmFormat.STEP_BITS);
    var control = new ArrayControl(this, p, places, initWords);
    var leftReader = new OperandReader(this, p, p.leftBits(), 4);
    var topReader = new OperandReader(this, p, p.topBits(), 4);
    var initReader = new OperandReader(this, p, p.sumWordBits(), initWords);
    var writer = new ResultWriter(this, p, p.sumWordBits(), places);
    var command = start.bits();
    var os = flag(format.outputStationary, command);
    var starts = new StreamFork(this, format.width(), p.transposes() ? 7 : 5);
    starts.in.from(start);

    control.command.from(starts.out[0]);
    queue(starts.out[1], leftNest(nests, command, os), nests.width(), leftReader.nest);
    queue(starts.out[2], topNest(nests, command, os), nests.width(), topReader.nest);
    queue(
        starts.out[3],
        rowNest(nests, command, format.init, format.initStride),
        nests.width(),
        initReader.nest,
        flag(format.initial, command));
    queue(
        starts.out[4],
        rowNest(nests, command, format.result, format.resultStride),
        nests.width(),
        writer.nest);

    Stream leftWords = leftReader.words;
    Stream topWords = topReader.words;
    if (p.transposes()) {
      var leftTurn = transposer();
      var topTurn = transposer();
      var other = os.mux(format.foldsK.of(command), format.foldsM.of(command));
      var lastOther = os.mux(format.lastK.of(command), format.lastM.of(command));
      var turns = new Transposer.Format(p.rows());
      queue(
          starts.out[5],
          turns.of(flag(format.turnLeft, command), other, lastOther),
          turns.width(),
          leftTurn.command);
      queue(
          starts.out[6],
          turns.of(
              flag(format.turnTop, command), format.foldsK.of(command), format.lastK.of(command)),
          turns.width(),
          topTurn.command);
      leftTurn.in.from(leftReader.words);
      topTurn.in.from(topReader.words);
      leftWords = leftTurn.out;
      topWords = topTurn.out;
    }
    control.leftValid.set(leftWords.valid());
    leftWords.ready().set(control.leftTake);
    control.topValid.set(topWords.valid());
    topWords.ready().set(control.topTake);
    control.initValid.set(initReader.words.valid());
    control.initCount.set(initReader.count);
    initReader.words.ready().set(control.initTake);
    control.freed.set(writer.freed);
    writer.valid.set(control.resultValid);
    connect(control.activity, activity);
    done.set(writer.done);

    connect(leftReader.port, left);
    connect(topReader.port, top);
    connect(initReader.port, initial);
    connect(writer.port, result);
    leftReader.word.set(leftWord);
    topReader.word.set(topWord);
    initReader.word.set(initialWord);
    resultWord.set(writer.data);
    if (p.values()) {
      var array = new PeArray(this, p);
      connect(control.flags, array.flags);
      array.left.set(leftWords.bits().truncate(p.leftBits()));
      array.top.set(topWords.bits().truncate(p.topBits()));
      array.init.set(initReader.words.bits().truncate(p.sumWordBits()));
      writer.word.set(array.result);
    } else {
      writer.word.set(0);
      leftWords.bits().optional();
      topWords.bits().optional();
      initReader.words.bits().optional();
    }
  }

  private Transposer transposer() {
    return new Transposer(this, p.rows(), p.values() ? p.element().operandBits : 0);
  }

  /** For each fold in N, and for each inner fold: the words of its steps. */
  private UInt leftNest(StridedWalk.Format nests, UInt command, Bool os) {
    var stride = format.leftStride.of(command);
    var inner = os.mux(format.foldsM.of(command), format.foldsK.of(command));
    var steps = os.mux(format.k.of(command), format.m.of(command));
    UInt zero = address(0);
    UInt next = address(1);
    if (!p.transposes()) {
      return nests.of(
          format.left.of(command),
          new UInt[] {format.outer.of(command), inner, number(1), steps},
          new UInt[] {zero, next, zero, stride});
    }
    // Turned: blocks of R rows; of an inner fold those along the steps.
    var turn = flag(format.turnLeft, command);
    var other = os.mux(format.foldsK.of(command), format.foldsM.of(command));
    return nests.of(
        format.left.of(command),
        new UInt[] {
          format.outer.of(command),
          inner,
          turn.mux(count(other), number(1)),
          turn.mux(number(p.rows()), steps)
        },
        new UInt[] {zero, turn.mux(times(stride, p.rows()), next), next, stride});
  }

  /** For each fold in N, and each inner fold of an output-stationary GEMM: rows of B. */
  private UInt topNest(StridedWalk.Format nests, UInt command, Bool os) {
    var stride = format.topStride.of(command);
    var repeats = os.mux(count(format.foldsM.of(command)), number(1));
    UInt zero = address(0);
    UInt next = address(1);
    if (!p.transposes()) {
      return nests.of(
          format.top.of(command),
          new UInt[] {format.outer.of(command), repeats, number(1), format.k.of(command)},
          new UInt[] {next, zero, zero, stride});
    }
    var turn = flag(format.turnTop, command);
    return nests.of(
        format.top.of(command),
        new UInt[] {
          format.outer.of(command),
          repeats,
          turn.mux(count(format.foldsK.of(command)), number(1)),
          turn.mux(number(p.columns()), format.k.of(command))
        },
        new UInt[] {turn.mux(times(stride, p.columns()), next), zero, next, stride});
  }

  /** For each fold in N: all rows of Y. */
  private UInt rowNest(StridedWalk.Format nests, UInt command, Field base, Field stride) {
    return nests.of(
        base.of(command),
        new UInt[] {format.outer.of(command), number(1), number(1), format.m.of(command)},
        new UInt[] {address(1), address(0), address(0), stride.of(command)});
  }

  private void queue(Stream from, UInt word, int width, Stream to) {
    queue(from, word, width, to, Bool.lit(true));
  }

  /** Commands for a part of the engine, which may be some behind; only those that concern it. */
  private void queue(Stream from, UInt word, int width, Stream to, Bool concerns) {
    var commands = new RegisterFifo(this, width, 4, false);
    from.bits().optional(); // the command is the engine's own
    commands.enq.valid().set(from.valid().and(concerns));
    commands.enq.bits().set(word);
    from.ready().set(commands.enq.ready().or(concerns.not()));
    to.from(commands.deq);
  }

  private UInt address(long value) {
    return UInt.lit(value, p.addressBits());
  }

  private static UInt number(long value) {
    return UInt.lit(value, GemmFormat.STEP_BITS);
  }

  private static UInt count(UInt folds) {
    return folds.zext(GemmFormat.STEP_BITS);
  }

  private UInt times(UInt stride, int factor) {
    return stride.times(UInt.lit(factor, log2(factor + 1))).truncate(p.addressBits());
  }

  private static Bool flag(Field field, UInt command) {
    return field.of(command).bit(0);
  }
}

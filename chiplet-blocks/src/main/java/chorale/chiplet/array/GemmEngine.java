package chorale.chiplet.array;

import chorale.chiplet.Layout.Field;
import chorale.chiplet.SramPort;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.StreamFork;

/**
 * A systolic array, or a tile of several, with operand supply: runs {@link Gemm} commands in order,
 * one after the other without a gap, and reads and writes four matrices in memories beside it.
 *
 * <pre>
 * memory -> OperandReader -> Transposer -> left  -+
 * memory -> OperandReader -> Transposer -> top   -+-> PeArray -> (SumTree) -> ResultWriter -> memory
 * memory -> OperandReader ------------> initial  -+   ArrayControl
 * </pre>
 *
 * Each array of a tile has a supply of its own and does its share of the inner dimension ({@link
 * GemmFormat}); all follow one control, and a tree adds up what they leave. So a tile of A arrays
 * is as deep as an array of A R rows, and its sums come out R, not A R cycles after their operands
 * went in.
 *
 * <p>Cycles: see {@link ArrayControl}; and {@link #EDGE}, and one for each product stage, if the
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

  /** By array, reads of left operands, words of R. */
  public final SramPort[] left;

  /** The word read by the request granted in the cycle before; so for all operands. */
  public final UInt[] leftWord;

  /** By array, reads of top operands, words of C. */
  public final SramPort[] top;

  public final UInt[] topWord;

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
    left = new SramPort[p.arrays()];
    leftWord = new UInt[p.arrays()];
    top = new SramPort[p.arrays()];
    topWord = new UInt[p.arrays()];
    for (int a = 0; a < p.arrays(); a++) {
      left[a] = SramPort.client(this, p.addressBits());
      leftWord[a] = in(p.leftBits());
      top[a] = SramPort.client(this, p.addressBits());
      topWord[a] = in(p.topBits());
    }
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
    var initReader = new OperandReader(this, p, p.sumWordBits(), initWords);
    var writer = new ResultWriter(this, p, p.sumWordBits(), places);
    var command = start.bits();
    var starts = new StreamFork(this, format.width(), p.arrays() + 3);
    starts.in.from(start);

    control.command.from(starts.out[0]);
    OperandSupply.queue(
        this,
        starts.out[1],
        rowNest(nests, command, format.init, format.initStride),
        nests.width(),
        initReader.nest,
        flag(format.initial, command));
    OperandSupply.queue(
        this,
        starts.out[2],
        rowNest(nests, command, format.result, format.resultStride),
        nests.width(),
        writer.nest,
        Bool.lit(true));
    var supply = new OperandSupply[p.arrays()];
    for (int a = 0; a < supply.length; a++) {
      supply[a] = supply(a, starts.out[3 + a], control);
    }
    control.initValid.set(initReader.words.valid());
    control.initCount.set(initReader.count);
    initReader.words.ready().set(control.initTake);
    control.freed.set(writer.freed);
    writer.valid.set(control.resultValid);
    connect(control.activity, activity);
    done.set(writer.done);

    connect(initReader.port, initial);
    connect(writer.port, result);
    initReader.word.set(initialWord);
    resultWord.set(writer.data);
    if (p.values()) {
      writer.word.set(sums(control, supply, initReader));
    } else {
      writer.word.set(0);
      initReader.words.bits().optional();
      for (OperandSupply s : supply) {
        s.leftWords.bits().optional();
        s.topWords.bits().optional();
      }
    }
  }

  /** The operands of an array. */
  private OperandSupply supply(int a, Stream commands, ArrayControl control) {
    var supply = new OperandSupply(this, p, a);
    supply.name("supply_" + a);
    supply.command.from(commands);
    control.leftValid[a].set(supply.leftWords.valid());
    supply.leftWords.ready().set(control.leftTake[a]);
    control.topValid[a].set(supply.topWords.valid());
    supply.topWords.ready().set(control.topTake[a]);
    connect(supply.left, left[a]);
    connect(supply.top, top[a]);
    supply.leftWord.set(leftWord[a]);
    supply.topWord.set(topWord[a]);
    return supply;
  }

  /** The arrays, of which the first one goes on from the initial values; their results in sum. */
  private UInt sums(ArrayControl control, OperandSupply[] supply, OperandReader initial) {
    var results = new UInt[p.arrays()];
    for (int a = 0; a < results.length; a++) {
      var array = new PeArray(this, p);
      array.name("array_" + a);
      connect(control.flags, array.flags);
      connect(control.extent[a], array.extent);
      array.left.set(supply[a].leftWords.bits());
      array.top.set(supply[a].topWords.bits());
      if (a == 0) {
        array.init.set(initial.words.bits().truncate(p.sumWordBits()));
      } else {
        array.init.set(0);
      }
      results[a] = array.result;
    }
    if (results.length == 1) {
      return results[0];
    }
    var tree = new SumTree(this, p);
    for (int a = 0; a < results.length; a++) {
      tree.in[a].set(results[a]);
    }
    return tree.out;
  }

  /** For each fold in N: all rows of Y. */
  private UInt rowNest(StridedWalk.Format nests, UInt command, Field base, Field stride) {
    return nests.of(
        base.of(command),
        new UInt[] {format.outer.of(command), number(1), number(1), format.m.of(command)},
        new UInt[] {address(1), address(0), address(0), stride.of(command)});
  }

  private UInt address(long value) {
    return UInt.lit(value, p.addressBits());
  }

  private static UInt number(long value) {
    return UInt.lit(value, GemmFormat.STEP_BITS);
  }

  private static Bool flag(Field field, UInt command) {
    return field.of(command).bit(0);
  }
}

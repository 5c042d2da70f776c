package chorale.chiplet.array;

import chorale.chiplet.Layout.Field;
import chorale.chiplet.SramPort;
import chorale.chiplet.array.GemmFormat.Share;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;
import chorale.hdl.lib.StreamFork;

/**
 * Brings the operands of an array's share of each GEMM to its edge, in the order in which the array
 * takes them: from the memories, read a few words ahead, and through a transposer if the array has
 * them. The first word is there 3 cycles after the command (transposed ones: R more), then one a
 * cycle on either side while the memories grant. A GEMM of which the array has no share is passed
 * over.
 */
final class OperandSupply extends Module {
  /** Commands, in {@link GemmFormat}. */
  final Stream command;

  /** Reads of left operands, words of R. */
  final SramPort left;

  /** The word read by the request granted in the cycle before; so for both. */
  final UInt leftWord;

  /** Reads of top operands, words of C. */
  final SramPort top;

  final UInt topWord;

  /** R operands of a step. */
  final Stream leftWords;

  /** C weights, or operands of a step. */
  final Stream topWords;

  private final ArrayParameters p;
  private final GemmFormat format;

  /** The supply of array {@code array} of the tile. */
  OperandSupply(Module parent, ArrayParameters p, int array) {
    super(parent);
    this.p = p;
    format = new GemmFormat(p);
    command = sink(format.width());
    left = SramPort.client(this, p.addressBits());
    leftWord = in(p.leftBits());
    top = SramPort.client(this, p.addressBits());
    topWord = in(p.topBits());
    leftWords = source(p.leftBits());
    topWords = source(p.topBits());

    var nests = new StridedWalk.Format(p.addressBits(), GemmFormat.STEP_BITS);
    var leftReader = new OperandReader(this, p, p.leftBits(), 4);
    var topReader = new OperandReader(this, p, p.topBits(), 4);
    UInt word = command.bits();
    Share share = format.share(array, word);
    Bool os = flag(format.outputStationary, word);
    var parts = new StreamFork(this, format.width(), p.transposes() ? 4 : 2);
    parts.in.from(command);
    queue(
        this,
        parts.out[0],
        leftNest(nests, word, share, os),
        nests.width(),
        leftReader.nest,
        share.any());
    queue(
        this,
        parts.out[1],
        topNest(nests, word, share, os),
        nests.width(),
        topReader.nest,
        share.any());
    connect(leftReader.port, left);
    connect(topReader.port, top);
    leftReader.word.set(leftWord);
    topReader.word.set(topWord);
    if (!p.transposes()) {
      pass(leftReader.words, leftWords);
      pass(topReader.words, topWords);
      return;
    }
    var turns = new Transposer.Format(p.rows());
    var leftTurn = transposer();
    var topTurn = transposer();
    UInt other = os.mux(share.folds(), format.foldsM.of(word));
    UInt lastOther = os.mux(share.lastK(), format.lastM.of(word));
    queue(
        this,
        parts.out[2],
        turns.of(flag(format.turnLeft, word), other, lastOther),
        turns.width(),
        leftTurn.command,
        share.any());
    queue(
        this,
        parts.out[3],
        turns.of(flag(format.turnTop, word), share.folds(), share.lastK()),
        turns.width(),
        topTurn.command,
        share.any());
    leftTurn.in.from(leftReader.words);
    topTurn.in.from(topReader.words);
    leftWords.from(leftTurn.out);
    topWords.from(topTurn.out);
  }

  /** Words without their mark. */
  private static void pass(Stream marked, Stream words) {
    words.valid().set(marked.valid());
    words.bits().set(marked.bits().truncate(words.bits().width()));
    marked.ready().set(words.ready());
  }

  private Transposer transposer() {
    return new Transposer(this, p.rows(), p.values() ? p.element().operandBits : 0);
  }

  /** For each fold in N, and for each inner fold: the words of its steps. */
  private UInt leftNest(StridedWalk.Format nests, UInt word, Share share, Bool os) {
    UInt stride = format.leftStride.of(word);
    UInt inner = os.mux(format.foldsM.of(word), share.folds());
    UInt steps = os.mux(share.k(), format.m.of(word));
    UInt zero = address(0);
    UInt next = address(1);
    if (!p.transposes()) {
      return nests.of(
          share.left(),
          new UInt[] {format.outer.of(word), inner, number(1), steps},
          new UInt[] {zero, next, zero, stride});
    }
    // Turned: blocks of R rows; of an inner fold those along the steps.
    Bool turn = flag(format.turnLeft, word);
    UInt other = os.mux(share.folds(), format.foldsM.of(word));
    return nests.of(
        share.left(),
        new UInt[] {
          format.outer.of(word),
          inner,
          turn.mux(count(other), number(1)),
          turn.mux(number(p.rows()), steps)
        },
        new UInt[] {zero, turn.mux(times(stride, p.rows()), next), next, stride});
  }

  /** For each fold in N, and each inner fold of an output-stationary GEMM: rows of B. */
  private UInt topNest(StridedWalk.Format nests, UInt word, Share share, Bool os) {
    UInt stride = format.topStride.of(word);
    UInt repeats = os.mux(count(format.foldsM.of(word)), number(1));
    UInt zero = address(0);
    UInt next = address(1);
    if (!p.transposes()) {
      return nests.of(
          share.top(),
          new UInt[] {format.outer.of(word), repeats, number(1), share.k()},
          new UInt[] {next, zero, zero, stride});
    }
    Bool turn = flag(format.turnTop, word);
    return nests.of(
        share.top(),
        new UInt[] {
          format.outer.of(word),
          repeats,
          turn.mux(count(share.folds()), number(1)),
          turn.mux(number(p.columns()), share.k())
        },
        new UInt[] {turn.mux(times(stride, p.columns()), next), zero, next, stride});
  }

  /** Words for a part, made of commands; only of those that concern it. It may be some behind. */
  static void queue(Module module, Stream from, UInt word, int width, Stream to, Bool concerns) {
    // A memory: words of a hundred bits and more that hardly ever move are no work for a simulator.
    var words = new Fifo(module, width, 4);
    from.bits().optional(); // the same as the command that they are made of
    words.enq.valid().set(from.valid().and(concerns));
    words.enq.bits().set(word);
    from.ready().set(words.enq.ready().or(concerns.not()));
    to.from(words.deq);
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

  private static Bool flag(Field field, UInt word) {
    return field.of(word).bit(0);
  }
}

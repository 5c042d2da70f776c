package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.workload.hecaton.Grid;

/**
 * Where a block lies in the memories of a die. What goes around has rows of all tokens, of which
 * the die's own are some; everything else has rows of its own tokens only.
 */
final class BlockMemory {
  /**
   * Sums that are scattered.
   *
   * @param parts the die's own, of all tokens
   * @param arriving what the die before passes
   */
  record Sums(Region parts, Region arriving) {}

  /** A norm and the first layer behind it. */
  final class Normed {
    final Region gain;

    /** States times the gain, gathered. */
    final Region scaled;

    /** Sums of squares: first gathered, then scattered as sums are. */
    final Sums squares;

    final Region weight;
    final Sums out;
    final Region root;

    /** Gradients by what the layer gives, times the root, gathered. */
    final Region derivative;

    /** As squares, the other way: sums of what is given times its gradient. */
    final Sums energy;

    final Region gradient;
    final Sums back;
    final Region share;

    /** By token the states times their gradient before the gain; their sums; what they become. */
    final Region gainParts;

    final Sums gainSums;
    final Region gainGradient;

    /** Gradients by the states. */
    final Region dx;

    Normed(int words) {
      gain = plan.take(Target.SCRATCH, 1, hiddenWords);
      scaled = plan.take(Target.SCRATCH, tokens, hiddenWords);
      squares = sums(tokens, 1);
      weight = plan.take(Target.SCRATCH, hiddenWords * lanes, words);
      out = sums(tokens, words);
      root = plan.take(Target.SUMS, ownTokens, 1);
      derivative = plan.take(Target.SCRATCH, tokens, words);
      energy = sums(tokens, 1);
      gradient = plan.take(Target.SUMS, hiddenWords * lanes, words);
      back = sums(tokens, hiddenWords);
      share = plan.take(Target.SUMS, ownTokens, 1);
      gainParts = plan.take(Target.SUMS, ownTokens, hiddenWords);
      gainSums = sums(places, packetWords);
      gainGradient = plan.take(Target.SUMS, places, packetWords);
      dx = plan.take(Target.SCRATCH, tokens, hiddenWords);
    }
  }

  /** A second layer. */
  final class Second {
    /** What it is given, gathered. */
    final Region in;

    final Region weight;
    final Sums out;

    /** What it gives, and what goes past it. */
    final Region value;

    final Region gradient;
    final Sums back;

    Second(int words) {
      in = plan.take(Target.SCRATCH, tokens, words);
      weight = plan.take(Target.SCRATCH, words * lanes, hiddenWords);
      out = sums(tokens, hiddenWords);
      value = plan.take(Target.SCRATCH, ownTokens, hiddenWords);
      gradient = plan.take(Target.SUMS, words * lanes, hiddenWords);
      back = sums(tokens, words);
    }
  }

  /** Words of a row of a die: states, queries, keys, inner numbers. */
  final int hiddenWords;

  final int queryWords;
  final int keyWords;
  final int innerWords;

  /** Tokens of a slice. */
  final int ownTokens;

  final Region x;
  final Region dy;
  final Normed attention;

  /** Queries, keys and values beside each other, and their gradients. */
  final Region qkv;

  final Region dQkv;

  /** By sequence, head and token: scores, weights, and their gradients. */
  final Region scores;

  final Region weights;
  final Region dWeights;
  final Region dScores;

  final Region context;
  final Region dContext;
  final Second output;
  final Normed network;

  /** Gate and up beside each other. */
  final Region gateUp;

  final Second down;

  /** Of the norms; the scale of scores; one; 0 where a token sees another one, else -infinity. */
  final Region constants;

  final Region scale;
  final Region one;
  final Region mask;

  /** What a command writes that only waits. */
  final Region seen;

  private final MemoryPlan plan;
  private final int tokens;
  private final int lanes;
  private final int places;

  /** Words of sums of a packet. */
  private final int packetWords;

  BlockMemory(TrainingParameters p, Grid grid, BlockCase c) {
    plan = new MemoryPlan(p, 0);
    var s = c.shape();
    lanes = p.lanes();
    places = grid.columns();
    packetWords = p.packetWords() / 2;
    tokens = (int) s.tokens();
    int length = (int) s.length();
    int side = lanes * grid.rows();
    hiddenWords = (int) s.hidden() / side;
    queryWords = (int) s.query() / side;
    keyWords = (int) (s.kvHeads() * s.headSize()) / side;
    innerWords = (int) s.inner() / side;
    ownTokens = tokens / grid.rows();
    int heads = (int) s.heads() / grid.columns();
    int attended = queryWords + 2 * keyWords;
    x = plan.take(Target.SCRATCH, ownTokens, hiddenWords);
    dy = plan.take(Target.SCRATCH, tokens, hiddenWords);
    attention = new Normed(attended);
    qkv = plan.take(Target.SCRATCH, ownTokens, attended);
    dQkv = plan.take(Target.SUMS, ownTokens, attended);
    scores = plan.take(Target.SUMS, ownTokens * heads, length / lanes);
    weights = plan.take(Target.SCRATCH, ownTokens * heads, length / lanes);
    dWeights = plan.take(Target.SUMS, ownTokens * heads, length / lanes);
    dScores = plan.take(Target.SCRATCH, ownTokens * heads, length / lanes);
    context = plan.take(Target.SUMS, ownTokens, queryWords);
    dContext = plan.take(Target.SCRATCH, ownTokens, queryWords);
    output = new Second(queryWords);
    network = new Normed(2 * innerWords);
    gateUp = plan.take(Target.SUMS, ownTokens, 2 * innerWords);
    down = new Second(innerWords);
    constants = plan.take(Target.SUMS, 1, 3);
    scale = plan.take(Target.SUMS, 1, 1);
    one = plan.take(Target.SUMS, 1, 1);
    mask = c.causal() ? plan.take(Target.SUMS, length, length / lanes) : null;
    seen = plan.take(Target.SCRATCH, 1, 1);
    plan.check();
  }

  private Sums sums(int rows, int words) {
    return new Sums(plan.take(Target.SUMS, rows, words), plan.take(Target.SUMS, rows, words));
  }
}

package chorale.workload.hecaton;

/**
 * Megatron's tensor parallelism (arXiv 1909.08053): each die has all tokens, and of a pair of
 * layers the columns of the first and the rows of the second. Sums of the second go through an
 * all-reduce, and so do the gradients of the first one's inputs.
 *
 * <p>In its favour, work is split evenly where there are more dies than heads, and kernels on a
 * block's inputs are shared by the dies, not done by each.
 */
final class LineLayers implements Layers {
  private final DieWriter die;
  private final Ways ways;
  private final Manner manner;
  private final long tokens;

  LineLayers(DieWriter die, Ways ways, Manner manner, long tokens) {
    this.die = die;
    this.ways = ways;
    this.manner = manner;
    this.tokens = tokens;
  }

  @Override
  public Ready forward(boolean first, long in, long out, int extra, Ready operand) {
    var sums = multiply(in, out, operand, first);
    return first ? sums : allReduce(tokens * out, sums);
  }

  @Override
  public Ready backward(boolean first, long in, long out, int extra, Ready gradient) {
    var sums = multiply(in, out, gradient, first);
    var back = first ? allReduce(tokens * in, sums) : sums;
    multiply(in, out, gradient, first);
    return back;
  }

  @Override
  public Ready gatherKeys(long numbers, Ready own) {
    return own;
  }

  @Override
  public Ready scatterKeys(long numbers, Ready gradients) {
    return gradients;
  }

  private Ready allReduce(long numbers, Ready sums) {
    return manner.scheme() == Scheme.FLAT_1D ? flat(numbers, sums) : torus(numbers, sums);
  }

  private Ready flat(long numbers, Ready sums) {
    long block = Shares.of(numbers, ways.flat().size());
    return gather(ways.flat(), block, scatter(ways.flat(), block, sums));
  }

  /** Half of the numbers along rows, columns, columns, rows; the other half the other way. */
  private Ready torus(long numbers, Ready sums) {
    long half = Shares.of(numbers, 2);
    long row = Shares.of(half, ways.row().size());
    long column = Shares.of(half, ways.column().size());
    long both = Shares.of(half, ways.grid().dies());
    var a = scatter(ways.row(), row, sums);
    var b = scatter(ways.column(), column, sums);
    a = scatter(ways.column(), both, a);
    b = scatter(ways.row(), both, b);
    a = gather(ways.column(), both, a);
    b = gather(ways.row(), both, b);
    a = gather(ways.row(), row, a);
    b = gather(ways.column(), column, b);
    return a.and(b);
  }

  private Ready scatter(Way way, long block, Ready sums) {
    return die.scatter(way, block, manner.chunks(), sums);
  }

  private Ready gather(Way way, long block, Ready own) {
    return die.gather(way, block, manner.chunks(), own).whole();
  }

  private Ready multiply(long in, long out, Ready operand, boolean first) {
    double all = ways.grid().dies();
    double operands = tokens * (first ? in : in / all) + in / all * out;
    double sums = tokens * (first ? out / all : out);
    double macs = (double) tokens * in * out / all;
    return die.multiply(macs, DieWriter.OPERAND * (operands + 2 * sums), operand.whole());
  }
}

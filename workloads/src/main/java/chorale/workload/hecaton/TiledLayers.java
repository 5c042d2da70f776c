package chorale.workload.hecaton;

/**
 * Two-dimensional tensor parallelism. Die (i, j) has tile (i, j) of the weights of a first layer,
 * and of those of a second one the tile of rows j and columns i. A token's numbers before a first
 * layer are split over the rows of the grid, i, tokens over its columns; in the middle of a pair it
 * is the other way round. {@code papers.md} 2.3 has the table.
 *
 * <pre>
 * forward    gather the input in the own ring, multiply, scatter the sums in the other ring
 * backward   gather the gradient in that other ring, multiply, scatter in the own one; then the
 *            gradient of the tile from both gathered, without any sum over dies
 * </pre>
 */
final class TiledLayers implements Layers {
  private final DieWriter die;
  private final Ways ways;
  private final Manner manner;
  private final long tokens;
  private final boolean overlaps;

  TiledLayers(DieWriter die, Ways ways, Manner manner, long tokens) {
    this.die = die;
    this.ways = ways;
    this.manner = manner;
    this.tokens = tokens;
    overlaps = manner.scheme() == Scheme.SKEWED_2D;
    if (overlaps && ways.grid().rows() != ways.grid().columns()) {
      throw new IllegalArgumentException(
          "token slices along the diagonals of %d x %d dies: as many rows as columns"
              .formatted(ways.grid().rows(), ways.grid().columns()));
    }
  }

  private Way own(boolean first) {
    return first ? ways.row() : ways.column();
  }

  @Override
  public Ready forward(boolean first, long in, long out, int extra, Ready operand) {
    var own = own(first);
    var other = own(!first);
    var input = gather(own, share(tokens, own) * (share(in, other) + extra), operand);
    var sums = multiply(in, out, input, first);
    return scatter(other, share(tokens, other) * (share(out, own) + extra), sums);
  }

  @Override
  public Ready backward(boolean first, long in, long out, int extra, Ready gradient) {
    var own = own(first);
    var other = own(!first);
    var gathered = gather(other, share(tokens, other) * (share(out, own) + extra), gradient);
    var sums = multiply(in, out, gathered, first);
    var back = scatter(own, share(tokens, own) * (share(in, other) + extra), sums);
    var both = gathered.whole();
    if (manner.regathers()) {
      both = both.and(gather(own, share(tokens, own) * share(in, other), gradient).whole());
    }
    multiply(in, out, both, first);
    return back;
  }

  @Override
  public Ready gatherKeys(long numbers, Ready own) {
    var column = ways.column();
    long block = share(tokens, column) * share(numbers, ways.row());
    return die.gather(column, block, manner.chunks(), own).whole();
  }

  @Override
  public Ready scatterKeys(long numbers, Ready gradients) {
    var column = ways.column();
    long block = share(tokens, column) * share(numbers, ways.row());
    return die.scatter(column, block, manner.chunks(), gradients);
  }

  private Ready gather(Way way, long block, Ready own) {
    var gathered = die.gather(way, block, manner.chunks(), own);
    return overlaps ? gathered : gathered.whole();
  }

  private Ready scatter(Way way, long block, Ready sums) {
    return die.scatter(way, block, manner.chunks(), sums);
  }

  private Ready multiply(long in, long out, Ready operand, boolean first) {
    double all = ways.grid().dies();
    double macs = (double) tokens * in * out / all;
    double rows = own(!first).size();
    double columns = own(first).size();
    double operands = tokens * (in / rows) + in / all * out;
    double sums = tokens * (out / columns);
    return die.multiply(macs, DieWriter.OPERAND * (operands + 2 * sums), operand);
  }

  private static long share(long numbers, Way way) {
    return Shares.of(numbers, way.size());
  }
}

package chorale.workload.hecaton;

/**
 * Optimus (arXiv 2104.05343): die (i, j) of a square grid has tile (i, j) of everything, tokens
 * split over rows and a token's numbers over columns, and products go by panels (SUMMA).
 *
 * <pre>
 * Y  = X W     X broadcast along rows, W along columns
 * dX = dY W'   W broadcast along columns, dX reduced along rows
 * dW = X' dY   X broadcast along rows, dW reduced along columns
 * </pre>
 *
 * <p>All roots broadcast at a time, each around its ring in a chain, so that no die waits for a
 * panel's turn; reductions likewise: the volumes are those of the panels one after the other. The
 * sums of norms, which are small, are left out.
 */
final class BroadcastLayers implements Layers {
  private final DieWriter die;
  private final Ways ways;
  private final Manner manner;
  private final long tokens;

  BroadcastLayers(DieWriter die, Ways ways, Manner manner, long tokens) {
    this.die = die;
    this.ways = ways;
    this.manner = manner;
    this.tokens = tokens;
    if (ways.grid().rows() != ways.grid().columns()) {
      throw new IllegalArgumentException(
          "panels on %d x %d dies: as many rows as columns"
              .formatted(ways.grid().rows(), ways.grid().columns()));
    }
  }

  @Override
  public Ready forward(boolean first, long in, long out, int extra, Ready operand) {
    var x = die.gather(ways.row(), tile(tokens, in), manner.chunks(), operand);
    var w = die.gather(ways.column(), tile(in, out), manner.chunks(), Ready.NOW);
    return multiply(in, out, x.and(w)).whole();
  }

  @Override
  public Ready backward(boolean first, long in, long out, int extra, Ready gradient) {
    var w = die.gather(ways.column(), tile(in, out), manner.chunks(), Ready.NOW);
    var input = multiply(in, out, w.and(gradient.whole()));
    var dx = die.scatter(ways.row(), tile(tokens, in), manner.chunks(), input);
    var x = die.gather(ways.row(), tile(tokens, in), manner.chunks(), Ready.NOW);
    var weight = multiply(in, out, x.and(gradient.whole()));
    die.scatter(ways.column(), tile(in, out), manner.chunks(), weight);
    return dx;
  }

  @Override
  public Ready gatherKeys(long numbers, Ready own) {
    return die.gather(ways.column(), tile(tokens, numbers), manner.chunks(), own).whole();
  }

  @Override
  public Ready scatterKeys(long numbers, Ready gradients) {
    return die.scatter(ways.column(), tile(tokens, numbers), manner.chunks(), gradients);
  }

  private long tile(long rows, long columns) {
    return Shares.of(rows, ways.column().size()) * Shares.of(columns, ways.row().size());
  }

  private Ready multiply(long in, long out, Ready operand) {
    double all = ways.grid().dies();
    double side = ways.grid().rows();
    double operands = (tokens * (double) in + (double) in * out) / side;
    double sums = tokens * (double) out / all;
    double macs = (double) tokens * in * out / all;
    return die.multiply(macs, DieWriter.OPERAND * (operands + 2 * sums), operand);
  }
}

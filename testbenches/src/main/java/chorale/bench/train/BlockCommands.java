package chorale.bench.train;

import chorale.bench.train.BlockMemory.Normed;
import chorale.bench.train.BlockMemory.Second;
import chorale.bench.train.BlockMemory.Sums;
import chorale.bench.train.CommandQueues.Wait;
import chorale.bench.train.DieCommands.Loaded;
import chorale.bench.train.DieCommands.Part;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.vector.VectorCommand.Stream;
import chorale.workload.hecaton.Grid;
import java.util.List;
import java.util.function.Function;

/**
 * The commands of a die for a block. All dies write the same collectives in the same order, so that
 * what comes to a port comes in the order in which it is written here.
 *
 * <p>Sums of squares go around before the states that they are of, and are scattered before what is
 * made of these. So a command that waits for a layer's sums has those of the squares too, and two
 * waits are enough; backward likewise.
 */
final class BlockCommands {
  private final DieCommands d;
  private final BlockMemory m;
  private final BlockKernels kernels;
  private final BlockCase c;
  private final TileRings rings;

  /** The first own token, outside of pairs of layers and in the middle of one. */
  private final int outside;

  private final int middle;

  private final BlockAttention attention;

  BlockCommands(
      DieCommands d,
      Grid grid,
      int die,
      BlockMemory m,
      BlockKernels kernels,
      BlockCase c,
      int lanes) {
    this.d = d;
    this.m = m;
    this.kernels = kernels;
    this.c = c;
    rings = new TileRings(d, grid, die, c.skewed());
    outside = TileRings.slice(grid, c.skewed(), die, true) * m.ownTokens;
    middle = TileRings.slice(grid, c.skewed(), die, false) * m.ownTokens;
    attention = new BlockAttention(d, m, kernels, c, lanes);
  }

  /** Writes them, and the ends of all queues. */
  void write() {
    var attended = firstLayer(m.attention, m.x, own(outside, null), this::project);
    var context =
        attention.forward(attended.getLast().first(), m.output.in.rows(middle, m.ownTokens));
    var x1 = secondLayer(m.output, own(middle, context), m.x);
    var hidden = firstLayer(m.network, m.output.value, x1, this::gate);
    var y = secondLayer(m.down, hidden, m.output.value);
    if (c.backward()) {
      backward(y.getLast().first());
    }
    d.end();
  }

  private void backward(Wait y) {
    var dh = secondBackward(m.down, m.dy, own(outside, y), this::gateBackward);
    var dx1 = firstBackward(m.network, dh, m.output.value, m.dy);
    var sent = secondBackward(m.output, m.network.dx, dx1, this::round);
    gains(m.network, dx1.getLast().first());
    var ready = attention.backward(sent.getLast().first());
    var derivatives = rings.each(own(middle, ready), this::projectBackward);
    var dx = firstBackward(m.attention, derivatives, m.x, m.network.dx);
    var last = gains(m.attention, dx.getLast().first());
    // The end is there when all has come, not when all has left.
    d.vector(kernels.toBf16, 1, 1, last, null, m.one, m.seen);
  }

  private List<Part> own(int first, Wait wait) {
    return List.of(new Part(first, m.ownTokens, wait, null));
  }

  /** A norm and the layer behind it: what a kernel makes of each part of its sums. */
  private List<Part> firstLayer(Normed n, Region x, List<Part> own, Function<Part, Wait> kernel) {
    var scaled =
        rings.each(
            own,
            part ->
                vector(
                    kernels.squares,
                    part,
                    m.hiddenWords,
                    before(x, part),
                    n.gain,
                    n.scaled.rows(part.row(), part.rows()),
                    n.squares.parts().rows(part.row(), part.rows())));
    var squares = rings.gather(true, n.squares.parts(), 1, scaled);
    var gathered = rings.gather(true, n.scaled, c.chunks(), scaled);
    scatter(false, n.squares, 1, squares);
    var products = multiply(gathered, scaled, n.scaled, n.weight, false, n.out);
    return rings.each(scatter(false, n.out, c.chunks(), products), kernel);
  }

  private Wait project(Part part) {
    var n = m.attention;
    return vector(
        kernels.rooted,
        part,
        m.qkv.words(),
        arriving(n.squares, part),
        parts(n.squares, part),
        m.constants,
        arriving(n.out, part),
        parts(n.out, part),
        inside(m.qkv, part),
        inside(n.root, part));
  }

  private Wait gate(Part part) {
    var n = m.network;
    return vector(
        kernels.gated,
        part,
        m.innerWords,
        arriving(n.squares, part),
        parts(n.squares, part),
        m.constants,
        arriving(n.out, part),
        parts(n.out, part),
        inside(m.gateUp, part),
        m.down.in.rows(part.row(), part.rows()),
        inside(n.root, part));
  }

  /** A second layer, and what goes past both. */
  private List<Part> secondLayer(Second layer, List<Part> own, Region past) {
    var gathered = rings.gather(false, layer.in, c.chunks(), own);
    var products = multiply(gathered, own, layer.in, layer.weight, false, layer.out);
    return rings.each(
        scatter(true, layer.out, c.chunks(), products),
        part ->
            vector(
                kernels.residual,
                part,
                m.hiddenWords,
                before(past, part),
                arriving(layer.out, part),
                parts(layer.out, part),
                before(layer.value, part)));
  }

  /** Gradients by what a second layer was given, of those by what it gave. */
  private List<Part> secondBackward(
      Second layer, Region dOut, List<Part> own, Function<Part, Wait> kernel) {
    var gathered = rings.gather(true, dOut, c.chunks(), own);
    var products = multiply(gathered, own, dOut, layer.weight, true, layer.back);
    d.outer(layer.in, dOut, layer.gradient, null, null);
    return rings.each(scatter(false, layer.back, c.chunks(), products), kernel);
  }

  private Wait gateBackward(Part part) {
    var n = m.network;
    return vector(
        kernels.gatedBackward,
        part,
        m.innerWords,
        arriving(m.down.back, part),
        parts(m.down.back, part),
        inside(n.root, part),
        inside(m.gateUp, part),
        n.derivative.rows(part.row(), part.rows()),
        m.one,
        parts(n.energy, part));
  }

  private Wait round(Part part) {
    return vector(
        kernels.added,
        part,
        m.queryWords,
        arriving(m.output.back, part),
        parts(m.output.back, part),
        inside(m.dContext, part));
  }

  private Wait projectBackward(Part part) {
    var n = m.attention;
    return vector(
        kernels.attendedBackward,
        part,
        m.keyWords,
        inside(m.qkv, part),
        inside(m.dQkv, part),
        inside(n.root, part),
        m.scale,
        n.derivative.rows(part.row(), part.rows()),
        parts(n.energy, part));
  }

  /** Gradients by the states before a norm, with those of what goes past it. */
  private List<Part> firstBackward(Normed n, List<Part> own, Region x, Region past) {
    var energies = rings.gather(false, n.energy.parts(), 1, own);
    var gathered = rings.gather(false, n.derivative, c.chunks(), own);
    scatter(true, n.energy, 1, energies);
    var products = multiply(gathered, own, n.derivative, n.weight, true, n.back);
    d.outer(n.scaled, n.derivative, n.gradient, null, null);
    return rings.each(
        scatter(true, n.back, c.chunks(), products), part -> normBackward(n, x, past, part));
  }

  private Wait normBackward(Normed n, Region x, Region past, Part part) {
    var summed =
        vector(
            kernels.energies,
            part,
            m.hiddenWords,
            arriving(n.energy, part),
            parts(n.energy, part),
            m.constants,
            arriving(n.back, part),
            parts(n.back, part),
            parts(n.back, part),
            before(n.share, part));
    return d.vector(
        kernels.normBackward,
        part.rows(),
        m.hiddenWords,
        summed,
        null,
        parts(n.back, part),
        before(n.share, part),
        n.gain,
        before(x, part),
        past.rows(part.row(), part.rows()),
        n.dx.rows(part.row(), part.rows()),
        before(n.gainParts, part));
  }

  /** Gradients of gains: sums over the own tokens, added up along the row; when all have come. */
  private Wait gains(Normed n, Wait ready) {
    var sums = n.gainSums;
    int places = sums.parts().rows();
    int blockWords = m.hiddenWords / places;
    for (int word = 0; word < blockWords; word++) {
      var columns = new Stream(n.gainParts.address() + word, blockWords, m.hiddenWords);
      var rows = Stream.rows(sums.parts().address() + word, sums.parts().words());
      d.vector(kernels.sumOfRows, places, m.ownTokens, ready, null, List.of(columns, rows));
    }
    var there = DieCommands.whole(sums.parts(), d.last(Target.VECTOR));
    var block =
        d.scatter(rings.row(), sums.parts(), sums.arriving(), at -> at, 1, there).getFirst();
    var added =
        vector(
            kernels.sums,
            block,
            blockWords,
            arriving(sums, block),
            parts(sums, block),
            n.gainGradient.rows(block.row(), 1));
    var own = List.of(new Part(block.row(), 1, added, null));
    return d.gather(rings.row(), n.gainGradient, at -> at, 1, own).getLast().first();
  }

  /** A kernel over the rows of a part, when they are there. */
  private Wait vector(Loaded kernel, Part part, int words, Region... streams) {
    return d.vector(kernel, part.rows(), words, part.first(), part.second(), streams);
  }

  private List<Part> multiply(
      List<Part> gathered, List<Part> own, Region in, Region weight, boolean turns, Sums out) {
    return rings.multiply(gathered, own, in, weight, turns, out.parts());
  }

  private List<Part> scatter(boolean alongRow, Sums sums, int chunks, List<Part> products) {
    return rings.scatter(alongRow, sums.parts(), sums.arriving(), chunks, products);
  }

  private static Region arriving(Sums sums, Part part) {
    return sums.arriving().rows(part.row(), part.rows());
  }

  private static Region parts(Sums sums, Part part) {
    return sums.parts().rows(part.row(), part.rows());
  }

  /** Rows of what has own tokens only, outside of a pair of layers. */
  private Region before(Region region, Part part) {
    return region.rows(part.row() - outside, part.rows());
  }

  /** The same in the middle of a pair. */
  private Region inside(Region region, Part part) {
    return region.rows(part.row() - middle, part.rows());
  }
}

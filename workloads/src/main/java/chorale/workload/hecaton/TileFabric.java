package chorale.workload.hecaton;

import java.util.List;

/**
 * The layout of {@link TiledLayers} with numbers: who has which tokens, and layers forward and
 * backward on tiles. Arrays of matrices are by die.
 */
final class TileFabric {
  private final Grid grid;
  private final boolean skewed;
  private final int tokens;
  private final Fabric fabric;

  TileFabric(Grid grid, boolean skewed, int directions, int tokens) {
    if (skewed && grid.rows() != grid.columns()) {
      throw new IllegalArgumentException("token slices along diagonals: as many rows as columns");
    }
    this.grid = grid;
    this.skewed = skewed;
    this.tokens = tokens;
    fabric = new Fabric(grid.dies(), directions);
  }

  long sent(int die) {
    return fabric.sent(die);
  }

  /** The slice of the numbers that a die has before a first layer, or in the middle of a pair. */
  int slice(int die, boolean before) {
    return before ? grid.row(die) : grid.column(die);
  }

  /** How many of them there are. */
  int slices(boolean before) {
    return before ? grid.rows() : grid.columns();
  }

  /** The first token of those that a die has before a first layer, or in the middle of a pair. */
  int firstToken(int die, boolean before) {
    int place = before ? grid.column(die) : grid.row(die);
    int slice = skewed ? (grid.row(die) + grid.column(die)) % grid.rows() : place;
    return slice * ownTokens(before);
  }

  /** How many it has. */
  int ownTokens(boolean before) {
    return tokens / (before ? grid.columns() : grid.rows());
  }

  /** A die's tokens and numbers of a matrix of all. */
  float[][] own(float[][] all, int die, boolean before) {
    int first = firstToken(die, before);
    int width = all[0].length / slices(before);
    int number = slice(die, before) * width;
    return Rows.part(all, first, first + ownTokens(before), number, number + width);
  }

  /** A die's tile of the weights of a first or a second layer. */
  float[][] tile(float[][] weights, int die, boolean first) {
    int height = weights.length / slices(first);
    int width = weights[0].length / slices(!first);
    int row = slice(die, first) * height;
    int column = slice(die, !first) * width;
    return Rows.part(weights, row, row + height, column, column + width);
  }

  /** What dies have of a matrix of all, put together. */
  float[][] together(float[][][] own, boolean before) {
    var all = new float[tokens][own[0][0].length * slices(before)];
    for (int d = 0; d < own.length; d++) {
      copy(own[d], all, firstToken(d, before), slice(d, before) * own[d][0].length);
    }
    return all;
  }

  /** The tiles of a matrix, put together. */
  float[][] weights(float[][][] tiles, boolean first) {
    int height = tiles[0].length;
    int width = tiles[0][0].length;
    var all = new float[height * slices(first)][width * slices(!first)];
    for (int d = 0; d < tiles.length; d++) {
      copy(tiles[d], all, slice(d, first) * height, slice(d, !first) * width);
    }
    return all;
  }

  private static void copy(float[][] from, float[][] to, int row, int column) {
    for (int r = 0; r < from.length; r++) {
      System.arraycopy(from[r], 0, to[row + r], column, from[r].length);
    }
  }

  private Ring ring(int line, boolean row) {
    return row ? grid.rowRing(line) : grid.columnRing(line);
  }

  /** All tokens of what each die has a slice of, in the ring of its row or of its column. */
  float[][][] gather(float[][][] own, boolean row) {
    var all = new float[grid.dies()][tokens][];
    for (int line = 0; line < slices(row); line++) {
      var ring = ring(line, row);
      var blocks = ring.dies().stream().map(d -> own[d]).toArray(float[][][]::new);
      var held = fabric.gather(ring, blocks);
      for (int place = 0; place < ring.size(); place++) {
        for (int block = 0; block < ring.size(); block++) {
          int first = firstToken(ring.at(block), row);
          var rows = held[place][block];
          System.arraycopy(rows, 0, all[ring.at(place)], first, rows.length);
        }
      }
    }
    return all;
  }

  /** Sums of each die's slice of tokens over the ring of its row or of its column. */
  float[][][] scatter(float[][][] parts, boolean row) {
    var sums = new float[grid.dies()][][];
    for (int line = 0; line < slices(row); line++) {
      var ring = ring(line, row);
      var blocks = new float[ring.size()][ring.size()][][];
      for (int place = 0; place < ring.size(); place++) {
        for (int block = 0; block < ring.size(); block++) {
          int first = firstToken(ring.at(block), row);
          var all = parts[ring.at(place)];
          blocks[place][block] = Rows.part(all, first, first + ownTokens(row), 0, all[0].length);
        }
      }
      var scattered = fabric.scatter(ring, blocks);
      for (int place = 0; place < ring.size(); place++) {
        sums[ring.at(place)] = scattered[place];
      }
    }
    return sums;
  }

  /**
   * Sums of one row of numbers over each row of dies: place j of the ring adds up the j-th share of
   * them, and all get all.
   */
  float[][][] allReduce(float[][][] numbers) {
    var once = new Fabric(grid.dies(), 1);
    var sums = new float[grid.dies()][][];
    for (int line = 0; line < grid.rows(); line++) {
      var ring = grid.rowRing(line);
      int p = ring.size();
      int share = numbers[0][0].length / p;
      var parts = new float[p][p][][];
      for (int place = 0; place < p; place++) {
        for (int block = 0; block < p; block++) {
          parts[place][block] =
              Rows.columns(numbers[ring.at(place)], block * share, (block + 1) * share);
        }
      }
      var gathered = once.gather(ring, once.scatter(ring, parts));
      for (int place = 0; place < p; place++) {
        sums[ring.at(place)] = Rows.beside(List.of(gathered[place]));
      }
    }
    return sums;
  }
}

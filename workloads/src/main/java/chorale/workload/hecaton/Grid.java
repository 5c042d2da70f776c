package chorale.workload.hecaton;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Dies in rows and columns, each linked to its four neighbours; bypasses make rings of rows and of
 * columns.
 *
 * @param rows R
 * @param columns C
 */
public record Grid(int rows, int columns) {
  /** Checks the sizes. */
  public Grid {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "%d x %d dies: at least 1 row and 1 column".formatted(rows, columns));
    }
  }

  /** N. */
  public int dies() {
    return rows * columns;
  }

  /** The number of the die in a row and a column, taken around. */
  public int die(int row, int column) {
    return Math.floorMod(row, rows) * columns + Math.floorMod(column, columns);
  }

  /** Its row. */
  public int row(int die) {
    return die / columns;
  }

  /** Its column. */
  public int column(int die) {
    return die % columns;
  }

  /** Where a link of a die leads. */
  public int neighbour(int die, Link link) {
    int row = row(die);
    int column = column(die);
    return switch (link) {
      case EAST -> die(row, column + 1);
      case SOUTH -> die(row + 1, column);
      case WEST -> die(row, column - 1);
      case NORTH -> die(row - 1, column);
    };
  }

  /** The dies of a row, eastwards. */
  public Ring rowRing(int row) {
    return walk(die(row, 0), Ring.FOLDED, links(Link.EAST, columns));
  }

  /** The dies of a column, southwards. */
  public Ring columnRing(int column) {
    return walk(die(0, column), Ring.FOLDED, links(Link.SOUTH, rows));
  }

  /**
   * All dies, each a neighbour of the one before without any bypass: along the rows, forth and
   * back, and home through the first column; or with rows and columns exchanged.
   *
   * @throws IllegalArgumentException if rows and columns are odd: there is no such ring
   */
  public Ring flatRing() {
    if (rows == 1) {
      return rowRing(0);
    }
    if (columns == 1) {
      return columnRing(0);
    }
    if (rows % 2 == 0) {
      return walk(0, Ring.NEIGHBOURS, snake(rows, columns, Link.EAST, Link.SOUTH));
    }
    if (columns % 2 == 0) {
      return walk(0, Ring.NEIGHBOURS, snake(columns, rows, Link.SOUTH, Link.EAST));
    }
    throw new IllegalArgumentException(
        "no ring of neighbours through %d x %d dies: an even number of rows or columns"
            .formatted(rows, columns));
  }

  private static List<Link> links(Link link, int count) {
    return new ArrayList<>(Collections.nCopies(count, link));
  }

  /** Lines of {@code length}; the first place of each is on the way home. */
  private static List<Link> snake(int lines, int length, Link along, Link across) {
    var links = links(along, length - 1);
    for (int line = 1; line < lines; line++) {
      links.add(across);
      links.addAll(links(line % 2 == 1 ? along.opposite() : along, length - 2));
    }
    links.add(along.opposite());
    links.addAll(links(across.opposite(), lines - 1));
    return links;
  }

  private Ring walk(int first, int hops, List<Link> links) {
    var dies = new ArrayList<Integer>();
    int die = first;
    for (var link : links) {
      dies.add(die);
      die = neighbour(die, link);
    }
    if (die != first) {
      throw new IllegalStateException("the way around ends at die " + die);
    }
    return new Ring(dies, links, hops);
  }
}

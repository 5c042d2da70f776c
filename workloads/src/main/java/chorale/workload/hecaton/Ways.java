package chorale.workload.hecaton;

/**
 * The rings of a die.
 *
 * @param grid the dies
 * @param row its row
 * @param column its column
 * @param flat all dies
 */
record Ways(Grid grid, Way row, Way column, Way flat) {
  /** Of one die. */
  static Ways of(Grid grid, int die, int directions) {
    var flat = grid.flatRing();
    return new Ways(
        grid,
        Way.of(grid.rowRing(grid.row(die)), grid.column(die), directions),
        Way.of(grid.columnRing(grid.column(die)), grid.row(die), directions),
        Way.of(flat, flat.dies().indexOf(die), 2));
  }

  /**
   * Of a die that stands for all: in a ring all do the same at the same time, so what one passes is
   * what comes to it.
   */
  static Ways alike(Grid grid, int directions) {
    return new Ways(
        grid,
        Way.alike(grid.rowRing(0), Link.EAST, directions),
        Way.alike(grid.columnRing(0), Link.SOUTH, directions),
        Way.alike(grid.flatRing(), Link.EAST, 2));
  }
}

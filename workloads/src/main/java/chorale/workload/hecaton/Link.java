package chorale.workload.hecaton;

/** The way out of a die to a neighbour. */
public enum Link {
  /** To the next column. */
  EAST,
  /** To the next row. */
  SOUTH,
  /** To the column before. */
  WEST,
  /** To the row before. */
  NORTH;

  /** The other way. */
  public Link opposite() {
    return values()[(ordinal() + 2) % values().length];
  }
}

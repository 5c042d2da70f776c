package chorale.workload.hecaton;

/** What does something on a die, one thing after the other: its links, arrays, kernels, memory. */
public enum GridEngine {
  /** Sends over that link. */
  EAST,
  /** Sends over that link. */
  SOUTH,
  /** Sends over that link. */
  WEST,
  /** Sends over that link. */
  NORTH,
  /** Products of matrices. */
  ARRAY,
  /** Kernels over rows. */
  VECTOR,
  /** From the memories at the edge. */
  LOAD,
  /** To them. */
  STORE;

  /** The one that sends over a link. */
  static GridEngine of(Link link) {
    return values()[link.ordinal()];
  }

  /** Whether it sends over a link. */
  public boolean isLink() {
    return ordinal() < Link.values().length;
  }

  /** The link over which it sends. */
  public Link link() {
    return Link.values()[ordinal()];
  }
}

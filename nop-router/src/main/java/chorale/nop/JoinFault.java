package chorale.nop;

/** What can be wrong with a stream that a {@link SortedJoin} reads. */
public enum JoinFault {
  NONE,
  /** A packet is longer or shorter than all have to be, or does not begin with a head. */
  LENGTH,
  /** A key is not above the one before it in the pass. */
  ORDER,
  /**
   * A packet that said {@code more} is followed by one of another key. It is added all the same.
   */
  MORE,
  /** The children's ends of a pass name different addresses. */
  END
}

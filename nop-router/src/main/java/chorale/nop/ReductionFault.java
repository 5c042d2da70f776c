package chorale.nop;

/** What can be wrong with a contribution that came. */
public enum ReductionFault {
  NONE,
  /** No entry has its tag, or the entry does not expect this child. It is dropped. */
  NO_ENTRY,
  /** This child has sent its contribution to this entry before. It is dropped. */
  DUPLICATE,
  /** It is longer or shorter than reserved. The sum leaves with the reserved length. */
  LENGTH
}

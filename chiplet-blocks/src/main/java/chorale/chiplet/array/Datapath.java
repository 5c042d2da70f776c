package chorale.chiplet.array;

/** What an engine is built with. Both take the same cycles for the same commands. */
public enum Datapath {
  /** Operands, arithmetic and results. */
  VALUES,
  /** The same requests, grants and handshakes; a word is one bit that means nothing. */
  TIMING
}

package chorale.nop;

/**
 * Who goes first where several packets want one output. None of them lets a flit starve that can
 * ask now and then only, because its credits come and go: see {@link Turns}.
 */
public enum Arbitration {
  /**
   * In turn, a packet after the other as far as they can go. Who waits is served after at most one
   * packet of each other requester.
   */
  ROUND_ROBIN,
  /**
   * Who was served least recently (a matrix of priorities), flit by flit. Who waits is served
   * within as many grants as there are requesters.
   */
  MATRIX,
  /** In turn, but a class takes at most its weight in each round; idle shares go to the others. */
  WEIGHTED,
  /** Who has waited for {@link RouterParameters#AGE} cycles first, and in turn among equals. */
  AGE
}

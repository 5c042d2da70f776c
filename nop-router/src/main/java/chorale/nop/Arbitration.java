package chorale.nop;

/**
 * Who goes first where several packets want one output. A flit that can ask now and then only,
 * because its credits come and go, has its turn too, within what {@link Turns} promises.
 */
public enum Arbitration {
  /**
   * In turn, a packet after the other as far as they can go. Who waits is served after at most
   * {@code 2 n - 3} packets of others, n requesters in all, unless one is held up: see {@link
   * Turns}.
   */
  ROUND_ROBIN,
  /**
   * Who was served least recently (a matrix of priorities), flit by flit. Who waits is served
   * within as many grants as there are requesters.
   */
  MATRIX,
  /** In turn, but a class takes at most its weight in each round; idle shares go to the others. */
  WEIGHTED,
  /**
   * Classes in their order, in turn within a class: a flit never waits for one of a later class,
   * which goes only when no earlier one could. For a class that needs little of every link, or for
   * a time only: those behind it wait as long as it lasts.
   */
  PRIORITY,
  /** Who has waited for {@link RouterParameters#AGE} cycles first, and in turn among equals. */
  AGE
}

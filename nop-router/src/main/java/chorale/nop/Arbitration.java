package chorale.nop;

/** Who goes first where several packets want one output. */
public enum Arbitration {
  /** In turn. Who waits is served within as many grants as there are requesters. */
  ROUND_ROBIN,
  /** Who was served least recently (a matrix of priorities). The same bound. */
  MATRIX,
  /** In turn, but a class takes at most its weight in each round; idle shares go to the others. */
  WEIGHTED,
  /** Who has waited for {@link RouterParameters#AGE} cycles first, and in turn among equals. */
  AGE
}

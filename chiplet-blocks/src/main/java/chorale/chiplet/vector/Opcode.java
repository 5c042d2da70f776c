package chorale.chiplet.vector;

/** What an instruction does; the ordinal is its code. {@link VectorEngine} says what each means. */
public enum Opcode {
  LOAD16,
  LOAD32,
  STORE16,
  STORE32,
  ADD,
  SUB,
  MUL,
  MAX,
  MIN,
  EXP,
  SIGMOID,
  RECIPROCAL,
  RSQRT,
  EXCHANGE,
  EQUAL,
  GREATER,
  SELECT,
  INDEX,
  MOVE
}

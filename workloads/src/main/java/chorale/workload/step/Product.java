package chorale.workload.step;

/**
 * The matrix products of an expert's step, of T tokens, with its matrices Wg and Wu of H x I and Wd
 * of I x H. A dash is a transposition on the way into the array.
 */
public enum Product {
  /** {@code g = x Wg}. */
  GATE,
  /** {@code u = x Wu}. */
  UP,
  /** {@code o = h Wd}. */
  DOWN,
  /** {@code dh = do Wd'}. */
  HIDDEN_GRADIENT,
  /** {@code dx = dg Wg'}. */
  INPUT_BY_GATE,
  /** {@code dx = dx + du Wu'}. */
  INPUT_BY_UP,
  /** {@code dWg = x' dg}. */
  GATE_GRADIENT,
  /** {@code dWu = x' du}. */
  UP_GRADIENT,
  /** {@code dWd = h' do}. */
  DOWN_GRADIENT;

  /** Whether tokens are what is summed up over; such products are output-stationary. */
  public boolean ofWeights() {
    return this == GATE_GRADIENT || this == UP_GRADIENT || this == DOWN_GRADIENT;
  }

  /** Whether the matrix is transposed on its way. */
  public boolean transposes() {
    return this == HIDDEN_GRADIENT || this == INPUT_BY_GATE || this == INPUT_BY_UP;
  }

  /** The product of an expert with so many tokens; {@code slot} as in {@link Work.Multiply}. */
  public Work.Multiply of(int expert, int slot, int tokens, int hidden, int inner) {
    return switch (this) {
      case GATE, UP, HIDDEN_GRADIENT ->
          new Work.Multiply(this, expert, slot, tokens, hidden, inner);
      case DOWN, INPUT_BY_GATE, INPUT_BY_UP ->
          new Work.Multiply(this, expert, slot, tokens, inner, hidden);
      case GATE_GRADIENT, UP_GRADIENT ->
          new Work.Multiply(this, expert, slot, hidden, tokens, inner);
      case DOWN_GRADIENT -> new Work.Multiply(this, expert, slot, inner, tokens, hidden);
    };
  }
}

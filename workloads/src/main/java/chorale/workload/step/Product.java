package chorale.workload.step;

/**
 * The matrix products of a step. An expert has T tokens, matrices Wg and Wu of H x I and Wd of I x
 * H. Attention over a sequence of T tokens has heads of d numbers, and matrices Wq, Wk, Wv and Wo
 * ({@code chorale.workload.train.AttentionLayer} says what is what). A dash is a transposition on
 * the way into the array.
 */
public enum Product {
  /** {@code g = x Wg}. */
  GATE(Kind.PLAIN),
  /** {@code u = x Wu}. */
  UP(Kind.PLAIN),
  /** {@code o = h Wd}. */
  DOWN(Kind.PLAIN),
  /** {@code dh = do Wd'}. */
  HIDDEN_GRADIENT(Kind.TRANSPOSED),
  /** {@code dx = dg Wg'}. */
  INPUT_BY_GATE(Kind.TRANSPOSED),
  /** {@code dx = dx + du Wu'}. */
  INPUT_BY_UP(Kind.TRANSPOSED),
  /** {@code dWg = x' dg}. */
  GATE_GRADIENT(Kind.OVER_TOKENS),
  /** {@code dWu = x' du}. */
  UP_GRADIENT(Kind.OVER_TOKENS),
  /** {@code dWd = h' do}. */
  DOWN_GRADIENT(Kind.OVER_TOKENS),

  /** {@code q = x Wq}. */
  QUERY(Kind.PLAIN),
  /** {@code k = x Wk}. */
  KEY(Kind.PLAIN),
  /** {@code v = x Wv}. */
  VALUE(Kind.PLAIN),
  /** {@code S = q k'} of a head, from the mask on if there is one. */
  SCORES(Kind.TRANSPOSED),
  /** {@code o = P v} of a head. */
  CONTEXT(Kind.PLAIN),
  /** {@code y = o Wo}. */
  ATTENDED(Kind.PLAIN),
  /** {@code do = dy Wo'}. */
  CONTEXT_GRADIENT(Kind.TRANSPOSED),
  /** {@code dP = do v'} of a head. */
  PROBABILITY_GRADIENT(Kind.TRANSPOSED),
  /** {@code dv = dv + P' do} of a head. */
  VALUE_GRADIENT(Kind.OVER_TOKENS),
  /** {@code dq = dS k} of a head. */
  QUERY_GRADIENT(Kind.PLAIN),
  /** {@code dk = dk + dS' q} of a head. */
  KEY_GRADIENT(Kind.OVER_TOKENS),
  /** {@code dx = dq Wq'}. */
  STATE_BY_QUERY(Kind.TRANSPOSED),
  /** {@code dx = dx + dk Wk'}. */
  STATE_BY_KEY(Kind.TRANSPOSED),
  /** {@code dx = dx + dv Wv'}. */
  STATE_BY_VALUE(Kind.TRANSPOSED),
  /** {@code dWq = x' dq}. */
  QUERY_MATRIX_GRADIENT(Kind.OVER_TOKENS),
  /** {@code dWk = x' dk}. */
  KEY_MATRIX_GRADIENT(Kind.OVER_TOKENS),
  /** {@code dWv = x' dv}. */
  VALUE_MATRIX_GRADIENT(Kind.OVER_TOKENS),
  /** {@code dWo = o' dy}. */
  OUTPUT_MATRIX_GRADIENT(Kind.OVER_TOKENS);

  /** How its operands enter. */
  private enum Kind {
    PLAIN,
    TRANSPOSED,
    OVER_TOKENS
  }

  private final Kind kind;

  Product(Kind kind) {
    this.kind = kind;
  }

  /** Whether tokens are what is summed up over; such products are output-stationary. */
  public boolean ofWeights() {
    return kind == Kind.OVER_TOKENS;
  }

  /** Whether the matrix is transposed on its way. */
  public boolean transposes() {
    return kind == Kind.TRANSPOSED;
  }

  /** Whether it is one of attention. */
  public boolean isAttention() {
    return compareTo(QUERY) >= 0;
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
      default -> throw new IllegalArgumentException("an expert without " + this);
    };
  }
}

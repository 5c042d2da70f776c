package chorale.workload.catalogue;

/**
 * A published model by its shape.
 *
 * @param name as its publisher writes it
 * @param layers layers, dense and with experts
 * @param hidden hidden size H
 * @param vocabulary rows of the embedding
 * @param tiedEmbeddings whether the output layer is the embedding
 * @param norm kind of the two norms of a layer, and of the last one
 * @param attention attention of each layer
 * @param dense the layers without experts
 * @param experts the layers with experts
 * @param otherParameters what else it has to learn: positions, a pooler
 * @param published what its publisher says of its size
 * @param source where the shape stands
 */
public record ModelShape(
    String name,
    int layers,
    int hidden,
    int vocabulary,
    boolean tiedEmbeddings,
    Norm norm,
    Attention attention,
    Dense dense,
    Experts experts,
    long otherParameters,
    Published published,
    String source) {
  /** Norms. */
  public enum Norm {
    /** Root mean square: a weight for each dimension. */
    RMS(1),
    /** Mean and deviation: a weight and a bias. */
    LAYER(2);

    private final int perDimension;

    Norm(int perDimension) {
      this.perDimension = perDimension;
    }
  }

  /**
   * Layers with one feed-forward network for all tokens.
   *
   * @param layers how many
   * @param hidden intermediate size
   * @param gated whether it has a gate beside up and down
   * @param bias whether they have biases
   */
  public record Dense(int layers, int hidden, boolean gated, boolean bias) {
    private long parameters(long h) {
      return (gated ? 3 : 2) * h * hidden + (bias ? (gated ? 2L : 1L) * hidden + h : 0);
    }
  }

  /**
   * Layers with experts: gate, up and down each.
   *
   * @param layers how many
   * @param count routed experts; 0 in a dense model
   * @param topK of which a token goes to so many
   * @param hidden intermediate size of one
   * @param shared experts of the same size for all tokens
   * @param routerBias whether the router has a bias for each expert
   */
  public record Experts(
      int layers, int count, int topK, int hidden, int shared, boolean routerBias) {
    private long one(long h) {
      return 3 * h * hidden;
    }

    private long parameters(long h, int used) {
      return (used + shared) * one(h) + count * h + (routerBias ? count : 0);
    }
  }

  /**
   * Published figures; 0 where there are none.
   *
   * @param totalB parameters in billions, rounded as they are printed
   * @param activeB those that a token uses
   * @param checkpoint parameters of the published weights
   */
  public record Published(double totalB, double activeB, long checkpoint) {}

  /** Parameters of the whole model. */
  public long parameters() {
    return parameters(experts.count);
  }

  /** Those that a token uses: all but the experts it does not go to. */
  public long activeParameters() {
    return parameters(experts.topK);
  }

  /** The rows of the embedding; a token reads one. */
  public long embeddingParameters() {
    return (long) vocabulary * hidden;
  }

  /** The routed experts of all layers. */
  public long expertParameters() {
    return experts.layers * experts.count * experts.one(hidden);
  }

  private long parameters(int usedExperts) {
    long h = hidden;
    long norms = norm.perDimension * h;
    return layers * (attention.parameters(h) + 2 * norms)
        + dense.layers * dense.parameters(h)
        + experts.layers * experts.parameters(h, usedExperts)
        + embeddingParameters() * (tiedEmbeddings ? 1 : 2)
        + norms
        + otherParameters;
  }
}

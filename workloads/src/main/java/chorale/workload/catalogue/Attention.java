package chorale.workload.catalogue;

/** The attention of a layer, by what it has to learn. */
public sealed interface Attention {
  /** Weights of the projections, of their biases and of norms inside, for hidden size {@code h}. */
  long parameters(long h);

  /** Query heads. */
  int heads();

  /** Norms of queries and keys. */
  enum QkNorm {
    /** None. */
    NONE,
    /** One weight for each dimension of a head, shared by the heads. */
    HEAD,
    /** One weight for each dimension of all heads. */
    FULL
  }

  /**
   * Heads of which several may share keys and values.
   *
   * @param heads query heads
   * @param kvHeads heads of keys and values
   * @param headDim dimensions of a head
   * @param qkNorm norms of queries and keys
   * @param bias whether the four projections have a bias
   */
  record Grouped(int heads, int kvHeads, int headDim, QkNorm qkNorm, boolean bias)
      implements Attention {
    @Override
    public long parameters(long h) {
      long q = (long) heads * headDim;
      long kv = (long) kvHeads * headDim;
      long norms =
          switch (qkNorm) {
            case NONE -> 0;
            case HEAD -> 2L * headDim;
            case FULL -> q + kv;
          };
      return 2 * h * q + 2 * h * kv + (bias ? q + 2 * kv + h : 0) + norms;
    }
  }

  /**
   * Multi-head latent attention (DeepSeek-V2): queries, and keys with values, go through a
   * bottleneck with a norm; the rotated part of the keys is shared by the heads.
   *
   * @param heads heads
   * @param queryRank bottleneck of the queries; 0 if they have none
   * @param kvRank bottleneck of keys and values
   * @param plainDim dimensions of a head's query and key that are not rotated
   * @param rotatedDim dimensions that are
   * @param valueDim dimensions of a head's value
   */
  record Latent(int heads, int queryRank, int kvRank, int plainDim, int rotatedDim, int valueDim)
      implements Attention {
    @Override
    public long parameters(long h) {
      long q = (long) heads * (plainDim + rotatedDim);
      long queries = queryRank == 0 ? h * q : h * queryRank + queryRank + queryRank * q;
      long keys = h * (kvRank + rotatedDim) + kvRank;
      long values = (long) kvRank * heads * (plainDim + valueDim);
      return queries + keys + values + (long) heads * valueDim * h;
    }
  }
}

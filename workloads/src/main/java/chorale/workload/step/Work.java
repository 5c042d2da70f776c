package chorale.workload.step;

/**
 * What a command does. Regions are not addresses: where an expert's or a token's numbers lie
 * follows from what is named here.
 */
public sealed interface Work {
  /** Of work that is not an expert's. */
  int NO_EXPERT = -1;

  /**
   * Of packets with rows of all experts of a chiplet, which switches add up: a token's behind each
   * other, tokens in the same order at all chiplets, and {@link Packets#END} behind the last.
   */
  int ALL_EXPERTS = -2;

  /**
   * A product of an M x K and a K x N matrix on a tile.
   *
   * @param product which
   * @param expert whose; of attention, which of the home's sequences
   * @param slot which of the chiplet's places for experts it is in; of attention, which head; of
   *     parts of the gradients of weights, the first word of the rows of x or h
   * @param goesOn whether it adds to what is there
   */
  record Multiply(Product product, int expert, int slot, int m, int k, int n, boolean goesOn)
      implements Work {
    /** A product that begins with 0, unless it always goes on. */
    public Multiply(Product product, int expert, int slot, int m, int k, int n) {
      this(product, expert, slot, m, k, n, product == Product.INPUT_BY_UP);
    }

    /** The same that adds to what is there. */
    public Multiply goingOn() {
      return new Multiply(product, expert, slot, m, k, n, true);
    }

    /** Products of two numbers. */
    public long macs() {
      return (long) m * k * n;
    }
  }

  /**
   * What of a layer all tokens go through, on their home: attention, router, shared experts.
   *
   * @param macs products of two numbers
   * @param numbers that its activations move from and to the chiplet's memory
   */
  record Attend(long macs, long numbers) implements Work {
    /** What those say that know no engine for it. */
    public IllegalArgumentException refused() {
      return new IllegalArgumentException(
          "a step with attention: only packages of rates do it (chorale.workload.step.rate)");
    }
  }

  /**
   * A kernel over rows.
   *
   * @param task which
   * @param expert whose, or {@link #NO_EXPERT}
   * @param place the slot of an expert, the buffer of an update, the rank of scaled home tokens,
   *     the head of attention, of what several engines share the first word of each row
   * @param part the matrix of an update, the part of the step of home tokens, the sequence of
   *     attention; else 0
   * @param rows how many
   * @param words of a row
   */
  record Apply(VectorTask task, int expert, int place, int part, int rows, int words)
      implements Work {}

  /**
   * Rows of tokens that came once for all experts of a chiplet, to the rows of one.
   *
   * @param traffic what came
   * @param rows as many as the expert has tokens
   * @param words of a row
   * @param awaited by row, the token whose packet is waited for before it is copied; empty: all
   *     have come
   */
  record Copy(Traffic traffic, int expert, int slot, int rows, int words, int[] awaited)
      implements Work {
    /** Of rows that have all come. */
    public Copy(Traffic traffic, int expert, int slot, int rows, int words) {
      this(traffic, expert, slot, rows, words, new int[0]);
    }
  }

  /**
   * Packets of {@code words} words each.
   *
   * @param expert whose rows they are, or {@link #NO_EXPERT}, or {@link #ALL_EXPERTS}
   */
  record Send(Packets packets, int expert, int words) implements Work {
    /** Whether switches add up those of a token, and send one packet on. */
    public boolean isAdded() {
      return expert == ALL_EXPERTS;
    }
  }

  /**
   * Blocks from the group's memory.
   *
   * @param tensor what
   * @param expert whose
   * @param matrix of a weight, gradient or moment; else 0
   * @param place slot, or buffer of an update, into which
   * @param isUpdate whether that is a buffer
   * @param order the lowest of the group is served first
   * @param blocks how many
   */
  record Load(
      Tensor tensor, int expert, int matrix, int place, boolean isUpdate, int order, int blocks)
      implements Work {}

  /** Blocks to the group's memory; as {@link Load}. */
  record Store(
      Tensor tensor, int expert, int matrix, int place, boolean isUpdate, int order, int blocks)
      implements Work {}
}

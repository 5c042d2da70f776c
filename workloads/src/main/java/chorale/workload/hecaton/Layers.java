package chorale.workload.hecaton;

/**
 * The products of a block on one die. Layers come in pairs: the first one's inputs are as a block's
 * inputs, its outputs as the second one's inputs, and that one's outputs are again as a block's
 * inputs: no re-layout between pairs.
 */
interface Layers {
  /**
   * A layer forward.
   *
   * @param first whether it is the first of its pair
   * @param in numbers of a token before it
   * @param out numbers after it
   * @param extra numbers of a token that go with its inputs and with its sums: 1 for the norm
   *     before it
   */
  Ready forward(boolean first, long in, long out, int extra, Ready operand);

  /** A layer backward: the gradient of its input; that of its weights goes on by itself. */
  Ready backward(boolean first, long in, long out, int extra, Ready gradient);

  /** Keys and values of whole sequences, of so many numbers a token. */
  Ready gatherKeys(long numbers, Ready own);

  /** Their gradients, back to where they were. */
  Ready scatterKeys(long numbers, Ready gradients);
}

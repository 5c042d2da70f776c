package chorale.workload.step;

/** The engines of a training chiplet; each has a queue of commands and does them in order. */
public enum StepEngine {
  /** A tile of arrays multiplies; a chiplet may have several, each with a queue. */
  TILE,
  /** The vector engine. */
  VECTOR,
  /** Copies rows of tokens from one place of the chiplet to another. */
  COPY,
  /** Sends rows over the network. */
  SEND,
  /** Loads blocks from the memory of the group. */
  LOAD,
  /** Stores blocks there. */
  STORE
}

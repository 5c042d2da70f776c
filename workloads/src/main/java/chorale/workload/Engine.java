package chorale.workload;

/** The engines of a package; each executes its queue of commands in order. */
public enum Engine {
  /** Attention chiplet: sends tokens as multicast packets. */
  DISPATCH,
  /** Attention chiplet: adds the contributions of each token. */
  REDUCE,
  /** MoE chiplet: loads expert matrices from the group's DRAM. */
  DMA,
  /** MoE chiplet: multiplies matrices on the systolic array. */
  ARRAY,
  /** MoE chiplet: sends results to the tokens' home. */
  COMBINE
}

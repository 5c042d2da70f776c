package chorale.workload.step;

/** Classes of packets that carry rows of tokens; each chiplet counts those that have arrived. */
public enum Traffic {
  /** Hidden states, from their homes to experts. */
  DISPATCH,
  /** Outputs of experts, to the homes. */
  COMBINE,
  /** Gradients of the layer's outputs, from the homes to experts. */
  GRADIENT,
  /** Gradients of experts' inputs, to the homes. */
  RETURN
}

package chorale.workload;

import java.util.List;

/** What updates the weights, with the kernels of {@link chorale.workload.vector.AdamW}. */
public enum Optimizer {
  /** Nothing: the weights stay. */
  NONE(List.of(MemoryState.WEIGHT)),
  /** AdamW on the weights as the arrays read them. */
  ADAMW(
      List.of(
          MemoryState.WEIGHT,
          MemoryState.GRADIENT,
          MemoryState.FIRST_MOMENT,
          MemoryState.SECOND_MOMENT)),
  /** AdamW on weights in binary32, of which the arrays read a copy. */
  ADAMW_MASTER(
      List.of(
          MemoryState.WEIGHT,
          MemoryState.GRADIENT,
          MemoryState.FIRST_MOMENT,
          MemoryState.SECOND_MOMENT,
          MemoryState.MASTER));

  private final List<MemoryState> states;

  Optimizer(List<MemoryState> states) {
    this.states = states;
  }

  /** What lies in a group's DRAM for every parameter, in this order. */
  public List<MemoryState> states() {
    return states;
  }

  /** Whether an update reads it. The weights are read by themselves if there is no master. */
  public boolean reads(MemoryState state) {
    return this != NONE && (state != MemoryState.WEIGHT || this == ADAMW);
  }

  /** Whether an update writes it: all but the gradients. */
  public boolean writes(MemoryState state) {
    return this != NONE && state != MemoryState.GRADIENT;
  }
}

package chorale.workload;

/** What a group's DRAM holds for each parameter of its experts. */
public enum MemoryState {
  /** As the arrays read it, {@link RunConfig.Model#elementBytes}. */
  WEIGHT,
  /** Sum of the gradients of a step, binary32. */
  GRADIENT,
  /** First moment, binary32. */
  FIRST_MOMENT,
  /** Second moment, binary32. */
  SECOND_MOMENT,
  /** The weight that is updated, binary32. */
  MASTER;

  private static final int FP32_BYTES = 4;

  /** Bytes for one parameter. */
  public int bytes(RunConfig.Model model) {
    return this == WEIGHT ? model.elementBytes() : FP32_BYTES;
  }

  /** Bytes of a matrix. */
  public long matrixBytes(RunConfig.Model model) {
    return (long) model.hidden() * model.expertHidden() * bytes(model);
  }
}

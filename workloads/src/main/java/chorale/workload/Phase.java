package chorale.workload;

/** The events a run is timed by, each counted from the start of the command queues. */
public enum Phase {
  /** The last token is delivered at the last chiplet. */
  DISPATCH,
  /** The last matrix is loaded. */
  WEIGHTS,
  /** The last Gemm is done. */
  EXPERTS,
  /** The last token is added up at its home: the end of the run, its total. */
  COMBINE
}

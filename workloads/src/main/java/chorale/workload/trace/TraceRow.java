package chorale.workload.trace;

/**
 * The experts of one token in one layer.
 *
 * @param layer layer, from 0
 * @param token token, from 0, in the trace's own count
 * @param experts its experts, in the order of the file; not to be changed
 * @param weights their weights, or none; not to be changed
 */
public record TraceRow(int layer, long token, int[] experts, float[] weights) {
  /** What a row without weights has. */
  static final float[] NO_WEIGHTS = {};
}

package chorale.bench;

import java.util.List;

/**
 * When the engines of a run were done with their commands. Cycles count from the start.
 *
 * @param loaded by chiplet, the end of each load, in the order of its queue
 * @param multiplied by chiplet, the end of each GEMM, in the order of its queue
 * @param gathered by expert, when its last token had arrived
 * @param returned by expert, when its last contribution was home
 */
record EngineEvents(
    List<List<Long>> loaded, List<List<Long>> multiplied, long[] gathered, long[] returned) {

  /** Nobody did anything. */
  static EngineEvents none() {
    return new EngineEvents(List.of(), List.of(), new long[0], new long[0]);
  }
}

package chorale.workload.uniep;

import java.util.Comparator;
import java.util.List;

/**
 * What the model says of a point, in cycles.
 *
 * @param cycles of the layer, forward
 * @param parts what it consists of, each by itself
 */
public record Prediction(long cycles, List<Part> parts) {
  public Prediction {
    parts = List.copyOf(parts);
  }

  /**
   * A resource at work.
   *
   * @param stage 1: dispatch and the first multiplication; 2: the second one and combine
   * @param resource its name
   * @param cycles that it is busy
   * @param why it takes so long
   */
  public record Part(int stage, String resource, long cycles, String why) {}

  /** The part of a stage that takes longest. */
  public Part binds(int stage) {
    return parts.stream()
        .filter(p -> p.stage == stage)
        .max(Comparator.comparingLong(Part::cycles))
        .orElseThrow();
  }
}

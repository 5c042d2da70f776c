package chorale.workload.trace;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A trace's layers in memory that does not depend on its length.
 *
 * @param layers ascending
 */
public record TraceSamples(List<LayerSample> layers) {
  private static final int ROWS_BETWEEN_REPORTS = 100_000;

  /** Copies the list. */
  public TraceSamples {
    layers = List.copyOf(layers);
  }

  /**
   * Reads {@code stream} to its end.
   *
   * @param report called now and then while it is read
   */
  public static TraceSamples of(TraceStream stream, Consumer<TraceStream> report) {
    var byLayer = new TreeMap<Integer, LayerSample>();
    long rows = 0;
    while (stream.hasNext()) {
      var row = stream.next();
      byLayer.computeIfAbsent(row.layer(), LayerSample::new).add(row.experts());
      if (++rows % ROWS_BETWEEN_REPORTS == 0) {
        report.accept(stream);
      }
    }
    return new TraceSamples(List.copyOf(byLayer.values()));
  }

  /** One more than the highest expert that any layer chose. */
  public int experts() {
    return layers.stream().mapToInt(LayerSample::experts).max().orElseThrow();
  }
}

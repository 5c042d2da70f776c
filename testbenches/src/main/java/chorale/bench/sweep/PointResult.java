package chorale.bench.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a point, as one row.
 *
 * @param status how it ended
 * @param figures by the names of {@link #COLUMNS}, none if there was no run
 * @param message what is wrong, or ""
 */
public record PointResult(Status status, Map<String, String> figures, String message) {
  /** Columns behind the varied keys, but for the message at the end. */
  public static final List<String> COLUMNS =
      List.of(
          "cycles",
          "lower_bound_cycles",
          "ratio",
          "upper_bound_cycles",
          "binds",
          "fast_model_cycles",
          "fast_model_error_pct",
          "dispatch_done_cycle",
          "weights_done_cycle",
          "experts_done_cycle",
          "combine_done_cycle",
          "seconds_at_clock");

  /** How a point ended. */
  public enum Status {
    /** It ran, and its bounds hold. */
    OK,
    /** It ran, and a bound or a closed form is violated. */
    VIOLATED,
    /** It did not come to its end within its upper bound. */
    STUCK,
    /** Its configuration is no good. */
    REFUSED,
    /** A tool or the machine failed; it is tried again by the next sweep. */
    FAILED
  }

  /** Copies the map. */
  public PointResult {
    figures = Map.copyOf(figures);
  }

  /** One without figures. */
  public PointResult(Status status, String message) {
    this(status, Map.of(), message.replaceAll("\\s*\\R\\s*", "; "));
  }

  /** Names of the row's fields. */
  public static List<String> header() {
    var header = new ArrayList<>(List.of("status"));
    header.addAll(COLUMNS);
    header.add("message");
    return header;
  }

  /** The row. */
  public List<String> row() {
    var row = new ArrayList<>(List.of(status.name().toLowerCase(Locale.ROOT)));
    COLUMNS.forEach(c -> row.add(figures.getOrDefault(c, "")));
    row.add(message);
    return row;
  }
}

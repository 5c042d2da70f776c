package chorale.bench.sweep;

import java.util.List;
import java.util.Map;

/**
 * One configuration of a sweep.
 *
 * @param index its place in the sweep, from 1
 * @param values of the keys that the sweep varies, as text; a key of other points only is absent
 */
public record SweepPoint(int index, Map<String, String> values) {
  /** Copies the map. */
  public SweepPoint {
    values = Map.copyOf(values);
  }

  /** What is set in the base configuration, {@code key=value} each. */
  public List<String> overrides(List<String> keys) {
    return keys.stream().filter(values::containsKey).map(k -> k + "=" + values.get(k)).toList();
  }
}

package chorale.workload.mozart;

import java.util.EnumMap;
import java.util.Map;

/** Values of all assumptions. Immutable. */
public final class Assumptions {
  private final Map<Assumption, Double> values;

  private Assumptions(Map<Assumption, Double> values) {
    this.values = values;
  }

  /** As they are by themselves. */
  public static Assumptions usual() {
    var values = new EnumMap<Assumption, Double>(Assumption.class);
    for (var assumption : Assumption.values()) {
      values.put(assumption, assumption.value());
    }
    return new Assumptions(values);
  }

  /** The same, but for one of them. */
  public Assumptions with(Assumption assumption, double value) {
    var changed = new EnumMap<>(values);
    changed.put(assumption, value);
    return new Assumptions(changed);
  }

  /** The value of one. */
  public double get(Assumption assumption) {
    return values.get(assumption);
  }

  /** A count. */
  public int count(Assumption assumption) {
    return Math.toIntExact(Math.round(get(assumption)));
  }

  /** A switch: whether it is not 0. */
  public boolean is(Assumption assumption) {
    return get(assumption) != 0;
  }
}

package chorale.workload.assume;

import java.util.EnumMap;
import java.util.Map;

/**
 * Values of all that is assumed of something. Immutable.
 *
 * @param <E> what is assumed
 */
public final class Assumptions<E extends Enum<E> & Assumed> {
  private final Map<E, Double> values;

  private Assumptions(Map<E, Double> values) {
    this.values = values;
  }

  /** As they are by themselves. */
  public static <E extends Enum<E> & Assumed> Assumptions<E> usual(Class<E> all) {
    var values = new EnumMap<E, Double>(all);
    for (E assumption : all.getEnumConstants()) {
      values.put(assumption, assumption.value());
    }
    return new Assumptions<>(values);
  }

  /** The same, but for one of them. */
  public Assumptions<E> with(E assumption, double value) {
    var changed = new EnumMap<>(values);
    changed.put(assumption, value);
    return new Assumptions<>(changed);
  }

  /** The value of one. */
  public double get(E assumption) {
    return values.get(assumption);
  }

  /** A count. */
  public int count(E assumption) {
    return Math.toIntExact(Math.round(get(assumption)));
  }

  /** A switch: whether it is not 0. */
  public boolean is(E assumption) {
    return get(assumption) != 0;
  }
}

package chorale.hdl;

import chorale.hdl.Node.Signal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The signals of a bundle by their path in it, {@code request_valid}, in order of declaration. */
final class Leaves {
  private final Map<String, Bits> found = new LinkedHashMap<>();

  private Leaves() {}

  static Map<String, Bits> of(Bundle bundle) {
    var leaves = new Leaves();
    leaves.collect("", bundle);
    return leaves.found;
  }

  /** Names every signal of {@code bundle} by its path, for the case that no field holds it. */
  static <B extends Bundle> B named(B bundle) {
    of(bundle)
        .forEach(
            (path, bits) -> {
              if (bits.node instanceof Signal s) {
                s.component = path;
              }
            });
    return bundle;
  }

  private void collect(String path, Object value) {
    String prefix = path.isEmpty() ? "" : path + "_";
    switch (value) {
      case Bits b -> found.put(path, b);
      case Record r -> {
        for (RecordComponent c : r.getClass().getRecordComponents()) {
          collect(prefix + c.getName(), get(c, r));
        }
      }
      case Vec<?> v -> {
        for (int i = 0; i < v.size(); i++) {
          collect(prefix + i, v.get(i));
        }
      }
      case Object[] array -> {
        for (int i = 0; i < array.length; i++) {
          collect(prefix + i, array[i]);
        }
      }
      case Collection<?> list -> {
        int i = 0;
        for (Object o : list) {
          collect(prefix + i++, o);
        }
      }
      case null, default -> {}
    }
  }

  private static Object get(RecordComponent c, Record r) {
    try {
      c.getAccessor().setAccessible(true);
      return c.getAccessor().invoke(r);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }
}

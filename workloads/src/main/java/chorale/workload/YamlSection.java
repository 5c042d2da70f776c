package chorale.workload;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One mapping of a YAML file, read key by key with positions. Faults go to the reader's list and
 * reading goes on with a stand-in value, so that all faults of a file are found in one pass.
 */
public final class YamlSection {
  /**
   * A value with its place.
   *
   * @param ok false if the value is a stand-in for a faulty or missing one
   */
  public record Field<T>(T value, Mark mark, boolean ok) {}

  private final String path;
  private final Mark start;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final boolean ok;
  private final Faults faults;
  private final Set<String> misspelt = new HashSet<>();

  /**
   * Collects problems of one file.
   *
   * @param file its name in messages
   * @param list the problems so far
   * @param sections all keys that the file may have, by the path of their section, to find where a
   *     misplaced one belongs; may be empty
   */
  public record Faults(
      String file, List<BadInput.Problem> list, Map<String, List<String>> sections) {
    /** Faults of a file whose keys are known section by section only. */
    public Faults(String file, List<BadInput.Problem> list) {
      this(file, list, Map.of());
    }

    /** A fault at {@code mark}. */
    public void add(Mark mark, String message, String mend) {
      list.add(
          YamlOverride.stands(mark)
              ? new BadInput.Problem(mark.getName(), 0, 0, message, mend)
              : new BadInput.Problem(
                  file, mark.getLine() + 1, mark.getColumn() + 1, message, mend));
    }

    /** The key of another section that {@code word} is, or is like; "" if there is none. */
    private String elsewhere(String word) {
      var best = "";
      int least = Integer.MAX_VALUE;
      for (var section : sections.entrySet()) {
        for (String key : section.getValue()) {
          int distance = distance(word, key);
          if (distance <= key.length() / 4 && distance < least) {
            least = distance;
            best = section.getKey().isEmpty() ? key : section.getKey() + "." + key;
          }
        }
      }
      return best;
    }

    /**
     * Ends the reading if there are any.
     *
     * @throws BadInput with all of them, in the order of the file
     */
    public void throwIfAny() {
      if (!list.isEmpty()) {
        throw new BadInput(
            list.stream()
                .sorted(
                    Comparator.comparingInt(BadInput.Problem::line)
                        .thenComparingInt(BadInput.Problem::column))
                .toList());
      }
    }
  }

  /** The section {@code node}, named {@code path} in messages, which may hold {@code keys}. */
  YamlSection(String path, Node node, Mark fallback, List<String> keys, Faults faults) {
    this.path = path;
    this.faults = faults;
    start = node == null ? fallback : node.getStartMark();
    if (!(node instanceof MappingNode mapping)) {
      ok = false;
      if (node != null) {
        faults.add(
            start,
            title() + " must be a section of keys, is " + shown(node),
            "write the keys " + String.join(", ", keys));
      }
      return;
    }
    ok = true;
    for (var tuple : mapping.getValue()) {
      var mark = tuple.getKeyNode().getStartMark();
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        faults.add(mark, "a key of " + title() + " is not a word", "remove it");
      } else if (!keys.contains(key.getValue())) {
        String near = nearest(key.getValue(), keys);
        boolean similar = distance(key.getValue(), near) <= 1 + near.length() / 3;
        String other = similar ? "" : faults.elsewhere(key.getValue());
        faults.add(
            mark,
            "unknown key '" + key.getValue() + "' in " + title(),
            similar
                ? "did you mean '" + near + "'?"
                : other.isEmpty()
                    ? "write one of " + String.join(", ", keys) + ", or remove it"
                    : "did you mean '" + other + "'?");
        if (similar) {
          misspelt.add(near);
        }
      } else if (values.put(key.getValue(), tuple.getValueNode()) != null) {
        faults.add(mark, "key '" + full(key.getValue()) + "' stands twice", "keep one");
      }
    }
  }

  /** Whether {@code key} is there. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** The section {@code key}, which may hold {@code keys}. */
  public YamlSection section(String key, boolean required, String... keys) {
    var node = values.get(key);
    if (node == null && required) {
      missing(key, "add a section with " + String.join(", ", keys));
    }
    return new YamlSection(full(key), node, start, List.of(keys), faults);
  }

  /** An integer between {@code min} and {@code max}; {@code byDefault} may be null: required. */
  public Field<Integer> integer(String key, int min, int max, Integer byDefault, String unit) {
    var range = "write an integer from " + min + " to " + max + unit;
    var scalar = scalar(key, byDefault, min, range);
    if (!scalar.ok() || scalar.value() instanceof Integer) {
      return field(scalar, (Integer) scalar.value());
    }
    var node = (ScalarNode) scalar.value();
    if (!plain(node) || !node.getValue().matches("[-+]?[0-9]{1,18}")) {
      return fault(scalar.mark(), min, full(key) + " must be an integer, is " + shown(node), range);
    }
    var number = Long.parseLong(node.getValue());
    if (number < min || number > max) {
      return fault(
          scalar.mark(), min, full(key) + " is " + number + ", outside " + min + ".." + max, range);
    }
    return field(scalar, (int) number);
  }

  /** A list of different integers between {@code min} and {@code max}, sorted; empty if absent. */
  public Field<List<Integer>> integers(String key, int min, int max) {
    var range = "write a list of different integers from " + min + " to " + max;
    var node = values.get(key);
    if (node == null) {
      return new Field<>(List.of(), start, true);
    }
    if (!(node instanceof SequenceNode sequence)) {
      return fault(
          node.getStartMark(), List.of(), full(key) + " must be a list, is " + shown(node), range);
    }
    var numbers = new TreeSet<Integer>();
    for (Node item : sequence.getValue()) {
      boolean number =
          item instanceof ScalarNode scalar
              && plain(scalar)
              && scalar.getValue().matches("[0-9]{1,9}");
      int value = number ? Integer.parseInt(((ScalarNode) item).getValue()) : -1;
      if (value < min || value > max || !numbers.add(value)) {
        return fault(
            item.getStartMark(), List.of(), full(key) + " cannot hold " + shown(item), range);
      }
    }
    return new Field<>(List.copyOf(numbers), node.getStartMark(), true);
  }

  /** A number between {@code min} and {@code max}; {@code byDefault} may be null: required. */
  public Field<Double> decimal(String key, double min, double max, Double byDefault, String unit) {
    var range = "write a number from " + min + " to " + max + unit;
    var scalar = scalar(key, byDefault, min, range);
    if (!scalar.ok() || scalar.value() instanceof Double) {
      return field(scalar, (Double) scalar.value());
    }
    var node = (ScalarNode) scalar.value();
    if (!plain(node) || !node.getValue().matches("[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) {
      return fault(scalar.mark(), min, full(key) + " must be a number, is " + shown(node), range);
    }
    var number = Double.parseDouble(node.getValue());
    if (number < min || number > max) {
      return fault(
          scalar.mark(), min, full(key) + " is " + number + ", outside " + min + ".." + max, range);
    }
    return field(scalar, number);
  }

  /** A text that is not blank; {@code byDefault} may be null: required. */
  public Field<String> text(String key, String byDefault) {
    var scalar = scalar(key, byDefault, "", "write a text");
    if (!scalar.ok() || scalar.value() instanceof String) {
      return field(scalar, (String) scalar.value());
    }
    var value = ((ScalarNode) scalar.value()).getValue();
    if (value.isBlank()) {
      return fault(scalar.mark(), "", full(key) + " is empty", "write a text");
    }
    return field(scalar, value);
  }

  /** A constant of {@code type}, written in lower case with dashes. */
  public <E extends Enum<E>> Field<E> choice(String key, Class<E> type, E byDefault) {
    Map<String, E> words = new LinkedHashMap<>();
    for (var constant : type.getEnumConstants()) {
      words.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
    }
    var mend = "write one of " + String.join(", ", words.keySet());
    var scalar = scalar(key, byDefault, byDefault, mend);
    if (!scalar.ok() || type.isInstance(scalar.value())) {
      return field(scalar, type.cast(scalar.value()));
    }
    var word = ((ScalarNode) scalar.value()).getValue();
    if (!words.containsKey(word)) {
      return fault(
          scalar.mark(), byDefault, full(key) + " is '" + word + "', which is not known", mend);
    }
    return field(scalar, words.get(word));
  }

  /** The scalar node of {@code key}, or {@code byDefault}, or a faulty {@code standIn}. */
  private Field<Object> scalar(String key, Object byDefault, Object standIn, String mend) {
    var node = values.get(key);
    if (node == null) {
      if (byDefault != null) {
        return new Field<>(byDefault, start, true);
      }
      if (ok) {
        missing(key, mend);
      }
      return new Field<>(standIn, start, false);
    }
    if (!(node instanceof ScalarNode)) {
      return fault(
          node.getStartMark(), standIn, full(key) + " must be one value, is " + shown(node), mend);
    }
    return new Field<>(node, node.getStartMark(), true);
  }

  private void missing(String key, String mend) {
    if (misspelt.contains(key)) {
      return; // its misspelling is reported already
    }
    faults.add(start, "missing key '" + key + "' in " + title(), mend);
  }

  private <T> Field<T> fault(Mark mark, T standIn, String message, String mend) {
    faults.add(mark, message, mend);
    return new Field<>(standIn, mark, false);
  }

  private static <T> Field<T> field(Field<Object> from, T value) {
    return new Field<>(value, from.mark(), from.ok());
  }

  private String title() {
    return path.isEmpty() ? "the file" : path;
  }

  private String full(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static boolean plain(ScalarNode node) {
    return node.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN;
  }

  private static String shown(Node node) {
    return switch (node) {
      case ScalarNode scalar when scalar.getValue().isEmpty() -> "empty";
      case ScalarNode scalar -> "'" + scalar.getValue() + "'";
      case MappingNode _ -> "a section";
      default -> "a list";
    };
  }

  private static String nearest(String word, List<String> known) {
    return known.stream().min(Comparator.comparingInt(k -> distance(word, k))).orElse("");
  }

  /** Levenshtein distance, one row of the table at a time. */
  private static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        var replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}

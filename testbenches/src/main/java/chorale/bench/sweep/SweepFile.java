package chorale.bench.sweep;

import chorale.workload.BadInput;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A sweep as its file describes it (docs/sweeps.md): a configuration of a run, and the values that
 * some of its keys take. Every combination of the values in {@code grid} is a point; with a {@code
 * list} there is one for every combination and every item of the list.
 *
 * @param name of the results
 * @param base the configuration
 * @param fast whether the fast model runs instead of the RTL
 * @param keys what is varied, in the order of the file
 * @param points in order: items of the list change most slowly, the last key of the grid quickest
 */
public record SweepFile(
    String name, Path base, boolean fast, List<String> keys, List<SweepPoint> points) {
  private static final int MOST_POINTS = 100_000;
  private static final Set<String> KNOWN = Set.of("name", "base", "simulate", "grid", "list");

  /** Copies the lists. */
  public SweepFile {
    keys = List.copyOf(keys);
    points = List.copyOf(points);
  }

  /**
   * Reads {@code file}.
   *
   * @throws BadInput with line and column of what is wrong
   */
  public static SweepFile read(Path file) {
    return new Reader(file).read();
  }

  /** Reads one file; the first fault ends it. */
  private record Reader(Path file) {
    SweepFile read() {
      var entries = entries(root(), "a sweep", "start from the example in docs/sweeps.md");
      for (var e : entries.entrySet()) {
        if (!KNOWN.contains(e.getKey())) {
          throw bad(
              e.getValue(),
              "unknown key '%s' in a sweep".formatted(e.getKey()),
              "write base, name, simulate, grid or list");
        }
      }
      if (!entries.containsKey("base")) {
        throw bad(null, "missing key 'base'", "name the configuration that the sweep varies");
      }
      Path folder = file.toAbsolutePath().getParent();
      Path base = folder.resolve(scalar(entries.get("base"), "base")).normalize();
      String stem = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
      var named = entries.get("name");
      String name = named == null ? stem : scalar(named, "name");
      if (!name.matches("[A-Za-z0-9._-]*[A-Za-z0-9_-]")) {
        throw bad(
            named,
            "name is '%s', which cannot name a file".formatted(name),
            "write letters, digits, '-', '_' and '.'");
      }
      var grid = grid(entries.get("grid"));
      var list = list(entries.get("list"));
      var keys = new LinkedHashSet<String>();
      list.forEach(item -> keys.addAll(item.keySet()));
      for (String key : grid.keySet()) {
        if (!keys.add(key)) {
          throw bad(
              entries.get("grid"), "'%s' stands in grid and in list".formatted(key), "keep one");
        }
      }
      if (keys.isEmpty()) {
        throw bad(null, "nothing is varied", "add a grid, a list, or both");
      }
      return new SweepFile(
          name, base, fast(entries.get("simulate")), List.copyOf(keys), points(list, grid));
    }

    private Node root() {
      try {
        var node = new Yaml().compose(new StringReader(Files.readString(file)));
        if (node == null) {
          throw bad(null, "the file is empty", "start from the example in docs/sweeps.md");
        }
        return node;
      } catch (IOException _) {
        throw bad(null, "the file cannot be read", "check the path");
      } catch (MarkedYAMLException e) {
        var mark = e.getProblemMark();
        throw new BadInput(
            List.of(
                new BadInput.Problem(
                    file.toString(),
                    mark.getLine() + 1,
                    mark.getColumn() + 1,
                    "not YAML: " + e.getProblem(),
                    "mend the syntax")));
      } catch (YAMLException e) {
        throw bad(
            null, "not YAML: " + e.getMessage().lines().findFirst().orElse(""), "mend the syntax");
      }
    }

    private boolean fast(Node node) {
      String how = node == null ? "rtl" : scalar(node, "simulate");
      if (!how.equals("rtl") && !how.equals("fast")) {
        throw bad(node, "simulate is '%s'".formatted(how), "write rtl or fast");
      }
      return how.equals("fast");
    }

    private Map<String, List<String>> grid(Node node) {
      var grid = new LinkedHashMap<String, List<String>>();
      long points = 1;
      for (var e : entries(node, "grid", "write key: [value, value]").entrySet()) {
        var values = items(e.getValue(), "grid." + e.getKey(), "write [value, value]");
        grid.put(e.getKey(), values.stream().map(v -> text(v, e.getKey())).toList());
        points *= values.size();
        if (points > MOST_POINTS) {
          throw bad(e.getValue(), "more than " + MOST_POINTS + " points", "make several sweeps");
        }
      }
      return grid;
    }

    private List<Map<String, String>> list(Node node) {
      if (node == null) {
        return List.of();
      }
      var list = new ArrayList<Map<String, String>>();
      for (Node item : items(node, "list", "write a line '- {key: value}' for each point")) {
        var values = new LinkedHashMap<String, String>();
        entries(item, "an item of the list", "write - {key: value}")
            .forEach((key, value) -> values.put(key, text(value, key)));
        list.add(values);
      }
      return list;
    }

    private List<SweepPoint> points(
        List<Map<String, String>> list, Map<String, List<String>> grid) {
      List<Map<String, String>> all = list.isEmpty() ? List.of(Map.of()) : list;
      for (var column : grid.entrySet()) {
        var finer = new ArrayList<Map<String, String>>();
        for (var coarse : all) {
          for (String value : column.getValue()) {
            var point = new LinkedHashMap<>(coarse);
            point.put(column.getKey(), value);
            finer.add(point);
          }
        }
        all = finer;
        if (all.size() > MOST_POINTS) {
          throw bad(null, "more than " + MOST_POINTS + " points", "make several sweeps");
        }
      }
      var points = new ArrayList<SweepPoint>();
      all.forEach(values -> points.add(new SweepPoint(points.size() + 1, values)));
      return points;
    }

    private Map<String, Node> entries(Node node, String what, String mend) {
      var entries = new LinkedHashMap<String, Node>();
      if (node == null) {
        return entries;
      }
      if (!(node instanceof MappingNode mapping)) {
        throw bad(node, what + " must be a section of keys", mend);
      }
      for (var tuple : mapping.getValue()) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
          throw bad(tuple.getKeyNode(), "a key must be a word", mend);
        }
        if (entries.put(key.getValue(), tuple.getValueNode()) != null) {
          throw bad(key, "key '%s' stands twice".formatted(key.getValue()), "keep one");
        }
      }
      return entries;
    }

    private List<Node> items(Node node, String what, String mend) {
      if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
        throw bad(node, what + " must be a list that is not empty", mend);
      }
      return sequence.getValue();
    }

    private String scalar(Node node, String key) {
      if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
        throw bad(node, key + " must be one value", "write " + key + ": value");
      }
      return scalar.getValue();
    }

    /** A value as it stands in YAML, on one line. */
    private String text(Node node, String key) {
      return switch (node) {
        case ScalarNode s when s.getScalarStyle() == ScalarStyle.PLAIN -> s.getValue();
        case ScalarNode s -> "'" + s.getValue().replace("'", "''") + "'";
        case SequenceNode s ->
            s.getValue().stream()
                .map(v -> text(v, key))
                .collect(Collectors.joining(", ", "[", "]"));
        default -> throw bad(node, key + " is a section", "vary its keys: " + key + ".KEY");
      };
    }

    private BadInput bad(Node node, String message, String mend) {
      int line = node == null ? 0 : node.getStartMark().getLine() + 1;
      int column = node == null ? 0 : node.getStartMark().getColumn() + 1;
      return new BadInput(
          List.of(new BadInput.Problem(file.toString(), line, column, message, mend)));
    }
  }
}

package chorale.workload;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One {@code -D key=value} of a command line: it replaces a value of a YAML file, or adds one. Its
 * nodes carry marks that name it, so that a fault in it is told with the option, not with a line.
 */
final class YamlOverride {
  /** How the name of a mark begins that stands in no file. */
  private static final String OPTION = "-D ";

  private final List<String> path;
  private final String text;
  private final Mark mark;

  private YamlOverride(List<String> path, String text, Mark mark) {
    this.path = path;
    this.text = text;
    this.mark = mark;
  }

  /**
   * The override {@code key=value}, the key with dots between its sections.
   *
   * @throws BadInput if it is none
   */
  static YamlOverride of(String option) {
    var shown = OPTION + option;
    int equals = option.indexOf('=');
    if (equals < 1) {
      throw new BadInput(
          shown, 0, 0, "there is no key=value", "write for instance -D trace.tokens=1024");
    }
    var path = List.of(option.substring(0, equals).strip().split("\\.", -1));
    if (path.stream().anyMatch(String::isBlank)) {
      throw new BadInput(
          shown, 0, 0, "a part of the key is empty", "write for instance -D trace.tokens=1024");
    }
    return new YamlOverride(
        path, option.substring(equals + 1), new Mark(shown, 0, 0, 0, new int[0], 0));
  }

  /** Whether what is at {@code mark} stands on the command line. */
  static boolean stands(Mark mark) {
    return mark.getName().startsWith(OPTION);
  }

  /** The tree with this value in its place. */
  Node in(Node root) {
    return in(root, 0);
  }

  private Node in(Node node, int depth) {
    if (depth == path.size()) {
      return value();
    }
    var tuples = new ArrayList<NodeTuple>();
    boolean there = false;
    if (node instanceof MappingNode mapping) {
      for (var tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key
            && key.getValue().equals(path.get(depth))) {
          tuples.add(new NodeTuple(key, in(tuple.getValueNode(), depth + 1)));
          there = true;
        } else {
          tuples.add(tuple);
        }
      }
    }
    if (!there) {
      var key = new ScalarNode(Tag.STR, path.get(depth), mark, mark, ScalarStyle.PLAIN);
      tuples.add(new NodeTuple(key, in(null, depth + 1)));
    }
    var start = node instanceof MappingNode ? node.getStartMark() : mark;
    return new MappingNode(Tag.MAP, true, tuples, start, start, FlowStyle.BLOCK);
  }

  private Node value() {
    try {
      var node = new Yaml().compose(new StringReader(text));
      return node == null
          ? new ScalarNode(Tag.NULL, "", mark, mark, ScalarStyle.PLAIN)
          : marked(node);
    } catch (YAMLException _) {
      throw new BadInput(
          mark.getName(), 0, 0, "the value is not YAML", "put texts in quotes, lists in [ ]");
    }
  }

  private Node marked(Node node) {
    return switch (node) {
      case ScalarNode s ->
          new ScalarNode(s.getTag(), true, s.getValue(), mark, mark, s.getScalarStyle());
      case SequenceNode s ->
          new SequenceNode(
              s.getTag(),
              true,
              s.getValue().stream().map(this::marked).toList(),
              mark,
              mark,
              s.getFlowStyle());
      case MappingNode m ->
          new MappingNode(
              m.getTag(),
              true,
              m.getValue().stream()
                  .map(t -> new NodeTuple(marked(t.getKeyNode()), marked(t.getValueNode())))
                  .toList(),
              mark,
              mark,
              m.getFlowStyle());
      default -> node;
    };
  }
}

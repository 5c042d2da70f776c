package chorale.workload;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** A YAML file as a tree of nodes with their places. */
public final class YamlFile {
  private final Node node;

  private YamlFile(Node node) {
    this.node = node;
  }

  /**
   * Reads {@code file}.
   *
   * @throws BadInput if it cannot be read, or is no YAML
   */
  public static YamlFile of(Path file) {
    if (Files.isDirectory(file)) {
      throw new BadInput(file.toString(), 0, 0, "the file is a folder", "name a YAML file in it");
    }
    try {
      return of(file.toString(), Files.readString(file));
    } catch (CharacterCodingException _) {
      throw new BadInput(file.toString(), 0, 0, "the file is not UTF-8 text", "save it as UTF-8");
    } catch (AccessDeniedException _) {
      throw new BadInput(file.toString(), 0, 0, "the file may not be read", "check who may");
    } catch (FileSystemException _) {
      throw new BadInput(file.toString(), 0, 0, "the file cannot be read", "check the path");
    } catch (IOException e) {
      throw new BadInput(
          file.toString(), 0, 0, "the file cannot be read: " + e.getMessage(), "copy it anew");
    }
  }

  /**
   * Reads {@code text}, the content of {@code file}.
   *
   * @throws BadInput if it is no YAML
   */
  public static YamlFile of(String file, String text) {
    try {
      var node = new Yaml().compose(new StringReader(text));
      if (node == null) {
        throw new BadInput(file, 1, 1, "the file is empty", "start from an example");
      }
      return new YamlFile(node);
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark();
      throw new BadInput(
          file,
          mark.getLine() + 1,
          mark.getColumn() + 1,
          "not YAML: " + e.getProblem(),
          "mend the syntax");
    } catch (YAMLException e) {
      var first = e.getMessage().lines().findFirst().orElse("");
      throw new BadInput(file, 0, 0, "not YAML: " + first, "mend the syntax");
    }
  }

  /**
   * The same file with values of a command line, each {@code key=value}, in place of its own; the
   * last one of a key counts.
   *
   * @throws BadInput if one of them is no such value
   */
  public YamlFile with(List<String> overrides) {
    var changed = node;
    for (String override : overrides) {
      changed = YamlOverride.of(override).in(changed);
    }
    return new YamlFile(changed);
  }

  /** The whole file as a section that may hold {@code keys}. */
  public YamlSection root(YamlSection.Faults faults, String... keys) {
    return new YamlSection("", node, new Mark("", 0, 0, 0, new int[0], 0), List.of(keys), faults);
  }
}

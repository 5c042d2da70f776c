package chorale.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.SnakeYamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What docs/run.schema.json tells editors is what the reader takes. */
class RunSchemaTest {
  private static final Path SCHEMA = Path.of("../docs/run.schema.json");
  private static final Path EXAMPLE = Path.of("../examples/nop-tree-16.yaml");

  /** A key with its path, and what the schema says of it. */
  private record Key(String path, Map<?, ?> schema, boolean required) {
    long number(String word) {
      return ((Number) schema.get(word)).longValue();
    }
  }

  private static Map<?, ?> schema() throws IOException {
    return new Yaml().load(Files.readString(SCHEMA)); // JSON is YAML
  }

  /** The sections of the schema, by their paths, with their keys. */
  private static Map<String, List<Key>> sections() throws IOException {
    var all = new LinkedHashMap<String, List<Key>>();
    collect("", schema(), all);
    return all;
  }

  private static void collect(String path, Map<?, ?> section, Map<String, List<Key>> all) {
    assertEquals(false, section.get("additionalProperties"), path);
    var keys = new ArrayList<Key>();
    all.put(path, keys);
    var required = (List<?>) section.get("required");
    var properties = (Map<?, ?>) section.get("properties");
    properties.forEach(
        (name, value) -> {
          var full = path.isEmpty() ? name.toString() : path + "." + name;
          var property = (Map<?, ?>) value;
          keys.add(new Key(full, property, required != null && required.contains(name)));
          if ("object".equals(property.get("type"))) {
            collect(full, property, all);
          }
        });
  }

  private static List<Key> leaves() throws IOException {
    return sections().values().stream()
        .flatMap(List::stream)
        .filter(k -> !"object".equals(k.schema().get("type")))
        .toList();
  }

  /** What the reader says to values in place of the example's. */
  private static String says(String... overrides) {
    try {
      RunConfigReader.read(EXAMPLE, List.of(overrides));
      return "";
    } catch (BadInput e) {
      return e.getMessage();
    }
  }

  @Test
  void theSchemaHasTheKeysOfTheReaderInTheirOrder() throws IOException {
    var keys = new LinkedHashMap<String, List<String>>();
    sections()
        .forEach(
            (path, list) ->
                keys.put(
                    path,
                    list.stream()
                        .map(k -> k.path().substring(k.path().lastIndexOf('.') + 1))
                        .toList()));
    assertEquals(RunKeys.SECTIONS, keys);
  }

  @Test
  void theReaderTakesTheEndsOfEveryRangeAndNothingBeyond() throws IOException {
    int ranges = 0;
    for (Key key : leaves()) {
      if (!"integer".equals(key.schema().get("type"))) {
        continue;
      }
      ranges++;
      long min = key.number("minimum");
      long max = key.number("maximum");
      String range = key.path() + " is %d, outside ";
      assertTrue(says(key.path() + "=" + (min - 1)).contains(range.formatted(min - 1)), key.path());
      assertTrue(says(key.path() + "=" + (max + 1)).contains(range.formatted(max + 1)), key.path());
      // A fixed memory has the widest ranges, and a latency of at least 1.
      var fixed = key.path().endsWith("latency_cycles") ? "hbm2" : "fixed";
      for (long value : new long[] {min, max}) {
        String fault = says("package.dram.kind=" + fixed, key.path() + "=" + value);
        assertFalse(fault.contains(", outside "), key.path() + "=" + value + ": " + fault);
      }
    }
    assertEquals(24, ranges);
  }

  @Test
  void theReaderTakesTheWordsOfEveryChoiceAndNoOthers() throws IOException {
    for (Key key : leaves()) {
      if (key.schema().get("enum") instanceof List<?> words) {
        for (Object word : words) {
          String fault = says(key.path() + "=" + word, "mapping.train_tokens=1");
          assertFalse(fault.contains("which is not known"), fault);
          assertFalse(fault.contains("not a power of two"), fault);
        }
        if ("string".equals(key.schema().get("type"))) {
          var all = String.join(", ", words.stream().map(Object::toString).toList());
          assertTrue(says(key.path() + "=nonsense").contains("write one of " + all), key.path());
        } else {
          assertTrue(says(key.path() + "=3").contains("3"), key.path());
        }
      }
    }
  }

  @Test
  void whatIsRequiredIsMissedAndTheRestHasTheDefaultOfTheSchema() throws IOException {
    Map<String, Object> example = new Yaml().load(Files.readString(EXAMPLE));
    for (Key key : leaves()) {
      var without = new LinkedHashMap<>(example);
      remove(without, List.of(key.path().split("\\.")));
      Path file = Files.createTempFile(Path.of("target"), "run", ".yaml");
      try {
        Files.writeString(file, new Yaml().dump(without));
        assertEquals(valid(Files.readString(file)), !misses(file), key.path());
        assertTrue(!key.required() || misses(file), key.path());
        if (key.schema().containsKey("default")) {
          Map<?, ?> values = new Yaml().load(resolved(file));
          for (String part : key.path().split("\\.")) {
            if (values.get(part) instanceof Map<?, ?> section) {
              values = section;
            } else {
              assertEquals(key.schema().get("default"), values.get(part), key.path());
            }
          }
        }
      } finally {
        Files.delete(file);
      }
    }
  }

  private static boolean misses(Path file) {
    try {
      RunConfigReader.read(file);
      return false;
    } catch (BadInput e) {
      return e.getMessage().contains("missing key");
    }
  }

  private static String resolved(Path file) {
    // a memory of no kind is a fixed one, which has a latency
    var more = misses(file) ? List.of("package.dram.latency_cycles=100") : List.<String>of();
    return RunConfigWriter.settings(RunConfigReader.read(file, more));
  }

  @SuppressWarnings("unchecked")
  private static void remove(Map<String, Object> section, List<String> path) {
    if (path.size() == 1) {
      section.remove(path.getFirst());
    } else {
      var inner = new LinkedHashMap<>((Map<String, Object>) section.get(path.getFirst()));
      section.put(path.getFirst(), inner);
      remove(inner, path.subList(1, path.size()));
    }
  }

  private static boolean valid(String yaml) throws IOException {
    var factory = new ValidatorFactory().withJsonNodeFactory(new SnakeYamlNode.Factory());
    return factory.validate(Files.readString(SCHEMA), yaml).isValid();
  }

  @Test
  void anIndependentReaderOfSchemasTakesEveryExample() throws IOException {
    for (String name : List.of("nop-tree-16.yaml", "nop-tree-16-full.yaml")) {
      assertTrue(valid(Files.readString(EXAMPLE.resolveSibling(name))), name);
    }
    var config = RunConfigReader.read(EXAMPLE);
    assertTrue(valid(RunConfigWriter.text(config, Path.of("target"), List.of("why"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flit_bytes: 64>flit_byte: 64",
        "flit_bytes: 64>flit_bytes: 63",
        "groups: 4>groups: 9",
        "groups: 4>groups: many",
        "kind: hbm2>kind: hbm9",
        "order: hottest-first>order: hottest",
        "name: nop-tree-16>name: a/b",
        "tokens: 2048>tokens: [1]"
      })
  void whatTheReaderRefusesTheSchemaRefusesToo(String change) throws IOException {
    var parts = change.split(">");
    String text = Files.readString(EXAMPLE);
    assertTrue(text.contains(parts[0]));
    assertFalse(valid(text.replace(parts[0], parts[1])), change);
  }
}

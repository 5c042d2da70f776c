package chorale.hdl.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.hdl.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/errors.md} explains every rule, and its examples say what the language says. */
final class ErrorsPageTest {
  private static final Path PAGE = Path.of("../docs/errors.md");

  /** A heading {@code ## W001: title}, a Java block, and a block with the message. */
  private static final Pattern ENTRY =
      Pattern.compile(
          "^## (\\w+): (.+)$(?:(?!^## ).*\\R)*?^```java\\R((?:(?!^```).*\\R)*)```\\R"
              + "(?:(?!^## ).*\\R)*?^```text\\R(.*)\\R```",
          Pattern.MULTILINE);

  @TempDir private Path folder;

  private record Entry(String id, String title, String java, String message) {
    /** The example in a constructor, its first line in the file's first line. */
    String source() {
      return "import chorale.hdl.*; import chorale.hdl.Module; import chorale.hdl.lib.*;"
          + " import chorale.hdl.ir.*; import java.util.*;"
          + " public final class Example extends Module { public Example(Module parent)"
          + " { super(parent); "
          + java
          + "}}";
    }
  }

  private static List<Entry> entries() {
    try {
      return ENTRY
          .matcher(Files.readString(PAGE))
          .results()
          .map(r -> new Entry(r.group(1), r.group(2), r.group(3), r.group(4)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void every_rule_has_one_entry_with_its_title_and_no_entry_is_without_a_rule() {
    assertEquals(
        Arrays.stream(Rule.values()).map(r -> r + ": " + r.title()).toList(),
        entries().stream().map(e -> e.id() + ": " + e.title()).toList());
  }

  @Test
  void every_id_that_the_page_mentions_exists() throws IOException {
    var known = Arrays.stream(Rule.values()).map(Rule::name).toList();
    var unknown =
        Pattern.compile("\\b[A-Z]\\d{3}\\b")
            .matcher(Files.readString(PAGE))
            .results()
            .map(r -> r.group())
            .filter(id -> !known.contains(id))
            .toList();
    assertEquals(List.of(), unknown);
  }

  @TestFactory
  Stream<DynamicTest> each_example_provokes_the_message_below_it() {
    return entries().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.id(),
                    () -> {
                      Path own = Files.createDirectory(folder.resolve(e.id()));
                      var design = CompiledDesign.of(e.source(), own, "-g");
                      assertEquals(List.of(e.message()), Sketch.findings(design));
                    }));
  }
}

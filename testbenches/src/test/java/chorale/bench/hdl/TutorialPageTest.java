package chorale.bench.hdl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code of {@code docs/tutorial.md} runs, and what the page says comes of it does. */
final class TutorialPageTest {
  private static final Path ROOT = Path.of("..");
  private static final Path OUT = Path.of("target", "tutorial");

  /** The line before a block, and what the block holds. */
  private static final Pattern BLOCK = Pattern.compile("(.*)\\R\\R?^```(\\w+)$", Pattern.MULTILINE);

  private static Tutorial tutorial;

  @BeforeAll
  static void runTheExamples() throws IOException {
    tutorial = new Tutorial(ROOT, OUT);
    tutorial.run();
  }

  @Test
  void code_and_messages_are_those_of_the_examples() throws IOException {
    String page = Files.readString(ROOT.resolve(Tutorial.PAGE));
    assertEquals(tutorial.filled(page), page, "make study-language brings the page up to date");
  }

  @Test
  void every_word_comes_out_of_the_simulated_router() throws IOException {
    String printed = Files.readString(OUT.resolve("out/tutorial/RouterBench.txt"));
    assertTrue(printed.matches("\\d{4} words in 1000 cycles, .*\\R"), printed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/tutorial.md", "docs/language.md"})
  void every_block_of_code_is_a_quotation(String page) throws IOException {
    BLOCK
        .matcher(Files.readString(ROOT.resolve(page)))
        .results()
        .filter(r -> !r.group(2).equals("sh"))
        .forEach(r -> assertTrue(r.group(1).startsWith("<!-- quote "), r.group()));
  }
}

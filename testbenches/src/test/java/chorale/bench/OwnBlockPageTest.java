package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/own-block.md: what it quotes, and what its block does. */
class OwnBlockPageTest {
  private static final Path PAGE = Path.of("../docs/own-block.md");
  private static final Path BLOCK = Path.of("../examples/own-block/Busiest.java");

  @TempDir Path folder;

  @Test
  void whatItQuotesStandsInTheFileThatItNames() throws IOException {
    var quotes =
        Pattern.compile("(?s)<!-- quote (\\S+) -->\n```java\n(.*?)```")
            .matcher(Files.readString(PAGE));
    int found = 0;
    while (quotes.find()) {
      found++;
      String source = Files.readString(Path.of("..", quotes.group(1)));
      String block = quotes.group(2).stripTrailing();
      assertTrue(source.contains(block), quotes.group(1) + " has another text than\n" + block);
    }
    assertEquals(2, found);
  }

  @Test
  void itsBlockRunsAndPrintsAndLeavesWhatItShows() throws Exception {
    String classPath = System.getProperty("java.class.path");
    String[] compile = {
      "-g", "-proc:none", "-cp", classPath, "-d", folder.toString(), BLOCK.toString()
    };
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, compile));
    var own = Path.of("").toAbsolutePath();
    String absolute =
        Pattern.compile(File.pathSeparator)
            .splitAsStream(classPath)
            .map(p -> own.resolve(p).toString())
            .reduce(folder.toString(), (a, b) -> a + File.pathSeparator + b);
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var p =
        new ProcessBuilder(
                java,
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                absolute,
                "Busiest")
            .directory(folder.toFile())
            .start();
    String printed = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, p.waitFor(), printed + err);
    var page = DocsPage.read(PAGE);
    assertEquals(shown(page, "text"), List.of(printed.lines().toArray(String[]::new)));
    var verilog = Files.readAllLines(folder.resolve("out/own-block/rtl/Busiest.v"));
    var head = shown(page, "verilog");
    assertEquals(head, verilog.subList(0, head.size()));
  }

  private static List<String> shown(DocsPage page, String language) {
    return page.blocks().stream()
        .filter(b -> b.language().equals(language))
        .findFirst()
        .orElseThrow()
        .lines();
  }
}

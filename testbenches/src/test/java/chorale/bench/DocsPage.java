package chorale.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A page of the documentation, as far as commands go: its blocks between three backquotes. */
record DocsPage(Path path, List<Block> blocks) {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$");
  private static final Pattern COMMAND = Pattern.compile("(?:bin|build)/chorale (.*)");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  /** A block: {@code language} is empty for commands, {@code text} for what they print. */
  record Block(String language, List<String> lines) {
    boolean isText() {
      return language.equals("text");
    }

    /** Lines that call us, without remarks and what a shell does with the output. */
    List<List<String>> commands() {
      return (language.isEmpty() ? lines : List.<String>of())
          .stream()
              .map(COMMAND::matcher)
              .filter(m -> m.matches())
              .map(m -> words(m.group(1).replaceFirst("\\s+([#|>].*)$", "")))
              .toList();
    }

    /** Lines that call one of {@code programs}, with those that belong to them. */
    String shell(List<String> programs) {
      var script = new StringBuilder();
      boolean inside = false;
      for (String line : lines) {
        boolean begins = programs.stream().anyMatch(p -> line.startsWith(p + " "));
        inside = begins || inside && line.startsWith(" ");
        if (language.isEmpty() && inside) {
          script.append(line).append('\n');
        }
      }
      return script.toString();
    }
  }

  static DocsPage read(Path path) throws IOException {
    var blocks = new ArrayList<Block>();
    var m = BLOCK.matcher(Files.readString(path));
    while (m.find()) {
      blocks.add(new Block(m.group(1), m.group(2).lines().toList()));
    }
    return new DocsPage(path, blocks);
  }

  /** All pages for readers: those of docs, and the one at the top. */
  static List<Path> all() throws IOException {
    try (var files = Files.list(Path.of("../docs"))) {
      var pages =
          new ArrayList<>(files.filter(f -> f.toString().endsWith(".md")).sorted().toList());
      pages.add(Path.of("../README.md"));
      return pages;
    }
  }

  private static List<String> words(String line) {
    var words = new ArrayList<String>();
    var m = WORD.matcher(line);
    while (m.find()) {
      words.add(m.group(1) != null ? m.group(1) : m.group(2));
    }
    return words;
  }

  @Override
  public String toString() {
    return path.getFileName().toString();
  }
}

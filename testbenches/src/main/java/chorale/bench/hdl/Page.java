package chorale.bench.hdl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page whose fenced blocks quote files. A line before the block says which one:
 *
 * <pre>
 * &lt;!-- quote FILE --&gt;               the file, without package and imports
 * &lt;!-- quote FILE "a" .. "b" --&gt;    from the first line with a to the next one with b;
 *                                        ^a is a line that begins with a
 * </pre>
 */
final class Page {
  private static final Pattern QUOTE =
      Pattern.compile(
          "(<!-- quote (\\S+)(?: \"(.*)\" \\.\\. \"(.*)\")? -->\\R\\R?```\\w+\\R)(?s:.*?)(^```$)",
          Pattern.MULTILINE);

  private Page() {}

  /** The page with every quotation as the file is now, which is looked for in {@code roots}. */
  static String filled(String page, List<Path> roots) {
    return QUOTE.matcher(page).replaceAll(m -> Matcher.quoteReplacement(block(m, roots)));
  }

  private static String block(MatchResult m, List<Path> roots) {
    return m.group(1) + quotation(m, roots).stripTrailing() + "\n" + m.group(5);
  }

  private static String quotation(MatchResult m, List<Path> roots) {
    Path file =
        roots.stream()
            .map(r -> r.resolve(m.group(2)))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no file " + m.group(2)));
    try {
      String text = Files.readString(file);
      return m.group(3) == null
          ? SourceText.withoutHeader(text)
          : part(text, m.group(3), m.group(4), m.group(2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines from the first with {@code first} to the next with {@code last}, moved left. */
  private static String part(String text, String first, String last, String file) {
    List<String> lines = text.lines().toList();
    int from = 0;
    while (from < lines.size() && !matches(lines.get(from), first)) {
      from++;
    }
    int to = from;
    while (to < lines.size() && !matches(lines.get(to), last)) {
      to++;
    }
    if (to >= lines.size()) {
      throw new IllegalArgumentException("%s has no \"%s\" .. \"%s\"".formatted(file, first, last));
    }
    return String.join("\n", lines.subList(from, to + 1)).stripIndent();
  }

  /** Whether {@code line} contains {@code text}, or begins with what follows a {@code ^}. */
  private static boolean matches(String line, String text) {
    return text.length() > 1 && text.startsWith("^")
        ? line.startsWith(text.substring(1))
        : line.contains(text);
  }
}

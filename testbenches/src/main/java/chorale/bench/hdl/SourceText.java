package chorale.bench.hdl;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Texts in Java, Scala or Verilog. */
final class SourceText {
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*");
  private static final Pattern HEADER = Pattern.compile("^(package|import) .*");
  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:wire|reg|logic)\\b(?: signed| *\\[[^\\]]*\\])* *(\\w+)");

  private SourceText() {}

  /** Lines that are neither blank nor comment nor {@code package} or {@code import}. */
  static int lines(String text) {
    return (int)
        COMMENT
            .matcher(text)
            .replaceAll("")
            .lines()
            .filter(l -> !l.isBlank() && !HEADER.matcher(l).matches())
            .count();
  }

  /** The text from the first line that is no {@code package}, no {@code import} and not blank. */
  static String withoutHeader(String text) {
    return text.replaceFirst("\\A(?:(?:(?:package|import) .*)?\\R)*", "");
  }

  /** The nets, variables and memories that a Verilog text declares, ports' names included. */
  static Set<String> declared(String verilog) {
    var names = new HashSet<String>();
    DECLARED
        .matcher(COMMENT.matcher(verilog).replaceAll(""))
        .results()
        .forEach(r -> names.add(r.group(1)));
    return names;
  }
}

package chorale.rtl.read;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Compiler directives (clause 19), as far as a header needs them: {@code `define} without arguments
 * and {@code `ifdef} take effect, all others are left out, {@code `include} too. What is left out
 * becomes blanks, so that every position in the text stays what it was. One pass over the text.
 */
final class Directives {
  private static final Set<String> IGNORED =
      Set.of(
          "begin_keywords",
          "celldefine",
          "default_nettype",
          "end_keywords",
          "endcelldefine",
          "include",
          "line",
          "nounconnected_drive",
          "pragma",
          "resetall",
          "timescale",
          "unconnected_drive");

  /** An {@code `ifdef}: whether its current branch counts, and whether any has so far. */
  private static final class Branch {
    final int start;
    boolean active;
    boolean taken;

    Branch(int start, boolean active) {
      this.start = start;
      this.active = active;
      this.taken = active;
    }
  }

  private final String file;
  private final String text;
  private final StringBuilder kept;
  private final Map<String, String> macros = new HashMap<>();
  private final Deque<Branch> branches = new ArrayDeque<>();

  /** Number of open branches that do not count. */
  private int inactive;

  Directives(String file, String text) {
    this.file = file;
    this.text = text;
    this.kept = new StringBuilder(text);
    int at = 0;
    while (at < text.length()) {
      int next = text.charAt(at) == '`' ? directive(at) : after(at);
      if (inactive > 0) {
        blank(at, next);
      }
      at = next;
    }
    if (!branches.isEmpty()) {
      throw failure(branches.peek().start, "`ifdef without its `endif");
    }
  }

  /** The text without directives and without the branches that do not count. */
  String text() {
    return kept.toString();
  }

  /** What the macros stand for at the end of the text. */
  Map<String, String> macros() {
    return macros;
  }

  /** The end of the comment, string or character that begins at {@code at}. */
  private int after(int at) {
    if (text.startsWith("//", at)) {
      return endOfLine(at);
    }
    if (text.startsWith("/*", at)) {
      int end = text.indexOf("*/", at + 2);
      return end < 0 ? text.length() : end + 2;
    }
    if (text.charAt(at) == '"') {
      int end = at + 1;
      while (end < text.length() && text.charAt(end) != '"' && text.charAt(end) != '\n') {
        end += text.charAt(end) == '\\' ? 2 : 1;
      }
      return Math.min(end + 1, text.length());
    }
    return at + 1;
  }

  private int directive(int at) {
    int end = endOfWord(at + 1);
    String word = text.substring(at + 1, end);
    switch (word) {
      case "ifdef", "ifndef" -> {
        String name = argument(end);
        open(at, macros.containsKey(name) == word.equals("ifdef"));
        end = endOfArgument(end);
      }
      case "elsif" -> {
        String name = argument(end);
        turn(at, macros.containsKey(name));
        end = endOfArgument(end);
      }
      case "else" -> turn(at, true);
      case "endif" -> {
        set(innermost(at), true);
        branches.pop();
      }
      case "define" -> {
        end = endOfDefinition(end);
        if (inactive == 0) {
          define(at, end);
        }
      }
      case "undef" -> {
        if (inactive == 0) {
          macros.remove(argument(end));
        }
        end = endOfArgument(end);
      }
      default -> {
        if (!IGNORED.contains(word)) {
          return Math.max(end, at + 1); // the use of a macro
        }
        end = endOfLine(end);
      }
    }
    blank(at, end);
    return end;
  }

  private void open(int at, boolean active) {
    var branch = new Branch(at, active);
    branches.push(branch);
    inactive += active ? 0 : 1;
  }

  /** The next branch of an {@code `ifdef}; it counts if its condition holds and none did before. */
  private void turn(int at, boolean condition) {
    Branch branch = innermost(at);
    set(branch, condition && !branch.taken);
    branch.taken |= branch.active;
  }

  private void set(Branch branch, boolean active) {
    inactive += (branch.active ? 1 : 0) - (active ? 1 : 0);
    branch.active = active;
  }

  private Branch innermost(int at) {
    if (branches.isEmpty()) {
      throw failure(at, "no `ifdef is open here");
    }
    return branches.peek();
  }

  private void define(int at, int end) {
    String definition = text.substring(at + "`define".length(), end).stripLeading();
    int length = 0;
    while (length < definition.length() && isWord(definition.charAt(length))) {
      length++;
    }
    // The name of one with arguments is defined, but stands for no value.
    boolean withArguments = definition.startsWith("(", length);
    String body = withArguments ? "" : definition.substring(length);
    int comment = body.indexOf("//");
    String value = comment < 0 ? body : body.substring(0, comment);
    macros.put(definition.substring(0, length), value.replace("\\\n", " ").replace("\\\r\n", " "));
  }

  /** The end of the line, or of the last one that the lines before carry on with a backslash. */
  private int endOfDefinition(int at) {
    int end = endOfLine(at);
    while (end < text.length() && (carriesOn(end) || carriesOn(end - 1))) {
      end = endOfLine(end + 1);
    }
    return end;
  }

  private boolean carriesOn(int end) {
    return text.charAt(end - 1) == '\\' && (text.charAt(end) == '\n' || text.charAt(end) == '\r');
  }

  private int endOfLine(int at) {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  private int endOfWord(int at) {
    int end = at;
    while (end < text.length() && isWord(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isWord(char c) {
    return c == '_'
        || c == '$'
        || c >= '0' && c <= '9'
        || c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z';
  }

  private int beginOfArgument(int at) {
    int begin = at;
    while (begin < text.length() && (text.charAt(begin) == ' ' || text.charAt(begin) == '\t')) {
      begin++;
    }
    return begin;
  }

  private int endOfArgument(int at) {
    return endOfWord(beginOfArgument(at));
  }

  private String argument(int at) {
    return text.substring(beginOfArgument(at), endOfArgument(at));
  }

  private void blank(int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '\n' && text.charAt(i) != '\r') {
        kept.setCharAt(i, ' ');
      }
    }
  }

  private VerilogSyntaxException failure(int at, String problem) {
    int line = 1;
    int begin = 0;
    for (int i = 0; i < at; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        begin = i + 1;
      }
    }
    int column = text.codePointCount(begin, at) + 1;
    return new VerilogSyntaxException(file, line, column, problem);
  }
}

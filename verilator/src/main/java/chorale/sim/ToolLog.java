package chorale.sim;

import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the line that matters in the output of Verilator and clang++. */
final class ToolLog {
  // %Warning-WIDTH: /folder/top.v:12:5: Operator ASSIGN expects 8 bits ...
  private static final Pattern VERILATOR =
      Pattern.compile("(?m)^%(?:Error|Warning)(?:-(\\w+))?: (?:(\\S+?):(\\d+):(?:\\d+:)? )?(.+)$");
  // /folder/x.cpp:12:5: error: no member named ...; or: clang: error: unknown argument ...; or a
  // linker's line
  private static final Pattern COMPILER =
      Pattern.compile("(?m)^.*(?:error: |undefined reference|cannot find).*$");

  private ToolLog() {}

  /** Verilator's first complaint, as {@code top.v:12: WIDTH: text}, without the file's folder. */
  static String verilator(String log) {
    var match = VERILATOR.matcher(log);
    if (!match.find()) {
      return lastLine(log);
    }
    var place =
        match.group(2) == null ? "" : fileName(match.group(2)) + ":" + match.group(3) + ": ";
    var id = Optional.ofNullable(match.group(1)).map(code -> code + ": ").orElse("");
    return place + id + match.group(4).strip();
  }

  /** The compiler's or linker's first error line. */
  static String compiler(String log) {
    var match = COMPILER.matcher(log);
    return match.find() ? match.group().strip() : lastLine(log);
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String lastLine(String log) {
    return log.lines().filter(line -> !line.isBlank()).reduce("no output", (_, last) -> last);
  }
}

package chorale.workload;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One or more faults in files the user wrote (configuration or trace), or in their combination. The
 * message holds one line per problem, in the order of the file.
 */
public final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  /**
   * One fault.
   *
   * @param file path of the file as the user named it
   * @param line line from 1, or 0 when the fault lies in no single line
   * @param column column from 1, or 0 when the fault lies in the whole line
   * @param message what is wrong, with the offending value
   * @param mend what to write instead
   */
  public record Problem(String file, int line, int column, String message, String mend) {
    /** {@code file:line:column: message: mend}; unknown positions are left out. */
    @Override
    public String toString() {
      var place = line == 0 ? file : column == 0 ? file + ":" + line : at();
      return place + ": " + message + ": " + mend;
    }

    private String at() {
      return file + ":" + line + ":" + column;
    }
  }

  /**
   * Reports {@code problems}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public BadInput(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("no problem to report");
    }
    this.problems = List.copyOf(problems);
  }

  BadInput(String file, int line, int column, String message, String mend) {
    this(List.of(new Problem(file, line, column, message, mend)));
  }

  /** The problems, at least one, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }
}

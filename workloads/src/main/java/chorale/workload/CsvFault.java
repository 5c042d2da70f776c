package chorale.workload;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVException;

/**
 * Quotes of a CSV that do not come in pairs, in the user's words. Commons CSV says where only in
 * the text of its exception, and for a quote that is never closed it counts lines to the end of the
 * file meanwhile: the line of the quote is in that text alone.
 *
 * @param line where the fault is, from 1
 * @param message what is wrong
 * @param mend what was expected
 */
public record CsvFault(int line, String message, String mend) {
  private static final Pattern OPEN = Pattern.compile("\\(startline (\\d+)\\) EOF");
  private static final Pattern BEHIND =
      Pattern.compile("between encapsulated token and delimiter at line: (\\d+)");

  /** What {@code fault} says of quotes, if it is about them. */
  public static Optional<CsvFault> of(Throwable fault) {
    if (!(fault instanceof CSVException)) {
      return Optional.empty();
    }
    var open = OPEN.matcher(fault.getMessage());
    if (open.find()) {
      return Optional.of(
          new CsvFault(
              Integer.parseInt(open.group(1)),
              "the quote that opens here is never closed",
              "expected a second \" at the end of its value; numbers need no quotes"));
    }
    var behind = BEHIND.matcher(fault.getMessage());
    if (behind.find()) {
      return Optional.of(
          new CsvFault(
              Integer.parseInt(behind.group(1)),
              "something stands between a closing quote and the next comma",
              "expected a comma or the end of the line; see also whether a quote before is open"));
    }
    return Optional.empty();
  }
}

package chorale.bench.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The worst path of a design, as OpenSTA reports it.
 *
 * @param slack to spare, in ns
 * @param steps from the flip-flop or input where it begins to the pin where it ends
 */
record TimingReport(double slack, List<Step> steps) {

  /**
   * A pin on the path.
   *
   * @param time in ns since the clock edge
   * @param instance its cell; for an input of the design, the input's name
   * @param pin its name; "" for an input of the design
   */
  record Step(double time, String instance, String pin) {}

  // delay, time, ^ or v, pin, (cell)
  private static final Pattern STEP =
      Pattern.compile("^\\s*-?[\\d.]+\\s+(-?[\\d.]+) [\\^v] (\\S+) \\((\\w+)\\)\\s*$");
  private static final Pattern SLACK = Pattern.compile("^\\s*(-?[\\d.]+)\\s+slack \\(\\w+\\)\\s*$");

  static TimingReport parse(String text) {
    var steps = new ArrayList<Step>();
    for (String line : text.lines().toList()) {
      Matcher step = STEP.matcher(line);
      Matcher slack = SLACK.matcher(line);
      if (step.matches()) {
        double time = Double.parseDouble(step.group(1));
        String pin = step.group(2).replace("\\", "");
        int slash = step.group(3).equals("in") ? -1 : pin.lastIndexOf('/');
        steps.add(
            slash < 0
                ? new Step(time, pin, "")
                : new Step(time, pin.substring(0, slash), pin.substring(slash + 1)));
      } else if (slack.matches()) {
        return new TimingReport(Double.parseDouble(slack.group(1)), steps);
      }
    }
    throw new IllegalArgumentException("no path in the report of OpenSTA:\n" + text);
  }
}

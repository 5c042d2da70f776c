package chorale.bench.memory;

import java.util.List;
import java.util.stream.Collectors;

/** A command that breaks rules of a DRAM. */
public final class RuleViolation extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Broken> broken;

  /**
   * A rule that a command breaks.
   *
   * @param rule which
   * @param why in words, with the earlier command
   */
  public record Broken(TimingRule rule, String why) {
    @Override
    public String toString() {
      return rule + " (" + why + ")";
    }
  }

  RuleViolation(String command, long cycle, List<Broken> broken) {
    super(
        "%s in cycle %d breaks %s"
            .formatted(
                command,
                cycle,
                broken.stream().map(Broken::toString).collect(Collectors.joining(", "))));
    this.broken = List.copyOf(broken);
  }

  /** The rules, at least one. */
  public List<TimingRule> rules() {
    return broken.stream().map(Broken::rule).toList();
  }
}

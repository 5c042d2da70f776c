package chorale.hdl;

/**
 * The numbered rules of the language. Ids are never reused; docs/errors.md has an example of each.
 *
 * <pre>{@code
 * Elaboration.of(() -> new Fifo(null, 64, 16), warning -> {
 *   if (warning.rule() != Rule.U001) {
 *     throw new AssertionError(warning);
 *   }
 * });
 * }</pre>
 */
public enum Rule {
  W001("literal does not fit"),
  W002("source wider than its target"),
  W003("slice out of range"),
  W004("width out of range"),
  D001("signal has no driver"),
  D002("signal is not driven on every path"),
  D003("driver makes an earlier one dead"),
  D004("signal cannot be driven from here"),
  D005("input of a child has no driver"),
  H001("signal is not visible here"),
  H002("assignment under a condition of another module"),
  L001("combinational loop"),
  S001("switch does not name every constant"),
  S002("switch names a constant twice"),
  S003("condition is continued twice"),
  M001("memory depth out of range"),
  M002("memory address too wide"),
  M003("memory lanes do not divide the word"),
  M004("memory contents do not fit"),
  C001("printf does not fit its arguments"),
  B001("black box and its Verilog disagree"),
  X001("value crosses from one clock to another"),
  X002("resets of unlike kinds"),
  N001("name is taken or reserved"),
  P001("parameter out of range"),
  U001("output of a child is not read", true),
  U002("register is never set", true),
  U003("state is never entered", true),
  U004("port cannot have the name of its field", true);

  private final String title;
  private final boolean warning;

  Rule(String title) {
    this(title, false);
  }

  Rule(String title, boolean warning) {
    this.title = title;
    this.warning = warning;
  }

  /** Whether a design that breaks it can be built. */
  public boolean isWarning() {
    return warning;
  }

  /** What the rule forbids, in a few words. */
  public String title() {
    return title;
  }
}

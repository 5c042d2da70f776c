package chorale.sim;

/**
 * An outside tool is missing or refused its input. The message is one line and names file and line
 * where known.
 */
public final class ToolException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String mend;

  /**
   * An error and its cure.
   *
   * @param message what is wrong
   * @param mend what the user can do about it
   */
  public ToolException(String message, String mend) {
    super(message);
    this.mend = mend;
  }

  /** What the user can do about it. */
  public String mend() {
    return mend;
  }

  @Override
  public String toString() {
    return getMessage() + "\n  " + mend;
  }
}

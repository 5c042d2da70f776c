package chorale.nop.d2d;

/**
 * What go-back-N makes of a link under load, in closed form; docs/links.md derives it. Time is
 * counted in frames.
 *
 * @param window frames that may wait for an answer
 * @param roundTrip frames from one launch to the first one that knows the answer to it
 * @param windowTrip the same for a launch that waits for room in the window
 */
public record GoBackN(int window, int roundTrip, int windowTrip) {
  /** That of a link. */
  public static GoBackN of(D2dParameters p) {
    return new GoBackN(p.window(), p.roundTrip(), p.windowTrip());
  }

  /**
   * Payloads delivered per frame sent, 0 to 1, while there is always a payload to send.
   *
   * @param loss probability that errors begin in a frame
   * @param answerLoss the same for frames in the other direction
   * @param burst frames in a row that the errors damage, 1 if each frame is hit by itself
   */
  public double goodput(double loss, double answerLoss, int burst) {
    double whole = Math.pow(1 - loss, window);
    double delivered = loss == 0 ? window : (1 - loss) * (1 - whole) / loss;
    // The lost frames, the first good one after them, and the way there and back.
    double repair = burst + roundTrip + wait(loss, burst) + wait(answerLoss, burst);
    double idle = Math.max(0, windowTrip - window) * whole;
    // What a large window does not cover of the time without answers.
    int slack = window - windowTrip;
    double late = slack < 0 ? 0 : answerLoss * Math.max(0, burst - slack);
    return delivered / (delivered * (1 + late) + repair * (1 - whole) + idle);
  }

  /** Frames until one is good, of which each burst damages several. */
  private static double wait(double loss, int burst) {
    return loss * burst * (burst + 1) / 2 / (1 - loss);
  }
}

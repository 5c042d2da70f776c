package chorale.bench;

import chorale.sim.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A part of a run whose signals go to a file.
 *
 * @param from first cycle of the run in it
 * @param to first cycle behind it
 * @param file of waves
 */
record WaveWindow(long from, long to, Path file) {
  /** Opens or closes the file if it is time to; {@code cycle} counts from the start of the run. */
  void at(Model model, long cycle) {
    try {
      if (cycle == from) {
        model.openTrace(file);
      } else if (cycle == to) {
        model.closeTrace();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cycles from {@code cycle} on in which there is nothing to do, at most {@code most}. */
  long quiet(long cycle, long most) {
    long next = cycle < from ? from : cycle < to ? to : Long.MAX_VALUE;
    return Math.min(most, next - cycle);
  }
}

package chorale.bench;

import chorale.bench.tools.Parallel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Tells the user what goes on: a bar that moves on a terminal, a line for each step elsewhere. All
 * of it goes to the standard error stream, so that the results can be redirected.
 */
public final class Progress implements AutoCloseable {
  private final PrintStream out;
  private final boolean terminal;
  private ProgressBar bar;

  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** One that draws a bar if the program runs on a terminal. */
  public static Progress onStandardError() {
    var console = System.console();
    return new Progress(System.err, console != null && console.isTerminal());
  }

  /** One that says nothing. */
  static Progress silent() {
    return new Progress(
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), false);
  }

  /** A step that is over. */
  public void note(String text) {
    endBar();
    out.println(text);
  }

  /** A step of {@code total} parts begins. */
  public void begin(String task, String unit, long total) {
    endBar();
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setUnit(unit, 1)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .showSpeed()
              .build();
    } else {
      out.println(task + " ..");
    }
  }

  /** So much of the step is done; {@code extra} stands behind the bar. */
  public void at(long done, String extra) {
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(extra);
    }
  }

  /** So much of {@code total} is done, now that it is known how much there is. */
  public void at(long done, long total) {
    if (bar != null) {
      bar.maxHint(total);
      bar.stepTo(done);
    }
  }

  /** A step of jobs, on all processors; returns their results in their order. */
  <T> List<T> all(List<? extends Callable<T>> jobs, String what, String unit) throws IOException {
    begin(jobs.size() + " " + what, unit, jobs.size());
    return Parallel.inOrder(jobs, done -> at(done, ""));
  }

  /** {@code 1.9 s} and the like, in every locale. */
  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  private void endBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  @Override
  public void close() {
    endBar();
  }
}

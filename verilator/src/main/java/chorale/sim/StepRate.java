package chorale.sim;

import java.util.Locale;

/**
 * How fast one model runs from Java and from plain C++, in thread CPU time. Rates are medians of
 * the ratios of neighbouring measurements, so that a change of the machine's clock cancels out.
 *
 * @param cycles clock cycles in each measurement
 * @param cppNs nanoseconds a cycle of a C++ loop that does nothing but evaluate
 * @param runNs nanoseconds a cycle of {@link Model#run}
 * @param stepNs nanoseconds a cycle of {@link Model#step}
 * @param javaOverCppRate cycles per second of {@link Model#run} over those of the C++ loop ({@code
 *     java_over_cpp_rate})
 * @param stepOverCppRate cycles per second of {@link Model#step} over those of the C++ loop
 */
public record StepRate(
    long cycles,
    double cppNs,
    double runNs,
    double stepNs,
    double javaOverCppRate,
    double stepOverCppRate) {

  /** Column names for {@link #csv}. */
  public static final String CSV_HEADER =
      "cycles,cpp_ns_per_cycle,java_run_ns_per_cycle,java_step_ns_per_cycle,"
          + "java_over_cpp_rate,java_step_over_cpp_rate";

  /** One line of comma-separated values. */
  public String csv() {
    return String.format(
        Locale.ROOT,
        "%d,%.2f,%.2f,%.2f,%.4f,%.4f",
        cycles,
        cppNs,
        runNs,
        stepNs,
        javaOverCppRate,
        stepOverCppRate);
  }
}

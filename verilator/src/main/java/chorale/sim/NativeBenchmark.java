package chorale.sim;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Compares a model driven from Java with the same library driven by a C++ program.
 *
 * <p>The C++ program, {@code driver.cpp}, is a process of its own that loads the very {@code
 * libmodel.so}; it and the JVM take turns within one call of {@link #measure}. Both start from
 * reset with equal inputs, run the same number of cycles, and must end with equal outputs.
 */
public final class NativeBenchmark {
  private final ModelSpec spec;
  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;
  private final Model model;

  private NativeBenchmark(ModelLibrary library) throws IOException {
    spec = library.spec();
    var driver = compileDriver(library.options());
    process =
        new ProcessBuilder(driver.toString(), library.path().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    commands = process.outputWriter();
    answers = process.inputReader();
    model = library.open();
  }

  private static Path compileDriver(BuildOptions options) throws IOException {
    var folder = Files.createTempDirectory("chorale-driver");
    folder.toFile().deleteOnExit();
    var program = folder.resolve("driver");
    program.toFile().deleteOnExit();
    var source = folder.resolve("driver.cpp");
    source.toFile().deleteOnExit();
    Files.writeString(source, ModelBuilder.resource("driver.cpp"));
    var compile =
        new ProcessBuilder(
                options.compiler(),
                "-std=c++17",
                "-O2",
                source.toString(),
                "-o",
                program.toString(),
                "-ldl")
            .redirectErrorStream(true)
            .start();
    try (var out = compile.inputReader()) {
      var log = String.join("\n", out.lines().toList());
      if (compile.onExit().join().exitValue() != 0) {
        throw new ToolException(
            "the C++ driver does not compile: " + ToolLog.compiler(log), "check the C++ compiler");
      }
    }
    return program;
  }

  /**
   * Measures.
   *
   * @param inputs constant values of inputs of at most 64 bits; others stay 0
   * @param resetPort held at 1 for 4 cycles first
   * @param cycles clock cycles in each measurement
   * @param repetitions measurements, of which the medians are taken
   * @throws IOException if the C++ program cannot be compiled or run
   * @throws IllegalStateException if Java and C++ end with different outputs
   */
  public static StepRate measure(
      ModelLibrary library,
      Map<String, Long> inputs,
      String resetPort,
      long cycles,
      int repetitions)
      throws IOException {
    var benchmark = new NativeBenchmark(library);
    try {
      return benchmark.measure(inputs, resetPort, cycles, repetitions);
    } finally {
      benchmark.close();
    }
  }

  private StepRate measure(Map<String, Long> inputs, String resetPort, long cycles, int repetitions)
      throws IOException {
    for (var input : inputs.entrySet()) {
      set(input.getKey(), input.getValue());
    }
    set(resetPort, 1);
    cpp("bare", 4);
    run(4);
    set(resetPort, 0);
    // Enough calls for the JIT compiler to have done its work.
    long warmUp = Math.max(50_000, cycles / 10);
    cpp("bare", warmUp);
    cpp("run", warmUp);
    run(warmUp);
    step(warmUp);
    var bare = new double[repetitions];
    var run = new double[repetitions];
    var step = new double[repetitions];
    for (int i = 0; i < repetitions; i++) {
      bare[i] = cpp("bare", cycles);
      run[i] = run(cycles);
      cpp("run", cycles);
      step[i] = step(cycles);
    }
    checkOutputs();
    return new StepRate(
        cycles,
        median(bare) / cycles,
        median(run) / cycles,
        median(step) / cycles,
        medianRatio(bare, run),
        medianRatio(bare, step));
  }

  private void set(String name, long value) throws IOException {
    var port = model.port(name);
    port.set(value);
    send(
        "set "
            + port.number()
            + " "
            + port.info().bytes()
            + " "
            + Long.toUnsignedString(port.get()));
  }

  private void checkOutputs() throws IOException {
    for (var info : spec.ports()) {
      if (info.input() || info.bytes() > 8) {
        continue;
      }
      var port = model.port(info.name());
      long cpp = Long.parseUnsignedLong(ask("get " + port.number() + " " + info.bytes()));
      if (cpp != port.get()) {
        throw new IllegalStateException(
            port + " is " + port.get() + " from Java and " + cpp + " from C++ after equal cycles");
      }
    }
  }

  private double cpp(String loop, long cycles) throws IOException {
    return Long.parseLong(ask(loop + " " + cycles));
  }

  private double run(long cycles) {
    long start = threadCpuTime();
    model.run(cycles);
    return threadCpuTime() - start;
  }

  private double step(long cycles) {
    long start = threadCpuTime();
    for (long i = 0; i < cycles; i++) {
      model.step();
    }
    return threadCpuTime() - start;
  }

  private static long threadCpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private void send(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
  }

  private String ask(String command) throws IOException {
    send(command);
    var answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the C++ driver ended after: " + command);
    }
    return answer;
  }

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double medianRatio(double[] above, double[] below) {
    var ratios = new double[above.length];
    Arrays.setAll(ratios, i -> above[i] / below[i]);
    return median(ratios);
  }

  private void close() throws IOException {
    model.close();
    commands.close();
    process.destroy();
  }
}

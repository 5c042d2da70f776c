package chorale.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeBenchmarkTest {
  @TempDir Path folder;

  @Test
  void a_run_from_java_is_nearly_as_fast_as_a_plain_cpp_loop() throws IOException {
    var library = TestDesigns.build(SystolicArray.spec(folder, 8));
    var rate = NativeBenchmark.measure(library, Map.of(), "rst", 100_000, 5);
    // The goal is 0.9; the rest is slack for a machine busy with other work.
    assertTrue(rate.javaOverCppRate() > 0.75, rate.toString());
    assertTrue(rate.stepOverCppRate() > 0.6, rate.toString());
    assertEquals(StepRate.CSV_HEADER.split(",").length, rate.csv().split(",").length, rate.csv());
  }
}

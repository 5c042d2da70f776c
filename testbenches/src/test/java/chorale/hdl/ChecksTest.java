package chorale.hdl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.ir.Reset;
import chorale.rtl.Verilog;
import chorale.sim.Simulation;
import chorale.sim.SimulationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks in hardware stop a simulation, and are what a formal tool proves or refutes. */
final class ChecksTest {
  private static final int DEPTH = 12;

  @TempDir private Path folder;

  /** Counts to a limit that no input can make it pass. */
  private static final class Bounded extends Module {
    final Bool step = inBool();
    final Bool back = inBool();

    Bounded(int limit) {
      super(null);
      var count = reg(4);
      when(step.and(count.lt(5)), () -> count.set(count.plus(1)));
      when(back, () -> count.set(0));
      assertThat(count.le(limit), "the count stays within its limit");
      cover(count.eq(5), "the limit is reached");
      assume(step.and(back).not(), "not both");
    }
  }

  @ParameterizedTest
  @EnumSource(Reset.class)
  void a_check_that_fails_stops_the_simulation_with_its_line(Reset kind) {
    try (var sim = Simulation.of(() -> new CheckedDomain(kind))) {
      sim.reset();
      sim.poke(sim.dut().step, true);
      sim.step(CheckedDomain.LIMIT); // the count is at its limit from the last edge on
      var thrown = assertThrows(SimulationException.class, sim::step);
      assertTrue(
          thrown.getMessage().matches("(?s).*CheckedDomain.java:\\d+: fewer than 5 steps.*"),
          thrown.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(Reset.class)
  void checks_do_not_count_during_reset(Reset kind) {
    try (var sim = Simulation.of(() -> new CheckedDomain(kind))) {
      sim.poke(sim.dut().step, true);
      for (int i = 0; i < 3; i++) {
        sim.reset();
        sim.step(CheckedDomain.LIMIT);
      }
    }
  }

  @Test
  void a_formal_tool_refutes_what_does_not_hold() throws Exception {
    assertTrue(formal(() -> new Bounded(4), "-t", "" + DEPTH).contains("Status: FAILED"));
  }

  @Test
  void a_formal_tool_proves_what_holds() throws Exception {
    assertTrue(formal(() -> new Bounded(5), "-t", "" + DEPTH).contains("Status: PASSED"));
    assertTrue(formal(() -> new Bounded(5), "-i", "-t", "8").contains("Status: PASSED"));
  }

  @Test
  void a_formal_tool_reaches_what_is_covered() throws Exception {
    String log = formal(() -> new Bounded(5), "-c", "-t", "" + DEPTH);
    assertTrue(log.contains("Reached cover statement"), log);
    assertTrue(log.contains("Status: PASSED"), log);
  }

  @Test
  void synthesis_leaves_checks_out() throws Exception {
    String log =
        run(
            List.of(
                "yosys",
                "-q",
                "-p",
                "read_verilog %s; prep -top Bounded; select -assert-none t:$assert t:$assume t:$cover t:$print"
                    .formatted(files(() -> new Bounded(5)))));
    assertEquals("", log);
  }

  private String files(Supplier<Module> design) throws IOException {
    return Verilog.emit(Elaboration.of(design), folder).stream()
        .map(Path::toString)
        .collect(Collectors.joining(" "));
  }

  private String formal(Supplier<Module> design, String... options)
      throws IOException, InterruptedException {
    Path smt = folder.resolve("design.smt2");
    run(
        List.of(
            "yosys",
            "-q",
            "-p",
            "read_verilog -formal %s; prep -top Bounded; async2sync; dffunmap; write_smt2 -wires %s"
                .formatted(files(design), smt)));
    var command = new ArrayList<>(List.of("yosys-smtbmc", "-s", "z3"));
    command.addAll(List.of(options));
    command.add(smt.toString());
    return run(command);
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return log;
  }
}

package chorale.rtl.flow;

import chorale.hdl.ir.ModuleIr;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Testbenches to begin with: reset, a hundred cycles with all inputs 0, and where to write one's
 * own.
 */
final class Testbenches {
  private static final int CYCLES = 100;

  private Testbenches() {}

  /** In C++ for Verilator. */
  static String verilator(Design design) {
    var clocks = design.clocks().clocks();
    return """
    // Resets %1$s and runs it for %2$d cycles with all other inputs 0. In the folder above this one:
    //   verilator --cc --exe --build -Irtl rtl/%1$s.v tb/tb_%1$s.cpp && obj_dir/V%1$s
    #include <cstdio>
    #include <memory>
    #include "V%1$s.h"
    #include "verilated.h"

    double sc_time_stamp() { return 0; }  // older Verilators ask for it

    int main(int argc, char** argv) {
      const auto context = std::make_unique<VerilatedContext>();
      context->commandArgs(argc, argv);
      const auto top = std::make_unique<V%1$s>(context.get());
      const auto cycle = [&] {
    %3$s    top->eval();
        context->timeInc(1);
    %4$s    top->eval();
        context->timeInc(1);
      };
    %5$s  for (int i = 0; i < 4; i++) cycle();
    %6$s  for (int i = 0; i < %2$d; i++) {
        // Your stimulus: top->PORT = VALUE;
        cycle();
      }
      std::printf("%1$s ran %2$d cycles\\n");
      top->final();
      return 0;
    }
    """
        .formatted(
            design.name(),
            CYCLES,
            lines(clocks, "    top->%s = 0;"),
            lines(clocks, "    top->%s = 1;"),
            resets(design, true, "  top->%s = %d;"),
            resets(design, false, "  top->%s = %d;"));
  }

  /** In Python for cocotb. */
  static String cocotb(Design design) {
    var clocks = design.clocks().clocks();
    String period = Long.toString(Math.max(2, 2 * Math.round(design.periodNs() * 500)));
    return """
    \"""Resets %1$s, runs it for %2$d cycles with all other inputs 0, and looks whether its outputs are known.\"""
    import cocotb
    from cocotb.clock import Clock
    from cocotb.triggers import ClockCycles, ReadOnly

    INPUTS = [%3$s]
    OUTPUTS = [%4$s]


    @cocotb.test()
    async def it_leaves_reset(dut):
    %5$s    for name in INPUTS:
            getattr(dut, name).value = 0
    %6$s    await ClockCycles(dut.%8$s, 4)
    %7$s    await ClockCycles(dut.%8$s, %2$d)
        # Your stimulus: dut.PORT.value = VALUE
        await ReadOnly()
        for name in OUTPUTS:
            assert getattr(dut, name).value.is_resolvable, name + " is unknown"
    """
        .formatted(
            design.name(),
            CYCLES,
            names(design.dataInputs()),
            names(design.outputs()),
            lines(
                clocks,
                "    cocotb.start_soon(Clock(dut.%s, " + period + ", units=\"ps\").start())"),
            resets(design, true, "    dut.%s.value = %d"),
            resets(design, false, "    dut.%s.value = %d"),
            clocks.isEmpty() ? "clock" : clocks.getFirst());
  }

  /** The Makefile that cocotb asks for. */
  static String cocotbMakefile(Design design) {
    return """
    # make SIM=verilator, or SIM=icarus, with cocotb installed.
    SIM ?= icarus
    TOPLEVEL_LANG = verilog
    VERILOG_SOURCES = %1$s
    TOPLEVEL = %2$s
    MODULE = test_%2$s
    include $(shell cocotb-config --makefiles)/Makefile.sim
    """
        .formatted(
            design.files().stream()
                .map(f -> "$(CURDIR)/../" + f)
                .collect(Collectors.joining(" \\\n  ")),
            design.name());
  }

  private static String lines(List<String> names, String form) {
    return names.stream().map(n -> form.formatted(n) + "\n").collect(Collectors.joining());
  }

  private static String names(List<ModuleIr.Port> ports) {
    return ports.stream().map(p -> '"' + p.name() + '"').collect(Collectors.joining(", "));
  }

  /** Sets all resets; a name with _n at its end resets by a 0. */
  private static String resets(Design design, boolean active, String form) {
    var text = new StringBuilder();
    for (ModuleIr.Port p : design.ports()) {
      boolean reset =
          design.clocks().synchronous().contains(p.name())
              || design.clocks().asynchronous().contains(p.name());
      if (reset) {
        boolean one = active != p.name().endsWith("_n");
        text.append(form.formatted(p.name(), one ? 1 : 0)).append('\n');
      }
    }
    return text.toString();
  }
}

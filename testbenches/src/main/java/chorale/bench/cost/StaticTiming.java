package chorale.bench.cost;

import chorale.bench.cost.TimingReport.Step;
import chorale.bench.tools.Tool;
import chorale.rtl.SafeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Delays of mapped netlists by OpenSTA: typical corner, ideal clock, no wires. Inputs arrive as
 * late as from a flip-flop that drives four inverters, since every link ends in registers; reset is
 * not timed, since it may be spread over cycles.
 *
 * @param inverter delay of an inverter that drives four like it (FO4), in ns, of the library
 * @param clockToOutput of a flip-flop that drives four inverters, in ns
 */
record StaticTiming(CellLibrary library, double inverter, double clockToOutput) {
  private static final double PERIOD = 50;
  private static final int FAN_OUT = 4;
  private static final int STAGES = 8;

  /** Measures the library's own delays. */
  static StaticTiming of(CellLibrary library, Path folder) throws IOException {
    Files.createDirectories(folder);
    var bare = new StaticTiming(library, 0, 0);
    List<Step> chain = bare.report(folder, "inverters", "", inverters()).steps();
    int last = chain.size() - 2; // the input is the first, the last two stages are left out
    double inverter =
        (chain.get(last - 1).time() - chain.get(last - 3).time()) / 2; // one up, one down
    List<Step> register = bare.report(folder, "register", "clock", register()).steps();
    double clockToOutput =
        register.stream().filter(s -> s.pin().equals("Q")).findFirst().orElseThrow().time();
    return new StaticTiming(library, inverter, clockToOutput);
  }

  private static String inverters() {
    var text = new StringBuilder("module inverters (a, y);\n  input a;\n  output y;\n");
    for (int i = 0; i < STAGES; i++) {
      String from = i == 0 ? "a" : "n" + i;
      String to = "n" + (i + 1);
      text.append(inverter("i" + i, from, to));
      for (int k = 1; k < FAN_OUT; k++) {
        text.append(inverter("load_%d_%d".formatted(i, k), to, ""));
      }
    }
    return text.append("  assign y = n%d;\nendmodule\n".formatted(STAGES)).toString();
  }

  private static String register() {
    var text =
        new StringBuilder("module register (clock, d, y);\n  input clock, d;\n  output y;\n");
    text.append("  %s r (.CLK(clock), .D(d), .Q(q));\n".formatted(CellLibrary.FLIP_FLOP));
    text.append(inverter("i", "q", "y"));
    for (int k = 1; k < FAN_OUT; k++) {
      text.append(inverter("load_" + k, "q", ""));
    }
    return text.append("endmodule\n").toString();
  }

  private static String inverter(String name, String from, String to) {
    return "  %s %s (.A(%s), .Y(%s));\n".formatted(CellLibrary.INVERTER, name, from, to);
  }

  /** The worst path of a netlist. */
  TimingReport worst(Path folder, String module, Blif netlist) throws IOException {
    var text = new java.io.StringWriter();
    netlist.writeVerilog(module, text);
    return report(folder, module, clock(netlist), text.toString());
  }

  /** Delay of a path in ns, from clock edge to the set-up of the flip-flop at its end. */
  static double delay(TimingReport worst) {
    return PERIOD - worst.slack();
  }

  /** The port that clocks the flip-flops, or nothing if there are none. */
  private String clock(Blif netlist) {
    return netlist.cells().stream()
        .filter(c -> c.kind().equals(CellLibrary.FLIP_FLOP))
        .map(c -> c.pins().get("CLK"))
        .findFirst()
        .orElse("");
  }

  private TimingReport report(Path folder, String module, String clock, String verilog)
      throws IOException {
    SafeFiles.writeText(folder.resolve(module + ".gates.v"), out -> out.write(verilog));
    boolean reset = verilog.contains("reset");
    String script =
        """
        read_liberty %1$s
        read_verilog %2$s.gates.v
        link_design %2$s
        create_clock -name clock -period %3$s %4$s
        set_input_delay %5$s -clock clock [all_inputs]
        set_output_delay 0 -clock clock [all_outputs]
        %6$s
        report_checks -path_delay max -format full -digits 4
        exit
        """
            .formatted(
                library.file(),
                module,
                PERIOD,
                clock.isEmpty() ? "" : "[get_ports %s]".formatted(clock),
                clockToOutput,
                reset ? "set_false_path -from [get_ports reset]" : "");
    SafeFiles.writeText(folder.resolve(module + ".tcl"), out -> out.write(script));
    return TimingReport.parse(
        Tool.run(folder, List.of("sta", "-exit", module + ".tcl")).orThrow("OpenSTA"));
  }
}

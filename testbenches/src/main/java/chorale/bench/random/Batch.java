package chorale.bench.random;

import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Port;
import chorale.rtl.SafeFiles;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Random modules beside each other under one top, so that a tool is started once for many. The top
 * has two ports for each module: {@code in_7} and {@code out_7} of module 7.
 */
final class Batch {
  static final String TOP = "Batch";

  private final List<Subject> subjects;
  private final List<ModuleIr> modules;
  private final List<List<BigInteger>> stimuli;
  private final int cycles;

  /** {@code modules}: those of {@code subjects}, or what a pass has made of them. */
  Batch(List<Subject> subjects, List<ModuleIr> modules, int cycles) {
    this.subjects = subjects;
    this.modules = modules;
    this.cycles = cycles;
    this.stimuli = subjects.stream().map(s -> s.stimulus(cycles)).toList();
  }

  List<Subject> subjects() {
    return subjects;
  }

  List<ModuleIr> modules() {
    return modules;
  }

  int cycles() {
    return cycles;
  }

  /** The inputs of module {@code i}, cycle by cycle after reset. */
  List<BigInteger> stimulus(int i) {
    return stimuli.get(i);
  }

  /** What the golden model says of module {@code i}. */
  List<BigInteger> expected(int i) {
    return subjects.get(i).expected(modules.get(i), stimuli.get(i));
  }

  /** Writes the modules and the top; returns the files. */
  List<Path> write(Path folder) throws IOException {
    var files = new ArrayList<Path>();
    for (ModuleIr m : modules) {
      Path file = folder.resolve(m.name() + ".v");
      SafeFiles.writeText(file, out -> Verilog.write(m, out));
      files.add(file);
    }
    Path top = folder.resolve(TOP + ".v");
    SafeFiles.writeText(top, out -> out.write(text()));
    files.add(top);
    return files;
  }

  private String text() {
    var ports = new ArrayList<String>();
    var body = new StringBuilder();
    ports.add("input wire clock");
    ports.add("input wire reset");
    for (int i = 0; i < subjects.size(); i++) {
      Subject s = subjects.get(i);
      ports.add("input wire [%d:0] in_%d".formatted(s.inputBits() - 1, i));
      ports.add("output wire [%d:0] out_%d".formatted(s.outputBits() - 1, i));
      var pins = new ArrayList<String>();
      modules.get(i).ports().stream().map(Port::name).forEach(p -> implicit(p, pins));
      body.append("  reg [%d:0] row_%d;\n".formatted(s.inputBits() - 1, i));
      body.append("  always @(posedge clock) row_%d <= in_%d;\n".formatted(i, i));
      pins(s.inputs(), s.inputBits(), "row_" + i, pins);
      pins(s.outputs(), s.outputBits(), "out_" + i, pins);
      body.append("  %s m%d (%s);\n".formatted(modules.get(i).name(), i, String.join(", ", pins)));
    }
    return "module %s (%s);\n%sendmodule\n".formatted(TOP, String.join(", ", ports), body);
  }

  private static void implicit(String port, List<String> pins) {
    switch (port) {
      case ModuleIr.CLOCK, ModuleIr.RESET -> pins.add(".%1$s(%1$s)".formatted(port));
      case ModuleIr.RESET_LOW -> pins.add(".%s(!%s)".formatted(port, ModuleIr.RESET));
      default -> {}
    }
  }

  private static void pins(List<Port> ports, int bits, String row, List<String> pins) {
    int lo = bits;
    for (Port p : ports) {
      lo -= p.width();
      pins.add(".%s(%s[%d:%d])".formatted(p.name(), row, lo + p.width() - 1, lo));
    }
  }
}

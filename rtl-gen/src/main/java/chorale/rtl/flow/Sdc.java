package chorale.rtl.flow;

import chorale.hdl.ir.ModuleIr;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Constraints in the format that synthesis, placement and timing analysis share (SDC). Each clock
 * port is a clock; clocks of different ports are taken for asynchronous to each other, which is
 * what the language's checks of crossings assume too; a reset that acts at once ends no path. Ports
 * belong to the first clock, with the whole of a period on our side: a design that is part of a
 * larger one has to say less.
 */
final class Sdc {
  private Sdc() {}

  static String of(Design design) {
    var text = new StringBuilder();
    var clocks = design.clocks();
    text.append("# Constraints of %s. Times in ns.\n".formatted(design.name()));
    text.append("current_design %s\n".formatted(design.name()));
    String period = String.format(Locale.ROOT, "%.4f", design.periodNs());
    for (String clock : clocks.clocks()) {
      text.append(
          "create_clock -name %1$s -period %2$s [get_ports {%1$s}]\n".formatted(clock, period));
    }
    if (clocks.clocks().size() > 1) {
      text.append("# Crossings go through synchronisers and Gray codes.\n");
      text.append("set_clock_groups -asynchronous");
      clocks.clocks().forEach(c -> text.append(" -group {%s}".formatted(c)));
      text.append('\n');
    }
    for (String internal : clocks.internal()) {
      text.append("# %s is a clock made inside: add create_generated_clock.\n".formatted(internal));
    }
    for (String reset : clocks.asynchronous()) {
      text.append("set_false_path -from [get_ports {%s}]\n".formatted(reset));
    }
    if (!clocks.clocks().isEmpty()) {
      String first = clocks.clocks().getFirst();
      var inputs = new ArrayList<>(design.dataInputs());
      design.ports().stream()
          .filter(p -> clocks.synchronous().contains(p.name()))
          .filter(p -> !clocks.asynchronous().contains(p.name()))
          .forEach(inputs::add);
      delays(text, "set_input_delay", first, inputs);
      delays(text, "set_output_delay", first, design.outputs());
    }
    return text.toString();
  }

  private static void delays(
      StringBuilder text, String command, String clock, List<ModuleIr.Port> ports) {
    if (!ports.isEmpty()) {
      String names =
          ports.stream()
              .map(p -> p.width() > 1 ? p.name() + "[*]" : p.name())
              .collect(Collectors.joining(" \\\n  "));
      text.append("%s 0 -clock %s [get_ports {%s}]\n".formatted(command, clock, names));
    }
  }
}

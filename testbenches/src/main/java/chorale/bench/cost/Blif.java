package chorale.bench.cost;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A flat netlist as Yosys writes it in the Berkeley logic interchange format: cells of a library,
 * and tables of 0s and 1s for what is not mapped to cells.
 *
 * @param inputs names of the inputs
 * @param outputs names of the outputs
 * @param cells in the order of the file; their place in it is their name
 * @param tables in the order of the file
 */
record Blif(List<String> inputs, List<String> outputs, List<Cell> cells, List<Table> tables) {

  /** A cell: its kind, and the net at each of its pins. */
  record Cell(String kind, Map<String, String> pins) {}

  /** A net that is 1 if the inputs are as in one of the rows; {@code -} stands for either. */
  record Table(List<String> inputs, String output, List<String> rows) {}

  static Blif parse(String text) {
    var inputs = new ArrayList<String>();
    var outputs = new ArrayList<String>();
    var cells = new ArrayList<Cell>();
    var tables = new ArrayList<Table>();
    for (String line : text.replace("\\\n", " ").lines().toList()) {
      var words = List.of(line.strip().split("\\s+"));
      var rest = words.subList(1, words.size());
      switch (words.getFirst()) {
        case ".inputs" -> inputs.addAll(rest);
        case ".outputs" -> outputs.addAll(rest);
        case ".gate", ".subckt" -> cells.add(cell(rest));
        case ".names" ->
            tables.add(
                new Table(
                    rest.subList(0, rest.size() - 1), rest.getLast(), new ArrayList<String>()));
        case "", "#" -> {}
        default -> {
          if (!words.getFirst().startsWith(".")) {
            tables.getLast().rows.add(row(words, line));
          }
        }
      }
    }
    return new Blif(inputs, outputs, cells, tables);
  }

  private static Cell cell(List<String> words) {
    var pins = new LinkedHashMap<String, String>();
    for (String pin : words.subList(1, words.size())) {
      int equals = pin.indexOf('=');
      pins.put(pin.substring(0, equals), pin.substring(equals + 1));
    }
    return new Cell(words.getFirst(), pins);
  }

  private static String row(List<String> words, String line) {
    if (!words.getLast().equals("1")) {
      throw new IllegalArgumentException("a row of a table that makes a 0: " + line);
    }
    return words.size() == 1 ? "" : words.getFirst();
  }

  /** The name of a cell in the Verilog. */
  static String instance(int cell) {
    return "g" + cell;
  }

  /** Writes the cells as Verilog for a timing analysis. */
  void writeVerilog(String module, Writer out) throws IOException {
    Set<String> ports = new LinkedHashSet<>(inputs);
    ports.addAll(outputs);
    out.write("module %s (%s);\n".formatted(module, String.join(", ", escaped(ports))));
    for (String port : escaped(inputs)) {
      out.write("  input %s;\n".formatted(port));
    }
    for (String port : escaped(outputs)) {
      out.write("  output %s;\n".formatted(port));
    }
    for (int i = 0; i < cells.size(); i++) {
      var pins = new ArrayList<String>();
      cells.get(i).pins.forEach((pin, net) -> pins.add(".%s(%s)".formatted(pin, escaped(net))));
      out.write(
          "  %s %s (%s);\n".formatted(cells.get(i).kind, instance(i), String.join(", ", pins)));
    }
    for (Table t : tables) {
      switch (t.inputs.size()) {
        case 0 ->
            out.write(
                "  assign %s = 1'b%d;\n".formatted(escaped(t.output), t.rows.isEmpty() ? 0 : 1));
        case 1 ->
            out.write(
                "  assign %s = %s;\n".formatted(escaped(t.output), escaped(t.inputs.getFirst())));
        default -> throw new IllegalStateException("logic that no cell was found for: " + t);
      }
    }
    out.write("endmodule\n");
  }

  private static List<String> escaped(Iterable<String> nets) {
    var all = new ArrayList<String>();
    nets.forEach(n -> all.add(escaped(n)));
    return all;
  }

  private static String escaped(String net) {
    return "\\" + net + " ";
  }
}

package chorale.bench.random;

import chorale.bench.tools.Tool;
import chorale.hdl.ir.ModuleIr;
import chorale.rtl.SafeFiles;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs batches in Icarus, under a test bench that reads all inputs from a file and prints all
 * outputs. What does not begin at a known value begins at 0, as in the golden model.
 */
final class IcarusEngine {
  /** Stands for an output with unknown bits. */
  private static final BigInteger UNKNOWN = BigInteger.ONE.negate();

  private IcarusEngine() {}

  /** The outputs of each module, cycle by cycle after reset. */
  static List<List<BigInteger>> run(Batch batch, Path folder) throws IOException {
    List<Path> files = batch.write(folder);
    Path bench = folder.resolve("Bench.v");
    SafeFiles.writeText(bench, out -> out.write(bench(batch)));
    SafeFiles.writeText(folder.resolve("rows.hex"), out -> out.write(rows(batch)));
    var command = new ArrayList<>(List.of("iverilog", "-g2005", "-s", "Bench", "-o", "bench.vvp"));
    files.forEach(f -> command.add(f.getFileName().toString()));
    command.add("Bench.v");
    Tool.run(folder, command).orThrow("Icarus");
    String said = Tool.run(folder, List.of("vvp", "-n", "bench.vvp")).orThrow("vvp");

    int n = batch.subjects().size();
    List<List<BigInteger>> outputs = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      outputs.add(new ArrayList<>());
    }
    int line = 0;
    for (String text : said.lines().toList()) {
      boolean known = text.matches("[0-9a-f]+");
      outputs.get(line++ % n).add(known ? new BigInteger(text, 16) : UNKNOWN);
    }
    return outputs;
  }

  private static String rows(Batch batch) {
    var text = new StringBuilder();
    for (int cycle = 0; cycle < batch.cycles(); cycle++) {
      BigInteger row = BigInteger.ZERO;
      for (int i = 0; i < batch.subjects().size(); i++) {
        row = row.shiftLeft(batch.subjects().get(i).inputBits()).or(batch.stimulus(i).get(cycle));
      }
      text.append(row.toString(16)).append('\n');
    }
    return text.toString();
  }

  private static String bench(Batch batch) {
    int n = batch.subjects().size();
    int width = batch.subjects().stream().mapToInt(Subject::inputBits).sum();
    var pins = new StringBuilder();
    var wires = new StringBuilder();
    var start = new StringBuilder();
    var print = new StringBuilder();
    int lo = width;
    for (int i = 0; i < n; i++) {
      Subject s = batch.subjects().get(i);
      lo -= s.inputBits();
      pins.append(
          ",\n    .in_%d(row[%d:%d]), .out_%d(out_%d)"
              .formatted(i, lo + s.inputBits() - 1, lo, i, i));
      wires.append("  wire [%d:0] out_%d;\n".formatted(s.outputBits() - 1, i));
      start.append("    batch.row_%d = 0;\n".formatted(i));
      String path = "batch.m" + i + ".";
      for (ModuleIr.Register r : batch.modules().get(i).registers()) {
        start.append("    %s%s = 0;\n".formatted(path, r.name()));
      }
      for (ModuleIr.Memory m : batch.modules().get(i).memories()) {
        start.append(
            "    for (k = %d; k < %d; k = k + 1) %s%s[k] = 0;\n"
                .formatted(m.contents().size(), m.depth(), path, m.name()));
      }
      print.append("      $display(\"%%h\", out_%d);\n".formatted(i));
    }
    return """
    module Bench;
      reg clock;
      reg reset;
      reg [%1$d:0] row;
      reg [%1$d:0] rows [0:%2$d];
      integer cycle;
      integer k;
    %3$s
      Batch batch (.clock(clock), .reset(reset)%4$s);

      initial begin
    %5$s    $readmemh("rows.hex", rows);
        clock = 0;
        reset = 1;
        row = 0;
        repeat (%6$d) begin
          #1 clock = 1;
          #1 clock = 0;
        end
        reset = 0;
        for (cycle = 0; cycle <= %2$d; cycle = cycle + 1) begin
          row = rows[cycle];
          #1 clock = 1;
          #1 clock = 0;
    %7$s    end
        $finish;
      end
    endmodule
    """
        .formatted(width - 1, batch.cycles() - 1, wires, pins, start, Subject.RESET_CYCLES, print);
  }
}

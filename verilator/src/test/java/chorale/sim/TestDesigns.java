package chorale.sim;

import static chorale.sim.PortInfo.in;
import static chorale.sim.PortInfo.out;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * Small designs, and one cache for the whole test run, so that the run-time files are compiled
 * once.
 */
final class TestDesigns {
  static final Path CACHE = temporaryCache();

  static final String COUNTER =
      """
      module counter (input wire clk, input wire rst, input wire [15:0] limit,
                      output reg [15:0] count, output wire done);
        assign done = count == limit;
        always @(posedge clk)
          if (rst) count <= 16'd0; else count <= count + 16'd1;
      endmodule
      """;

  private TestDesigns() {}

  private static Path temporaryCache() {
    try {
      var folder = Files.createTempDirectory("chorale-models");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path source(Path folder, String top, String verilog) throws IOException {
    return Files.writeString(folder.resolve(top + ".v"), verilog);
  }

  static ModelSpec spec(Path folder, String top, String verilog, PortInfo... ports)
      throws IOException {
    return new ModelSpec(top, List.of(source(folder, top, verilog)), List.of(ports), "clk");
  }

  static ModelSpec counter(Path folder) throws IOException {
    return counter(folder, COUNTER);
  }

  /** The counter's ports with another body, to get another key. */
  static ModelSpec counter(Path folder, String verilog) throws IOException {
    return spec(
        folder,
        "counter",
        verilog,
        in("clk", 1),
        in("rst", 1),
        in("limit", 16),
        out("count", 16),
        out("done", 1));
  }

  static ModelLibrary build(ModelSpec spec) throws IOException {
    return ModelBuilder.build(spec, BuildOptions.defaults(), CACHE, BuildListener.SILENT);
  }
}

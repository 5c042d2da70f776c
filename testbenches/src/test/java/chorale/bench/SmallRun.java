package chorale.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A run that takes a moment: a package of two chiplets, eight tokens for it, and a sweep over it.
 */
final class SmallRun {
  /** Its files, by name. */
  static final Map<String, String> FILES =
      Map.of(
          "run.yaml",
          """
          name: small
          package:
            nop: {groups: 2, chiplets_per_group: 1, flit_bytes: 16, link_latency_cycles: 1}
            chiplet: {array_rows: 4, array_columns: 4, sram_kib: 64, sram_banks: 2}
            dram: {bytes_per_cycle: 16, latency_cycles: 20, burst_bytes: 64}
          model: {name: small, hidden: 16, expert_hidden: 16, experts: 2, top_k: 1}
          trace: {file: t.csv, layer: 0, tokens: 8}
          """,
          "t.csv",
          trace(),
          "sweep.yaml",
          "base: run.yaml\nsimulate: fast\ngrid:\n  package.nop.buffer_flits: [8, 16]\n");

  private SmallRun() {}

  private static String trace() {
    var trace = new StringBuilder("layer,token,e0\n");
    for (int t = 0; t < 8; t++) {
      trace.append("0,%d,%d\n".formatted(t, t % 2));
    }
    return trace.toString();
  }

  /** Writes them into a folder. */
  static void write(Path folder) throws IOException {
    for (var file : FILES.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }
}

package chorale.bench;

import chorale.chiplet.NodeCounters;
import java.util.ArrayList;
import java.util.List;

/** An engine of a node that is there. */
record EngineRow(String node, String engine) {
  /** Parts into which the time of a run is cut for pictures and tables. */
  private static final int PARTS = 200;

  /** Of the attention chiplet, then chiplet by chiplet, then the memories. */
  static List<EngineRow> of(RunResult result) {
    var rows = new ArrayList<EngineRow>();
    NodeCounters.ROOT_ENGINES.forEach(e -> rows.add(new EngineRow("attention", e)));
    var nop = result.program().config().pack().nop();
    for (int c = 0; c < nop.groups() * nop.chipletsPerGroup(); c++) {
      for (String engine : NodeCounters.LEAF_ENGINES) {
        rows.add(new EngineRow("chiplet_" + c, engine));
      }
    }
    for (int g = 0; g < nop.groups(); g++) {
      rows.add(new EngineRow("memory_" + g, "dram"));
    }
    rows.removeIf(r -> !result.measurement().has(r.node));
    return rows;
  }

  /** How often it was {@code state} (busy, blocked, waiting) in each part of the run, cycles. */
  long[] parts(Measurement m, String state) {
    return m.activity().track(m, node, engine + "_" + state).parts(parts(m));
  }

  /** Into how many parts a run is cut: none is shorter than a cycle. */
  static int parts(Measurement m) {
    return Math.clamp(m.cycles(), 1, PARTS);
  }
}

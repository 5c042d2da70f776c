package chorale.workload;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys of a run's YAML file by section, in the order in which they are written. The file
 * docs/run.schema.json says the same to editors, with ranges and meanings; a test compares it with
 * what {@link RunConfigReader} takes.
 */
final class RunKeys {
  /** Sections by their path, the whole file as "". */
  static final Map<String, List<String>> SECTIONS = sections();

  private RunKeys() {}

  /** The keys of a section. */
  static String[] of(String path) {
    return SECTIONS.get(path).toArray(String[]::new);
  }

  private static Map<String, List<String>> sections() {
    var all = new LinkedHashMap<String, List<String>>();
    all.put("", List.of("name", "package", "model", "trace", "mapping", "output"));
    all.put("package", List.of("clock_ghz", "nop", "chiplet", "dram"));
    all.put(
        "package.nop",
        List.of(
            "groups",
            "chiplets_per_group",
            "disabled_chiplets",
            "flit_bytes",
            "buffer_flits",
            "link_latency_cycles"));
    all.put(
        "package.chiplet",
        List.of("array_rows", "array_columns", "sram_kib", "sram_banks", "experts_resident"));
    all.put(
        "package.dram",
        List.of(
            "kind",
            "bytes_per_cycle",
            "latency_cycles",
            "burst_bytes",
            "outstanding_bursts",
            "capacity_mib"));
    all.put(
        "model",
        List.of(
            "name",
            "scale",
            "hidden",
            "expert_hidden",
            "experts",
            "top_k",
            "element_bytes",
            "optimizer"));
    all.put("trace", List.of("file", "layer", "tokens"));
    all.put("mapping", List.of("placement", "order", "train_tokens", "seed"));
    return Collections.unmodifiableMap(all);
  }
}

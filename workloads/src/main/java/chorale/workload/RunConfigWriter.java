package chorale.workload;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Writes a {@link RunConfig} as YAML with every key, those too that were left to their defaults, so
 * that a result can be computed again from the file beside it.
 */
public final class RunConfigWriter {
  private final StringBuilder text = new StringBuilder();

  private RunConfigWriter() {}

  /**
   * The configuration as a YAML file in {@code folder}, from which its trace is named.
   *
   * @param remarks lines of comment at its top
   */
  public static String text(RunConfig config, Path folder, List<String> remarks) {
    var writer = new RunConfigWriter();
    remarks.forEach(r -> writer.text.append("# ").append(r).append('\n'));
    var trace = config.trace().file().toAbsolutePath().normalize();
    var from = folder.toAbsolutePath().normalize();
    writer.settings(config, from.relativize(trace).toString(), config.output().toString());
    return writer.text.toString();
  }

  /**
   * What of the configuration decides a result, as text: all but where its files are. Equal runs
   * have equal texts.
   */
  public static String settings(RunConfig config) {
    var writer = new RunConfigWriter();
    writer.settings(config, config.trace().file().getFileName().toString(), "");
    return writer.text.toString();
  }

  private void settings(RunConfig config, String trace, String output) {
    line(0, "name", quoted(config.name()));
    pack(config.pack());
    model(config.model());
    section(0, "trace");
    line(1, "file", quoted(trace));
    line(1, "layer", config.trace().layer());
    line(1, "tokens", config.trace().tokens());
    var mapping = config.mapping();
    section(0, "mapping");
    line(1, "placement", word(mapping.placement().strategy()));
    line(1, "order", word(mapping.order()));
    line(1, "train_tokens", mapping.trainTokens());
    line(1, "seed", mapping.seed());
    if (!output.isEmpty()) {
      line(0, "output", quoted(output));
    }
  }

  private void pack(RunConfig.Package pack) {
    section(0, "package");
    line(1, "clock_ghz", pack.clockGhz());
    var nop = pack.nop();
    section(1, "nop");
    line(2, "groups", nop.groups());
    line(2, "chiplets_per_group", nop.chipletsPerGroup());
    line(2, "disabled_chiplets", nop.disabledChiplets());
    line(2, "flit_bytes", nop.flitBytes());
    line(2, "buffer_flits", nop.bufferFlits());
    line(2, "link_latency_cycles", nop.linkLatencyCycles());
    var chiplet = pack.chiplet();
    section(1, "chiplet");
    line(2, "array_rows", chiplet.arrayRows());
    line(2, "array_columns", chiplet.arrayColumns());
    line(2, "sram_kib", chiplet.sramKib());
    line(2, "sram_banks", chiplet.sramBanks());
    line(2, "experts_resident", chiplet.expertsResident());
    var dram = pack.dram();
    section(1, "dram");
    line(2, "kind", word(dram.kind()));
    line(2, "bytes_per_cycle", dram.bytesPerCycle());
    line(2, "latency_cycles", dram.latencyCycles());
    line(2, "burst_bytes", dram.burstBytes());
    line(2, "outstanding_bursts", dram.outstandingBursts());
    line(2, "capacity_mib", dram.capacityMib());
  }

  private void model(RunConfig.Model model) {
    section(0, "model");
    line(1, "name", quoted(model.name()));
    line(1, "scale", quoted(model.scale()));
    line(1, "hidden", model.hidden());
    line(1, "expert_hidden", model.expertHidden());
    line(1, "experts", model.experts());
    line(1, "top_k", model.topK());
    line(1, "element_bytes", model.elementBytes());
    line(1, "optimizer", word(model.optimizer()));
  }

  private void section(int depth, String key) {
    text.repeat("  ", depth).append(key).append(":\n");
  }

  private void line(int depth, String key, Object value) {
    text.repeat("  ", depth).append(key).append(": ").append(value).append('\n');
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** In double quotes, where a backslash begins an escape. */
  private static String quoted(String value) {
    var out = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                  if (c < ' ' || c == 0x7f || c == 0x85 || c == 0xa0 || (c >> 1) == 0x1014) {
                    out.append("\\u%04x".formatted(c));
                  } else {
                    out.appendCodePoint(c);
                  }
                }
              }
            });
    return out.append('"').toString();
  }
}

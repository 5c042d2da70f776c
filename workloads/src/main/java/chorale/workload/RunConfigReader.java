package chorale.workload;

import chorale.workload.YamlSection.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.yaml.snakeyaml.error.Mark;

/** Reads a {@link RunConfig} strictly: unknown keys, wrong types and odd values are errors. */
public final class RunConfigReader {
  private static final int MAX_CHIPLETS = 64;

  private final Path file;
  private final List<String> overrides;
  private final YamlSection.Faults faults;

  private RunConfigReader(Path file, List<String> overrides) {
    this.file = file;
    this.overrides = overrides;
    faults = new YamlSection.Faults(file.toString(), new ArrayList<>(), RunKeys.SECTIONS);
  }

  /**
   * Reads {@code file}.
   *
   * @throws BadInput with every fault of the file, each with line and column
   */
  public static RunConfig read(Path file) {
    return read(file, List.of());
  }

  /**
   * Reads {@code file} with values of a command line, each {@code key=value} with dots between the
   * sections of the key, in place of its own. A trace named there is looked for from the working
   * directory.
   *
   * @throws BadInput with every fault of both, each with line and column or its option
   */
  public static RunConfig read(Path file, List<String> overrides) {
    return new RunConfigReader(file, overrides).config();
  }

  /** All keys that have a value, with dots between their sections. */
  public static List<String> keys() {
    var keys = new ArrayList<String>();
    RunKeys.SECTIONS.forEach(
        (section, names) -> {
          for (String name : names) {
            String key = section.isEmpty() ? name : section + "." + name;
            if (!RunKeys.SECTIONS.containsKey(key)) {
              keys.add(key);
            }
          }
        });
    return keys;
  }

  private RunConfig config() {
    var root = YamlFile.of(file).with(overrides).root(faults, RunKeys.of(""));
    var name = root.text("name", null);
    if (name.ok() && !name.value().matches("[A-Za-z0-9._-]*[A-Za-z0-9_-]")) {
      faults.add(
          name.mark(),
          "name is '" + name.value() + "', which cannot name a folder",
          "write letters, digits, '-', '_' and '.'");
    }
    var pack = pack(root.section("package", true, RunKeys.of("package")));
    var modelSection = root.section("model", true, RunKeys.of("model"));
    var model = model(modelSection, pack.chiplets());
    var traceSection = root.section("trace", true, RunKeys.of("trace"));
    var traceFile = traceSection.text("file", null);
    var folder =
        YamlOverride.stands(traceFile.mark())
            ? Path.of("").toAbsolutePath()
            : file.toAbsolutePath().getParent();
    var trace =
        new RunConfig.TraceChoice(
            folder.resolve(traceFile.value()).normalize(),
            traceSection.integer("layer", 0, 999, null, "").value(),
            traceSection.integer("tokens", 1, 8192, null, "").value());
    var mapping = mapping(root.section("mapping", false, RunKeys.of("mapping")));
    var output = root.text("output", "out/" + name.value());
    faults.throwIfAny();
    return new RunConfig(
        file,
        name.value(),
        pack.value(),
        model,
        trace,
        mapping,
        Path.of(output.value()),
        pack.places());
  }

  /** The package with what later checks need: the number of chiplets, where it is known. */
  private record CheckedPackage(
      RunConfig.Package value, Field<Integer> chiplets, Map<String, RunConfig.Position> places) {}

  private static RunConfig.Position position(Mark mark) {
    return YamlOverride.stands(mark)
        ? new RunConfig.Position(0, 0)
        : new RunConfig.Position(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private CheckedPackage pack(YamlSection section) {
    var nop = section.section("nop", true, RunKeys.of("package.nop"));
    var groups = nop.integer("groups", 1, 8, null, "");
    var perGroup = nop.integer("chiplets_per_group", 1, 8, null, "");
    var flitBytes =
        powerOfTwo("package.nop.flit_bytes", nop.integer("flit_bytes", 16, 256, null, " bytes"));
    var bufferFlits = nop.integer("buffer_flits", 4, 64, 16, " flits");
    var linkLatency = nop.integer("link_latency_cycles", 1, 16, null, " cycles");

    var chiplet = section.section("chiplet", true, RunKeys.of("package.chiplet"));
    var rows = chiplet.integer("array_rows", 4, 512, null, "");
    var columns = chiplet.integer("array_columns", 4, 512, null, "");
    var sramKib = chiplet.integer("sram_kib", 1, 1 << 20, null, " KiB");
    var sramBanks =
        powerOfTwo("package.chiplet.sram_banks", chiplet.integer("sram_banks", 2, 256, 16, ""));
    var resident = chiplet.integer("experts_resident", 1, 64, 2, "");

    var dram = section.section("dram", true, RunKeys.of("package.dram"));
    var kind = dram.choice("kind", RunConfig.DramKind.class, RunConfig.DramKind.FIXED);
    boolean fixed = kind.value() == RunConfig.DramKind.FIXED;
    boolean drive = kind.value() == RunConfig.DramKind.SSD;
    Integer link = drive ? kind.value().channelBytesPerCycle() : null;
    var bytesPerCycle = dram.integer("bytes_per_cycle", 1, 4096, link, " bytes");
    var latency =
        dram.integer("latency_cycles", fixed ? 1 : 0, 10_000, fixed ? null : 0, " cycles");
    var burst = dram.integer("burst_bytes", 16, 65_536, null, " bytes");
    var outstanding = dram.integer("outstanding_bursts", 1, 64, 4, "");
    int all = capacity(kind.value(), bytesPerCycle.value());
    var capacity = dram.integer("capacity_mib", 1, fixed ? 1 << 20 : all, all, " MiB");
    var clock = section.decimal("clock_ghz", 0.01, 10, 1.0, " GHz");
    if (kind.ok() && !fixed) {
      timed(kind.value(), bytesPerCycle, latency, flitBytes, clock);
    }
    if (burst.ok() && flitBytes.ok() && burst.value() % flitBytes.value() != 0) {
      faults.add(
          burst.mark(),
          "package.dram.burst_bytes is "
              + burst.value()
              + ", not a multiple of package.nop.flit_bytes "
              + flitBytes.value(),
          "write a multiple of " + flitBytes.value());
    }
    var count = groups.value() * perGroup.value();
    var known = groups.ok() && perGroup.ok();
    if (known && count > MAX_CHIPLETS) {
      faults.add(
          groups.mark(),
          "the package has " + count + " MoE chiplets",
          "keep groups x chiplets_per_group at most " + MAX_CHIPLETS);
    }
    var disabled = nop.integers("disabled_chiplets", 0, known ? count - 1 : MAX_CHIPLETS - 1);
    if (disabled.ok() && known && disabled.value().size() == count) {
      faults.add(
          disabled.mark(),
          "package.nop.disabled_chiplets leaves none of the " + count + " MoE chiplets",
          "write " + (count - 1) + " at most");
    }
    var left = Math.max(1, count - disabled.value().size());
    var value =
        new RunConfig.Package(
            clock.value(),
            new RunConfig.Nop(
                groups.value(),
                perGroup.value(),
                disabled.value(),
                flitBytes.value(),
                bufferFlits.value(),
                linkLatency.value()),
            new RunConfig.Chiplet(
                rows.value(),
                columns.value(),
                sramKib.value(),
                sramBanks.value(),
                resident.value()),
            new RunConfig.Dram(
                kind.value(),
                bytesPerCycle.value(),
                latency.value(),
                burst.value(),
                outstanding.value(),
                capacity.value()));
    var places =
        Map.of(RunConfig.SRAM, position(sramKib.mark()), RunConfig.DRAM, position(capacity.mark()));
    return new CheckedPackage(
        value, new Field<>(left, groups.mark(), known && disabled.ok()), places);
  }

  /** What a memory holds, MiB. */
  private static int capacity(RunConfig.DramKind kind, int bytesPerCycle) {
    return switch (kind) {
      case FIXED -> RunConfig.Dram.STACK_MIB;
      case SSD -> RunConfig.Dram.SSD_MIB;
      case HBM2, HBM3 ->
          Math.max(1, bytesPerCycle / kind.channelBytesPerCycle()) * RunConfig.Dram.CHANNEL_MIB;
    };
  }

  /** What an HBM stack or a drive asks of the rest of the package. */
  private void timed(
      RunConfig.DramKind kind,
      Field<Integer> bytesPerCycle,
      Field<Integer> latency,
      Field<Integer> flitBytes,
      Field<Double> clock) {
    var name = kind.name().toLowerCase(Locale.ROOT);
    int channel = kind.channelBytesPerCycle();
    if (bytesPerCycle.ok()) {
      int channels = bytesPerCycle.value() / channel;
      if (kind == RunConfig.DramKind.SSD) {
        if (bytesPerCycle.value() != channel) {
          faults.add(
              bytesPerCycle.mark(),
              "package.dram.bytes_per_cycle is %d, but the link of an ssd carries %d"
                  .formatted(bytesPerCycle.value(), channel),
              "leave it out");
        }
      } else if (bytesPerCycle.value() % channel != 0 || Integer.bitCount(channels) != 1) {
        faults.add(
            bytesPerCycle.mark(),
            "package.dram.bytes_per_cycle is %d, which no number of pseudo-channels of %s has"
                .formatted(bytesPerCycle.value(), name),
            "write %d times a power of two".formatted(channel));
      }
    }
    if (latency.ok() && latency.value() != 0) {
      faults.add(
          latency.mark(),
          "package.dram.latency_cycles is given, but the timing of %s is known".formatted(name),
          "leave it out, or write kind: fixed");
    }
    if (flitBytes.ok() && flitBytes.value() < 2 * channel) {
      faults.add(
          flitBytes.mark(),
          "package.nop.flit_bytes is %d, less than a burst of %s"
              .formatted(flitBytes.value(), name),
          "write at least " + 2 * channel);
    }
    if (clock.ok() && clock.value() != kind.clockGhz()) {
      faults.add(
          clock.mark(),
          "package.clock_ghz is %s, but %s has a clock of %s GHz, which the package shares"
              .formatted(clock.value(), name, kind.clockGhz()),
          "write " + kind.clockGhz() + ", or kind: fixed");
    }
  }

  private RunConfig.Model model(YamlSection section, Field<Integer> chiplets) {
    var name = section.text("name", null);
    var scale = section.text("scale", "full size");
    var hidden = section.integer("hidden", 1, 16_384, null, "");
    var expertHidden = section.integer("expert_hidden", 1, 16_384, null, "");
    var experts = section.integer("experts", 1, 256, null, "");
    var topK = section.integer("top_k", 1, 8, null, "");
    var elementBytes =
        powerOfTwo("model.element_bytes", section.integer("element_bytes", 1, 4, 2, " bytes"));
    if (experts.ok() && chiplets.ok() && experts.value() < chiplets.value()) {
      faults.add(
          experts.mark(),
          "model.experts is "
              + experts.value()
              + ", fewer than the "
              + chiplets.value()
              + " MoE chiplets",
          "write at least " + chiplets.value() + ", or change the package");
    }
    if (experts.ok() && topK.ok() && topK.value() > experts.value()) {
      faults.add(
          topK.mark(),
          "model.top_k is " + topK.value() + ", more than the " + experts.value() + " experts",
          "write at most " + experts.value());
    }
    return new RunConfig.Model(
        name.value(),
        scale.value(),
        hidden.value(),
        expertHidden.value(),
        experts.value(),
        topK.value(),
        elementBytes.value(),
        section.choice("optimizer", Optimizer.class, Optimizer.NONE).value());
  }

  private RunConfig.Mapping mapping(YamlSection section) {
    var placement =
        section.choice("placement", Placement.Strategy.class, Placement.Strategy.CONTIGUOUS);
    var order = section.choice("order", RunConfig.Order.class, RunConfig.Order.HOTTEST_FIRST);
    var training = section.integer("train_tokens", 0, 8192, 0, " tokens");
    if (placement.ok() && training.ok() && placement.value().learns() && training.value() == 0) {
      faults.add(
          placement.mark(),
          "mapping.placement is '%s', which learns from tokens, but mapping.train_tokens is 0"
              .formatted(placement.value().name().toLowerCase(Locale.ROOT)),
          "write how many tokens before those of the run it may see");
    }
    var seed = section.integer("seed", 0, Integer.MAX_VALUE, 1, "");
    return new RunConfig.Mapping(placement.value(), order.value(), training.value(), seed.value());
  }

  private Field<Integer> powerOfTwo(String key, Field<Integer> field) {
    if (!field.ok() || Integer.bitCount(field.value()) == 1) {
      return field;
    }
    var below = Integer.highestOneBit(field.value());
    faults.add(
        field.mark(),
        key + " is " + field.value() + ", not a power of two",
        "write " + below + " or " + 2 * below);
    return new Field<>(field.value(), field.mark(), false);
  }
}

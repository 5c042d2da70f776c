package chorale.bench;

import chorale.bench.memory.BandwidthStudy;
import chorale.bench.memory.ClosedFormRow;
import chorale.bench.memory.Comparison;
import chorale.bench.memory.Controllers;
import chorale.bench.memory.MemoryRow;
import chorale.bench.memory.MemoryRow.Source;
import chorale.bench.memory.RandomStudy;
import chorale.bench.memory.SeededFaults;
import chorale.bench.memory.TraceFile;
import chorale.bench.train.StreamedStudy;
import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.DramTiming;
import chorale.workload.BadInput;
import chorale.workload.BadInput.Problem;
import chorale.workload.Routing;
import chorale.workload.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chorale study memory}: an HBM controller against closed forms and DRAM simulators. */
@Command(
    name = "memory",
    description =
        "Runs traces on the RTL of HBM controllers with a model of the DRAM that checks every command,"
            + " and holds bandwidth and latency against closed forms and DRAM simulators.",
    footer = {
      "",
      "Traces of your own: files *.trc or *.trc.gz, a burst a line, R or W and then",
      "bank group (0-3), bank of the group (0-3), row (0-32767), column (0-31):",
      "  R 0 3 17 31",
      "  chorale study memory --traces my-traces --device hbm3"
    })
final class StudyMemory implements Callable<Integer> {
  private static final int FIRST_LAYER = 2;
  private static final int LAST_LAYER = 9;
  private static final int TRACE_TOKENS = 2048;
  private static final int SMALL_STEP_TOKENS = 128;
  private static final int STEP_TOKENS = 192;
  private static final int TRACE_TOP_K = 6;
  private static final int TRACE_EXPERTS = 64;

  /** Pseudo-channels of a stack: 16 of 64 bits, or 32 of 32. */
  private static final Map<String, Integer> CHANNELS = Map.of("hbm2", 16, "hbm3", 32);

  private enum Device {
    hbm2,
    hbm3,
    both
  }

  @Option(
      names = "--traces",
      paramLabel = "DIR",
      description = "run the traces of this folder only")
  private Path traces;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "both",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Device device;

  @Option(
      names = "--commands",
      paramLabel = "N",
      defaultValue = "100000000",
      description = "commands of random traffic (default: ${DEFAULT-VALUE})")
  private long commands;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "10000000",
      description = "random requests with data (default: ${DEFAULT-VALUE})")
  private long requests;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      defaultValue = "examples/traces/flame290m_it5473_prefill_2048tok_8layers.csv.gz",
      description = "tokens by which experts are ordered (default: ${DEFAULT-VALUE})")
  private Path trace;

  @Option(
      names = "--figures",
      paramLabel = "FILE",
      defaultValue = "out/figures/study-memory.csv",
      description = "file for the figures (default: ${DEFAULT-VALUE})")
  private Path figuresFile;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "out/memory",
      description = "folder for tables, the picture and Verilog (default: ${DEFAULT-VALUE})")
  private Path work;

  @Mixin private CacheOption cache;

  private static final Path CARRIED = Path.of("examples/traces/memory");

  @Override
  public Integer call() throws IOException {
    if (commands < 1 || requests < 1) {
      throw new IOException("--commands and --requests: write 1 or more");
    }
    var devices =
        DramTiming.PRESETS.stream()
            .filter(t -> device == Device.both || t.name().equals(device.name()))
            .toList();
    var files = read(traces == null ? CARRIED : traces);
    var figures = new Figures();
    var promised = new MemoryFigures(figures, devices);
    Files.createDirectories(work);
    var controllers = new Controllers(work.resolve("verilog"), cache.folder);
    try (var progress = Progress.onStandardError()) {
      if (traces != null) {
        var rows = bandwidth(controllers, devices, files, List.of(), progress);
        promised.each(rows, Source.FILE);
        write(rows);
      } else {
        var layers =
            IntStream.rangeClosed(FIRST_LAYER, LAST_LAYER)
                .mapToObj(l -> TraceReader.read(trace, l, TRACE_TOKENS, TRACE_TOP_K, TRACE_EXPERTS))
                .toList();
        var rows = bandwidth(controllers, devices, files, layers, progress);
        var random = random(controllers, devices, progress);
        var faults = progress.all(SeededFaults.jobs(controllers), "seeded faults", " runs");
        promised.bandwidth(rows);
        promised.random(random, commands, requests);
        promised.faults(faults);
        training(promised, progress);
        promised.each(rows, Source.PATTERN);
        write(rows);
        RandomStudy.write(random, work.resolve("random.csv"));
        SeededFaults.write(faults, work.resolve("seeded_faults.csv"));
        System.out.print(MemoryFigures.remarks(rows, random, faults));
      }
    }
    figures.write(figuresFile);
    System.out.print(figures.text());
    return figures.hold() ? 0 : 1;
  }

  private void training(MemoryFigures promised, Progress progress) throws IOException {
    progress.begin("Training steps of four chiplets out of their group's memory", " steps", 3);
    var study = new StreamedStudy(work.resolve("verilog"), cache.folder);
    var values = study.values(tokens(SMALL_STEP_TOKENS));
    progress.at(1, "");
    var timing = study.timing(tokens(SMALL_STEP_TOKENS));
    progress.at(2, "");
    promised.training(values, timing, study.speed(tokens(STEP_TOKENS)));
    if (!values.step().first().isEmpty()) {
      progress.note(values.step().first());
    }
  }

  private Routing tokens(int count) throws IOException {
    return TraceReader.read(trace, FIRST_LAYER, count, TRACE_TOP_K, TRACE_EXPERTS);
  }

  /** The traces of a folder by name. */
  private static Map<String, int[]> read(Path folder) throws IOException {
    var found = new TreeMap<String, int[]>();
    try (var list = Files.list(folder)) {
      for (Path file : list.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".trc") || name.endsWith(".trc.gz")) {
          found.put(name.replaceFirst("\\.trc(\\.gz)?$", ""), TraceFile.read(file, DramShape.HBM));
        }
      }
    }
    if (found.isEmpty()) {
      throw new BadInput(
          List.of(
              new Problem(
                  folder.toString(), 0, 0, "no traces", "files that end in .trc or .trc.gz")));
    }
    return found;
  }

  /** All runs without data; those of patterns and experts only with the {@code layers}. */
  private static List<MemoryRow> bandwidth(
      Controllers controllers,
      List<DramTiming> devices,
      Map<String, int[]> files,
      List<Routing> layers,
      Progress progress)
      throws IOException {
    var study = new BandwidthStudy(controllers);
    for (DramTiming t : devices) {
      study.files(t, files);
      if (!layers.isEmpty()) {
        study.experts(t, layers, CHANNELS.get(t.name()));
        study.patterns(t);
        study.unloaded(t);
      }
    }
    return progress.all(study.jobs(), "runs", " runs");
  }

  private List<RandomStudy.Row> random(
      Controllers controllers, List<DramTiming> devices, Progress progress) throws IOException {
    var study = new RandomStudy(controllers);
    var rows = new ArrayList<RandomStudy.Row>();
    rows.addAll(progress.all(study.commands(devices, commands), "runs of random traffic", " runs"));
    rows.addAll(progress.all(study.data(devices, requests), "runs with data", " runs"));
    return rows;
  }

  private void write(List<MemoryRow> rows) throws IOException {
    MemoryRow.write(rows, work.resolve("runs.csv"));
    var compared = Comparison.of(rows);
    if (!compared.isEmpty()) {
      Comparison.write(compared, work.resolve("comparison.csv"));
      Comparison.draw(compared, work.resolve("comparison.png"));
    }
    ClosedFormRow.write(ClosedFormRow.of(rows), work.resolve("closed_forms.csv"));
  }
}

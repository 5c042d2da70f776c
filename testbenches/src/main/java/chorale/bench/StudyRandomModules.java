package chorale.bench;

import chorale.bench.random.CirctVerilog;
import chorale.bench.random.Comparison;
import chorale.bench.random.Comparison.Result;
import chorale.bench.tools.Parallel;
import chorale.bench.tools.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chorale study random-modules}: random modules in all engines, cycle by cycle. */
@Command(
    name = "random-modules",
    description =
        "Random modules in the golden interpreter, Verilator and Icarus; before and after"
            + " optimisation; some proven equivalent by Yosys; all read by CIRCT.")
final class StudyRandomModules implements Callable<Integer> {
  private static final int BATCH = 100;
  private static final int PROOFS = 200;

  /** Some proofs take too long. */
  private static final int ASKED = 300;

  private static final int GOAL = 10_000;

  @Option(
      names = "--modules",
      paramLabel = "N",
      defaultValue = "10000",
      description = "number of modules (default: ${DEFAULT-VALUE})")
  private int modules;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "seed of the first module; each further one is 1 more (${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--cycles",
      paramLabel = "N",
      defaultValue = "64",
      description = "clock cycles of each module after reset (default: ${DEFAULT-VALUE})")
  private int cycles;

  @Option(names = "--no-circt", description = "leave out CIRCT, which Maven has to fetch")
  private boolean withoutCirct;

  @Option(
      names = "--resume",
      description = "go on after an interruption: keep the modules that modules.csv has")
  private boolean resume;

  @Option(
      names = "--figures",
      paramLabel = "FILE",
      defaultValue = "out/figures/study-random-modules.csv",
      description = "file for the figures (default: ${DEFAULT-VALUE})")
  private Path figures;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "out/random-modules",
      description = "folder for modules.csv and for what the tools build (${DEFAULT-VALUE})")
  private Path work;

  @Mixin private CacheOption cache;

  @Override
  public Integer call() throws IOException {
    if (modules < 1 || cycles < 1) {
      throw new IOException("--modules and --cycles: write 1 or more");
    }
    Path tools = work.resolve("tools");
    Path scratch = work.resolve("scratch");
    delete(scratch);
    var circt = withoutCirct ? null : CirctVerilog.in(tools);
    long begin = System.nanoTime();
    List<Result> results;
    try (var progress = Progress.onStandardError()) {
      progress.begin(modules + " random modules", " modules", modules);
      results = compare(circt, scratch, progress);
    } finally {
      delete(scratch);
    }

    var promised = new Figures();
    promised.atLeast("modules", results.size(), "", GOAL);
    promised.exactly(
        "mismatches", results.stream().filter(r -> !r.mismatch().isEmpty()).count(), "", 0);
    promised.atLeast("netlists_proven", count(results, "proven"), "", PROOFS);
    promised.exactly("netlists_unproven", count(results, "unproven"), "", 0);
    promised.add("proofs_out_of_time", count(results, "timeout"), "");
    if (circt != null) {
      promised.exactly(
          "circt_accepted", results.stream().filter(Result::circt).count(), "", results.size());
    }
    promised.add("cycles_each", cycles, "");
    promised.add("nodes", results.stream().mapToLong(Result::nodes).sum(), "");
    promised.add("nodes_optimised", results.stream().mapToLong(Result::nodesOptimised).sum(), "");
    promised.add("seconds", Math.round((System.nanoTime() - begin) / 1e9), "s");
    promised.write(figures);
    System.out.print(promised.text());
    for (Result r : results) {
      if (!r.mismatch().isEmpty() || !r.circt() || r.proof().equals("unproven")) {
        System.out.printf("  seed %d: %s%n", r.seed(), finding(r));
      }
    }
    return promised.hold() ? 0 : 1;
  }

  private static String finding(Result r) {
    return !r.mismatch().isEmpty() ? r.mismatch() : r.circt() ? "unproven" : "CIRCT rejects it";
  }

  private static long count(List<Result> results, String proof) {
    return results.stream().filter(r -> r.proof().equals(proof)).count();
  }

  /** One batch for each processor at a time; each in a folder of its own, gone when it is done. */
  private List<Result> compare(CirctVerilog circt, Path scratch, Progress progress)
      throws IOException {
    int proofs = Math.ceilDiv(ASKED, Math.ceilDiv(modules, BATCH));
    var results = new ArrayList<Result>(resume ? readModules() : List.of());
    progress.at(results.size(), "");
    var known = results.stream().map(Result::seed).collect(Collectors.toSet());
    var batches = new ArrayList<Callable<List<Result>>>();
    for (int from = 0; from < modules; from += BATCH) {
      long first = seed + from;
      int size = Math.min(BATCH, modules - from);
      if (known.contains(first)) {
        continue; // they were written batch by batch
      }
      Path folder = scratch.resolve("batch-" + batches.size());
      batches.add(
          () -> {
            Files.createDirectories(folder);
            var options = new Comparison.Options(cycles, 1, cache.folder, circt, proofs);
            try {
              return Comparison.run(first, size, options, folder);
            } finally {
              delete(folder);
            }
          });
    }
    Parallel.run(
        batches,
        (_, batch) -> {
          results.addAll(batch);
          results.sort(Comparator.comparingLong(Result::seed));
          writeModules(results);
          long wrong = results.stream().filter(r -> !r.mismatch().isEmpty()).count();
          progress.at(results.size(), wrong + " mismatches");
        });
    return results;
  }

  private void writeModules(List<Result> results) throws IOException {
    Table.write(
        work.resolve("modules.csv"),
        csv -> {
          csv.printRecord("seed", "nodes", "nodes_optimised", "mismatch", "circt", "proof");
          for (Result r : results) {
            csv.printRecord(
                r.seed(),
                r.nodes(),
                r.nodesOptimised(),
                r.mismatch(),
                r.circt() ? 1 : 0,
                r.proof());
          }
        });
  }

  private List<Result> readModules() throws IOException {
    Path file = work.resolve("modules.csv");
    if (Files.notExists(file)) {
      return List.of();
    }
    var format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (var csv = CSVParser.parse(file, StandardCharsets.UTF_8, format)) {
      return csv.stream()
          .map(
              r ->
                  new Result(
                      Long.parseLong(r.get("seed")),
                      Integer.parseInt(r.get("nodes")),
                      Integer.parseInt(r.get("nodes_optimised")),
                      r.get("mismatch"),
                      r.get("circt").equals("1"),
                      r.get("proof")))
          .filter(r -> r.seed() >= seed && r.seed() < seed + modules)
          .toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    try (var all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(
              p -> {
                try {
                  Files.deleteIfExists(p);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}

package chorale.bench.trace;

import chorale.bench.Progress;
import chorale.bench.tools.Table;
import chorale.bench.tools.Writable;
import chorale.workload.Placement.Strategy;
import chorale.workload.place.LinkLoads;
import chorale.workload.place.Placements;
import chorale.workload.place.Tree;
import chorale.workload.trace.ChakraSummary;
import chorale.workload.trace.KnobFit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chorale trace describe}. */
@Command(
    name = "describe",
    description =
        "What a trace holds, by layer: tokens, loads of its experts, replicas per token (C_T) on 16"
            + " chiplets, and the knobs with which a generated trace would be like it.",
    footer = {
      "",
      "Loads are counted over all tokens. C_T and knobs come from a sample of at most 8192 tokens of",
      "each layer; C_T of Mozart is learned on its first half and measured on its second."
    })
public final class TraceDescribe implements Callable<Integer> {
  private static final Tree TREE = new Tree(4, 4);

  private static final List<String> COLUMNS =
      List.of(
          "layer",
          "tokens",
          "top_k",
          "experts_used",
          "max_over_mean",
          "variation",
          "ct_contiguous",
          "ct_mozart",
          "locality",
          "skew");

  @Parameters(paramLabel = "FILE", description = "trace: .csv, .jsonl or .et, each also with .gz")
  private Path file;

  @Option(
      names = "--experts",
      paramLabel = "N",
      description = "experts of a layer (default: the highest that occurs, and one)")
  private Integer experts;

  @Option(names = "--csv", paramLabel = "FILE", description = "file for the table")
  private Path csv;

  @Override
  public Integer call() throws IOException {
    if (csv != null) {
      Writable.file(csv, "name a file with --csv");
    }
    if (file.getFileName().toString().replaceFirst("\\.gz$", "").endsWith(".et")) {
      var summary = ChakraSummary.of(file);
      print(summary);
      if (summary.routings() == 0) {
        System.out.println("no node carries a routing (docs/traces.md)");
        return 0;
      }
    }
    Samples samples;
    try (var progress = Progress.onStandardError()) {
      samples = Samples.of(file, experts, null, progress);
    }
    var rows = samples.layers().stream().map(l -> row(l, samples.experts())).toList();
    if (csv != null) {
      Table.write(
          csv,
          out -> {
            out.printRecord(COLUMNS);
            for (var row : rows) {
              out.printRecord(row);
            }
          });
    }
    System.out.printf(
        "%s: %d layers, %d experts%n", file, samples.layers().size(), samples.experts());
    String form = "%5s %10s %5s %12s %13s %9s %13s %9s %8s %6s%n";
    System.out.printf(form, COLUMNS.toArray());
    rows.forEach(row -> System.out.printf(form, row.toArray()));
    return 0;
  }

  private static void print(ChakraSummary summary) {
    summary.nodes().forEach((type, n) -> System.out.printf("%10d %s%n", n, type));
    summary
        .collectives()
        .forEach((kind, c) -> System.out.printf("%10d %s, %d bytes%n", c.count(), kind, c.bytes()));
  }

  private static List<Object> row(Samples.Layer layer, int experts) {
    var sample = layer.sample();
    var loads = LongStream.range(0, experts).map(e -> sample.load((int) e)).toArray();
    double mean = LongStream.of(loads).average().orElseThrow();
    double square =
        LongStream.of(loads).mapToDouble(l -> (l - mean) * (l - mean)).average().orElseThrow();
    var routing = sample.routing(experts);
    var row = new ArrayList<Object>();
    row.add(sample.layer());
    row.add(sample.tokens());
    row.add(routing.topK());
    row.add(LongStream.of(loads).filter(l -> l > 0).count());
    row.add(decimals(LongStream.of(loads).max().orElseThrow() / mean));
    row.add(decimals(Math.sqrt(square) / mean));
    KnobFit fit = layer.fit();
    if (fit == null) {
      row.addAll(List.of("-", "-", "-", "-"));
      return row;
    }
    var contiguous = Placements.of(Strategy.CONTIGUOUS, routing, TREE, 0);
    row.add(decimals(LinkLoads.of(routing, contiguous, TREE).replicas()));
    row.add(decimals(fit.replicas()));
    row.add(decimals(fit.knobs().locality()));
    row.add(decimals(fit.knobs().skew()));
    return row;
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}

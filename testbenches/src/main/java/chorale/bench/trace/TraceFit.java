package chorale.bench.trace;

import chorale.bench.Progress;
import chorale.bench.tools.Table;
import chorale.bench.tools.Writable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chorale trace fit}. */
@Command(
    name = "fit",
    description =
        "Find the knobs of 'trace generate' with which its traces have the replicas per token and"
            + " the spread of loads of the given one, by layer.")
public final class TraceFit implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "trace: .csv, .jsonl or .et, each also with .gz")
  private Path file;

  @Option(names = "--layer", paramLabel = "N", description = "only this layer")
  private Integer layer;

  @Option(
      names = "--experts",
      paramLabel = "N",
      description = "experts of a layer (default: the highest that occurs, and one)")
  private Integer experts;

  @Option(names = "--csv", paramLabel = "FILE", description = "file for the knobs")
  private Path csv;

  @Override
  public Integer call() throws IOException {
    if (csv != null) {
      Writable.file(csv, "name a file with --csv");
    }
    Samples samples;
    try (var progress = Progress.onStandardError()) {
      samples = Samples.of(file, experts, layer, progress);
    }
    var fitted = samples.layers().stream().filter(l -> l.fit() != null).toList();
    if (fitted.isEmpty()) {
      throw new IOException(
          file + " is too small to fit: it takes 16 experts, and 64 tokens of a layer");
    }
    System.out.printf(
        "%5s %8s %6s %12s %9s %15s %12s%n",
        "layer", "locality", "skew", "C_T here", "as fitted", "variation here", "as fitted");
    for (var l : fitted) {
      var f = l.fit();
      System.out.printf(
          Locale.ROOT,
          "%5d %8.3f %6.3f %12.3f %9.3f %15.3f %12.3f%n",
          l.sample().layer(),
          f.knobs().locality(),
          f.knobs().skew(),
          f.replicas(),
          f.fittedReplicas(),
          f.variation(),
          f.fittedVariation());
    }
    if (csv != null) {
      Table.write(
          csv,
          out -> {
            out.printRecord(
                "layer",
                "locality",
                "skew",
                "replicas",
                "fitted_replicas",
                "variation",
                "fitted_variation");
            for (var l : fitted) {
              var f = l.fit();
              out.printRecord(
                  l.sample().layer(),
                  f.knobs().locality(),
                  f.knobs().skew(),
                  f.replicas(),
                  f.fittedReplicas(),
                  f.variation(),
                  f.fittedVariation());
            }
          });
    }
    var first = fitted.getFirst().fit().knobs();
    System.out.printf(
        Locale.ROOT,
        "%nA trace like it: chorale trace generate out/like.csv.gz --experts %d --top-k %d"
            + " --locality %.3f --skew %.3f --layers %d%n",
        first.experts(),
        first.topK(),
        fitted.stream().mapToDouble(l -> l.fit().knobs().locality()).average().orElseThrow(),
        fitted.stream().mapToDouble(l -> l.fit().knobs().skew()).average().orElseThrow(),
        fitted.size());
    return 0;
  }
}

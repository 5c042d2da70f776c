package chorale.bench.trace;

import chorale.bench.Progress;
import chorale.workload.trace.KnobFit;
import chorale.workload.trace.LayerSample;
import chorale.workload.trace.TraceSamples;
import chorale.workload.trace.TraceStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A trace that was read, with a fit for each layer that is large enough for one. */
record Samples(int experts, List<Layer> layers) {
  private static final int LEAST_EXPERTS = 16;

  /**
   * A layer.
   *
   * @param fit null if the layer has too few tokens or experts
   */
  record Layer(LayerSample sample, KnobFit fit) {}

  /** Reads {@code file} and fits all layers, or {@code only} one of them. */
  static Samples of(Path file, Integer experts, Integer only, Progress progress)
      throws IOException {
    TraceSamples read;
    try (var stream = TraceStream.open(file)) {
      progress.begin("Reading " + file.getFileName(), " KiB", stream.size() / 1024);
      read = TraceSamples.of(stream, s -> progress.at(s.bytesRead() / 1024, ""));
    }
    int count = experts == null ? read.experts() : experts;
    if (count < read.experts()) {
      throw new IOException(
          "--experts is %d, but %s has expert %d: write at least %d"
              .formatted(count, file, read.experts() - 1, read.experts()));
    }
    var wanted = read.layers().stream().filter(l -> only == null || l.layer() == only).toList();
    if (wanted.isEmpty()) {
      throw new IOException(
          "layer %d is not in %s: choose one of %s"
              .formatted(only, file, read.layers().stream().map(LayerSample::layer).toList()));
    }
    progress.begin("Fitting", " layers", wanted.size());
    var layers = new ArrayList<Layer>();
    for (var sample : wanted) {
      boolean large = count >= LEAST_EXPERTS && sample.tokens() >= KnobFit.LEAST_TOKENS;
      layers.add(new Layer(sample, large ? KnobFit.of(sample.routing(count)) : null));
      progress.at(layers.size(), "");
    }
    return new Samples(count, layers);
  }
}

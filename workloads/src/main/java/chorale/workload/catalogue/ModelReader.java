package chorale.workload.catalogue;

import chorale.workload.YamlFile;
import chorale.workload.YamlSection;
import chorale.workload.catalogue.ModelShape.Dense;
import chorale.workload.catalogue.ModelShape.Experts;
import chorale.workload.catalogue.ModelShape.Norm;
import chorale.workload.catalogue.ModelShape.Published;
import java.nio.file.Path;
import java.util.ArrayList;

/** Reads a {@link ModelShape} from YAML, strictly, as configurations are. */
public final class ModelReader {
  private static final int MOST = 1 << 20;

  private final YamlSection.Faults faults;
  private final YamlSection root;

  private ModelReader(String file, YamlFile yaml) {
    faults = new YamlSection.Faults(file, new ArrayList<>());
    root =
        yaml.root(
            faults,
            "name",
            "layers",
            "hidden",
            "vocabulary",
            "tied_embeddings",
            "norm",
            "attention",
            "dense",
            "experts",
            "other_parameters",
            "published",
            "source");
  }

  private enum Kind {
    GROUPED,
    LATENT
  }

  private enum Answer {
    NO,
    YES
  }

  /**
   * Reads {@code file}.
   *
   * @throws chorale.workload.BadInput with every fault of the file, each with line and column
   */
  public static ModelShape read(Path file) {
    return new ModelReader(file.toString(), YamlFile.of(file)).model();
  }

  /** Reads {@code text}, the content of {@code file}. */
  static ModelShape read(String file, String text) {
    return new ModelReader(file, YamlFile.of(file, text)).model();
  }

  private ModelShape model() {
    var layers = root.integer("layers", 1, 1000, null, "");
    var denseSection = root.section("dense", false, "layers", "hidden", "gated", "bias");
    var expertSection =
        root.section(
            "experts", false, "layers", "count", "top_k", "hidden", "shared", "router_bias");
    var dense = dense(denseSection, root.has("dense"));
    var experts = experts(expertSection, root.has("experts"));
    if (layers.ok() && faults.list().isEmpty()) {
      int sum = dense.layers() + experts.layers();
      if (sum != layers.value()) {
        faults.add(
            layers.mark(),
            "layers is %d, but dense.layers and experts.layers add up to %d"
                .formatted(layers.value(), sum),
            "count every layer once");
      }
    }
    var published = root.section("published", true, "total_b", "active_b", "checkpoint");
    var shape =
        new ModelShape(
            root.text("name", null).value(),
            layers.value(),
            root.integer("hidden", 1, MOST, null, "").value(),
            root.integer("vocabulary", 1, 1 << 24, null, "").value(),
            yes(root, "tied_embeddings"),
            root.choice("norm", Norm.class, Norm.RMS).value(),
            attention(),
            dense,
            experts,
            root.decimal("other_parameters", 0, 1e12, 0.0, "").value().longValue(),
            new Published(
                published.decimal("total_b", 0, 1e5, null, "").value(),
                published.decimal("active_b", 0, 1e5, 0.0, "").value(),
                published.decimal("checkpoint", 0, 1e14, 0.0, "").value().longValue()),
            root.text("source", null).value());
    faults.throwIfAny();
    return shape;
  }

  private Attention attention() {
    var section =
        root.section(
            "attention",
            true,
            "kind",
            "heads",
            "kv_heads",
            "head_dim",
            "qk_norm",
            "bias",
            "query_rank",
            "kv_rank",
            "plain_dim",
            "rotated_dim",
            "value_dim");
    var kind = section.choice("kind", Kind.class, Kind.GROUPED);
    int heads = section.integer("heads", 1, 1024, null, "").value();
    return switch (kind.value()) {
      case GROUPED ->
          new Attention.Grouped(
              heads,
              section.integer("kv_heads", 1, 1024, heads, "").value(),
              section.integer("head_dim", 1, 1024, null, "").value(),
              section.choice("qk_norm", Attention.QkNorm.class, Attention.QkNorm.NONE).value(),
              yes(section, "bias"));
      case LATENT ->
          new Attention.Latent(
              heads,
              section.integer("query_rank", 0, MOST, null, "").value(),
              section.integer("kv_rank", 1, MOST, null, "").value(),
              section.integer("plain_dim", 1, 1024, null, "").value(),
              section.integer("rotated_dim", 0, 1024, null, "").value(),
              section.integer("value_dim", 1, 1024, null, "").value());
    };
  }

  private static Dense dense(YamlSection section, boolean there) {
    if (!there) {
      return new Dense(0, 0, true, false);
    }
    return new Dense(
        section.integer("layers", 1, 1000, null, "").value(),
        section.integer("hidden", 1, MOST, null, "").value(),
        section.choice("gated", Answer.class, Answer.YES).value() == Answer.YES,
        yes(section, "bias"));
  }

  private Experts experts(YamlSection section, boolean there) {
    if (!there) {
      return new Experts(0, 0, 0, 0, 0, false);
    }
    var count = section.integer("count", 2, 4096, null, "");
    var topK = section.integer("top_k", 1, 64, null, "");
    if (count.ok() && topK.ok() && topK.value() > count.value()) {
      faults.add(
          topK.mark(),
          "experts.top_k is %d, more than the %d experts".formatted(topK.value(), count.value()),
          "write at most " + count.value());
    }
    return new Experts(
        section.integer("layers", 1, 1000, null, "").value(),
        count.value(),
        topK.value(),
        section.integer("hidden", 1, MOST, null, "").value(),
        section.integer("shared", 0, 64, 0, "").value(),
        yes(section, "router_bias"));
  }

  private static boolean yes(YamlSection section, String key) {
    return section.choice(key, Answer.class, Answer.NO).value() == Answer.YES;
  }
}

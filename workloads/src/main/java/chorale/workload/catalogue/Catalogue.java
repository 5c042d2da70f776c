package chorale.workload.catalogue;

import chorale.workload.BadInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The models that come with Chorale: every YAML file beside this class is one. */
public final class Catalogue {
  private Catalogue() {}

  /** All of them, those with experts first, then by their size. */
  public static List<ModelShape> all() {
    var anchor = Objects.requireNonNull(Catalogue.class.getResource("Catalogue.class"));
    try {
      URI uri = anchor.toURI();
      if (!uri.getScheme().equals("jar")) {
        return inFolder(Objects.requireNonNull(Path.of(uri).getParent()));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return inFolder(Objects.requireNonNull(jar.provider().getPath(uri).getParent()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<ModelShape> inFolder(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".yaml"))
          .map(ModelReader::read)
          .sorted(
              Comparator.comparing((ModelShape m) -> m.experts().count() == 0)
                  .thenComparingLong(ModelShape::parameters)
                  .thenComparing(ModelShape::name))
          .toList();
    }
  }

  /**
   * The model {@code name}, in capitals or not; or the one in the file of that name.
   *
   * @throws BadInput if there is neither
   */
  public static ModelShape find(String name) {
    if (name.endsWith(".yaml")) {
      return ModelReader.read(Path.of(name));
    }
    var all = all();
    String wanted = name.toLowerCase(Locale.ROOT);
    return all.stream()
        .filter(m -> m.name().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    List.of(
                        new BadInput.Problem(
                            name,
                            0,
                            0,
                            "there is no such model",
                            "write a .yaml file or one of "
                                + String.join(
                                    ", ", all.stream().map(ModelShape::name).toList())))));
  }
}

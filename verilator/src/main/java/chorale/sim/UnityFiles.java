package chorale.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins small C++ files into units that include them, since each unit spends half a second on
 * Verilator's headers alone (measured, clang 14). Larger files stay on their own, so that they
 * compile in parallel.
 */
final class UnityFiles {
  /** Bytes of source beyond which a unit is closed; about as long to compile as the headers. */
  private static final long LIMIT = 50_000;

  private UnityFiles() {}

  /**
   * Writes the units {@code <prefix>0.cpp}, {@code <prefix>1.cpp} and so on into {@code folder}.
   */
  static List<Path> join(List<Path> sources, String prefix, Path folder) throws IOException {
    var groups = new ArrayList<List<Path>>();
    long size = 0;
    for (var source : sources) {
      long bytes = Files.size(source);
      if (groups.isEmpty() || size + bytes > LIMIT) {
        groups.add(new ArrayList<>());
        size = 0;
      }
      groups.getLast().add(source);
      size += bytes;
    }
    var units = new ArrayList<Path>();
    for (var group : groups) {
      var text = new StringBuilder();
      group.forEach(source -> text.append("#include \"" + source.getFileName() + "\"\n"));
      units.add(Files.writeString(folder.resolve(prefix + units.size() + ".cpp"), text));
    }
    return units;
  }
}

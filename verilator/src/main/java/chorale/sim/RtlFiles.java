package chorale.sim;

import chorale.hdl.ir.Circuit;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A circuit's Verilog in a folder that is named after its content, so that tests that run at once
 * never write over one another's, and what a message names stays as it was.
 */
final class RtlFiles {
  private RtlFiles() {}

  /** What to simulate, with all ports of the top module; the files lie below {@code root}. */
  static ModelSpec emit(Circuit circuit, Path root) throws IOException {
    var files = files(circuit, Files.createDirectories(root));
    return ModelSpec.of(circuit.top(), files);
  }

  private static List<Path> files(Circuit circuit, Path root) throws IOException {
    var partial = Files.createTempDirectory(root, "tmp-");
    try {
      var written = Verilog.emit(circuit, partial);
      var folder = root.resolve(circuit.top().name() + "-" + BuildKey.files(written));
      try {
        Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        if (!Files.exists(folder.resolve(Verilog.FILE_LIST))) {
          throw e;
        } // else it was emitted before
      }
      return written.stream().map(f -> folder.resolve(f.getFileName())).toList();
    } finally {
      Workspace.delete(partial);
    }
  }
}

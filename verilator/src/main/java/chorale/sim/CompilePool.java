package chorale.sim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs compiler processes side by side; the first failure stops the rest. */
final class CompilePool {
  /** One compiler run: a source file, the object it makes, the whole command. */
  record Unit(Path source, Path object, List<String> command) {
    /** The command line for {@code source} with these flags. */
    static Unit of(String compiler, List<String> flags, Path source, Path objects) {
      var object = objects.resolve(source.getFileName().toString().replace(".cpp", ".o"));
      var command = new ArrayList<String>();
      command.add(compiler);
      command.addAll(flags);
      command.addAll(List.of("-c", source.toString(), "-o", object.toString()));
      return new Unit(source, object, List.copyOf(command));
    }

    Path log() {
      return Path.of(object + ".log");
    }
  }

  private CompilePool() {}

  /**
   * Compiles all units, started in the order given, and returns the first that failed, or null.
   *
   * @param threads processes at once
   */
  static Unit compile(List<Unit> units, int threads, Workspace workspace, BuildListener listener)
      throws IOException {
    try (var pool = Executors.newFixedThreadPool(threads)) {
      boolean complete = false;
      try {
        var done = new ExecutorCompletionService<Unit>(pool);
        for (var unit : units) {
          done.submit(() -> workspace.run(unit.command(), unit.log()) == 0 ? null : unit);
        }
        for (int count = 1; count <= units.size(); count++) {
          var failed = result(done.take());
          if (failed != null) {
            return failed;
          }
          listener.progress(count, units.size());
        }
        complete = true;
        return null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("the build was interrupted");
      } finally {
        if (!complete) {
          // Before the pool is closed, which waits: units still queued then find the workspace
          // shut.
          workspace.cancel();
        }
      }
    }
  }

  private static Unit result(Future<Unit> future) throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        default -> throw new AssertionError(e.getCause());
      }
    }
  }
}

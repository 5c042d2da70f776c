package chorale.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * A temporary folder inside the cache, and the processes that work in it. Closing it, or the JVM's
 * end, stops the processes and deletes the folder; only what {@link #publish} moved out remains.
 */
final class Workspace implements AutoCloseable {
  private static final String PREFIX = "tmp-";

  private final Path cache;
  private final Path folder;
  private final Set<Process> running = new HashSet<>();
  private final Thread hook = new Thread(this::abandon, "remove unfinished build");
  private boolean closed;

  Workspace(Path cache) throws IOException {
    this.cache = cache;
    Files.createDirectories(cache);
    removeStale();
    folder = Files.createTempDirectory(cache, PREFIX);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Folders that a killed process left a day ago or earlier. */
  private void removeStale() throws IOException {
    var limit = Instant.now().minus(1, ChronoUnit.DAYS);
    try (var entries = Files.newDirectoryStream(cache, PREFIX + "*")) {
      for (var entry : entries) {
        try {
          if (Files.getLastModifiedTime(entry).toInstant().isBefore(limit)) {
            delete(entry);
          }
        } catch (NoSuchFileException _) {
          // Its owner has just removed it.
        }
      }
    }
  }

  /** A folder in the workspace, made if need be. */
  Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /**
   * Runs a command with all its output going to {@code log}, and returns its exit status. Throws
   * {@link CancellationException} if the workspace is closed, and stops the process if the thread
   * is interrupted.
   */
  int run(List<String> command, Path log) throws IOException {
    Process process;
    synchronized (this) {
      if (closed) {
        throw new CancellationException("the build was cancelled");
      }
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      running.add(process);
    }
    try {
      int status = process.waitFor();
      synchronized (this) {
        if (closed) {
          // Stopped by us: the status says nothing about the command.
          throw new CancellationException("the build was cancelled");
        }
      }
      return status;
    } catch (InterruptedException e) {
      stop(process);
      Thread.currentThread().interrupt();
      throw new CancellationException("the build was interrupted");
    } finally {
      synchronized (this) {
        running.remove(process);
      }
    }
  }

  /**
   * Moves a finished folder of the workspace to {@code target}, in one step, so that another
   * process sees all of it or nothing. If another process was there first, its result, built from
   * the same inputs, is kept.
   */
  void publish(Path finished, Path target, String mainFile) throws IOException {
    try {
      Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw e;
    } catch (IOException occupied) {
      if (!Files.exists(target.resolve(mainFile))) {
        delete(target);
        Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /** Stops all processes and refuses new ones. */
  synchronized void cancel() {
    closed = true;
    running.forEach(Workspace::stop);
  }

  private static void stop(Process process) {
    // Verilator is a script that runs the real program as a child.
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private void abandon() {
    cancel();
    try {
      delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    cancel();
    delete(folder);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The JVM is ending and runs the hook itself.
    }
  }

  /**
   * Deletes a tree. A process just stopped may still add a file to it, so a few rounds are allowed.
   */
  static void delete(Path tree) throws IOException {
    for (int round = 1; Files.exists(tree); round++) {
      try {
        Files.walkFileTree(tree, new Deletion());
      } catch (IOException e) {
        if (round == 5) {
          throw e;
        }
      }
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}

package chorale.bench.sweep;

import chorale.bench.tools.Table;
import chorale.bench.tools.TemporaryFolder;
import chorale.rtl.SafeFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/**
 * Results by their address: the hash of all that decides them. A result is a folder that appears in
 * one step, so that it is whole if it is there, however a sweep ended; what lies beside is either a
 * note of a failure that may not happen again, {@code ADDRESS.failed}, or the unfinished work of a
 * process. Several processes may share a store.
 */
public final class PointStore {
  private static final String ROW = "point.csv";
  private static final String FAILED = ".failed";
  private static final Pattern UNFINISHED = Pattern.compile("\\.(.+)\\.(\\d+)\\.[0-9a-f]+");
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();

  private final Path folder;
  private final String host;

  /** Opens a store, which is made if it is missing, and clears what dead processes left in it. */
  public PointStore(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    host = host();
    Files.createDirectories(folder.resolve("locks"));
    try (var files = Files.list(folder)) {
      for (Path f : files.toList()) {
        var m = UNFINISHED.matcher(f.getFileName().toString());
        if (m.matches() && m.group(1).equals(host) && dead(Long.parseLong(m.group(2)))) {
          TemporaryFolder.delete(f);
        }
      }
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "localhost";
    }
  }

  private static boolean dead(long pid) {
    return ProcessHandle.of(pid).isEmpty();
  }

  /** What computes a point: it leaves what is worth keeping in a folder, and tells the row. */
  @FunctionalInterface
  public interface Work {
    /** Computes it; an exception means that another try may do better. */
    PointResult into(Path folder) throws Exception;
  }

  /** Where the result of an address lies, if it is there. */
  public Path place(String address) {
    return folder.resolve(address);
  }

  /** The result of an address. */
  public Optional<PointResult> find(String address) throws IOException {
    Path row = place(address).resolve(ROW);
    if (!Files.exists(row)) {
      return Optional.empty();
    }
    try (var csv = CSVParser.parse(row, StandardCharsets.UTF_8, FORMAT)) {
      var record = csv.iterator().next();
      Map<String, String> figures = new LinkedHashMap<>();
      for (String column : PointResult.COLUMNS) {
        if (!record.get(column).isEmpty()) {
          figures.put(column, record.get(column));
        }
      }
      var status = PointResult.Status.valueOf(record.get("status").toUpperCase(Locale.ROOT));
      return Optional.of(new PointResult(status, figures, record.get("message")));
    }
  }

  /** The result of an address, or why there is none after a try. */
  public Optional<PointResult> findOrFailure(String address) throws IOException {
    var found = find(address);
    Path failed = folder.resolve(address + FAILED);
    return found.isPresent() || !Files.exists(failed)
        ? found
        : Optional.of(new PointResult(PointResult.Status.FAILED, Files.readString(failed).strip()));
  }

  /** Forgets a failure, for another try. */
  public void forgetFailure(String address) throws IOException {
    Files.deleteIfExists(folder.resolve(address + FAILED));
  }

  /**
   * The result of an address, computed if it is not there. If another process computes it, this one
   * waits for it; the system ends a lock with the process that holds it.
   */
  public PointResult get(String address, Work work) throws IOException {
    Path lock = folder.resolve("locks").resolve(address);
    try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      var there = find(address);
      return there.isPresent() ? there.get() : compute(address, work);
    }
  }

  private PointResult compute(String address, Work work) throws IOException {
    long pid = ProcessHandle.current().pid();
    Path unfinished = folder.resolve(".%s.%d.%s".formatted(host, pid, address));
    Files.createDirectories(unfinished);
    try {
      PointResult result = work.into(unfinished);
      Table.write(
          unfinished.resolve(ROW),
          csv -> {
            csv.printRecord(PointResult.header());
            csv.printRecord(result.row());
          });
      Files.move(unfinished, place(address), StandardCopyOption.ATOMIC_MOVE);
      forgetFailure(address);
      return result;
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(folder + " cannot hold a store: choose another --store", e);
    } catch (Exception | OutOfMemoryError e) {
      String message = String.valueOf(e.getMessage());
      SafeFiles.writeText(folder.resolve(address + FAILED), out -> out.write(message + "\n"));
      return new PointResult(PointResult.Status.FAILED, message);
    } finally {
      if (Files.exists(unfinished)) {
        TemporaryFolder.delete(unfinished);
      }
    }
  }
}

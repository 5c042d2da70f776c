package chorale.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * One mistake: a command line, the files that it meets, and what it has to say.
 *
 * @param line the words behind {@code chorale}; {@code @} is the folder of the files
 * @param files those that differ from those of {@link SmallRun}, by name
 * @param said parts of the message, in their order
 */
record BadRow(String line, Map<String, byte[]> files, List<String> said) {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  /** A mistake of the command line, with good files. */
  static BadRow of(String line, String... said) {
    return new BadRow(line, Map.of(), List.of(said));
  }

  /** The same with another content of a file. */
  BadRow where(String file, String text) {
    return where(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with another content of a file. */
  BadRow where(String file, byte[] bytes) {
    var all = new LinkedHashMap<>(files);
    all.put(file, bytes);
    return new BadRow(line, all, said);
  }

  /** The same with a part of a good file replaced. */
  BadRow change(String file, String from, String to) {
    String text =
        files.containsKey(file)
            ? new String(files.get(file), StandardCharsets.UTF_8)
            : SmallRun.FILES.get(file);
    if (!text.contains(from)) {
      throw new IllegalArgumentException(file + " has no " + from);
    }
    return where(file, text.replace(from, to));
  }

  /** Writes the files into {@code folder}. */
  void write(Path folder) throws IOException {
    SmallRun.write(folder);
    for (var file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }

  /** The words of the command line. */
  List<String> words(Path folder) {
    var words = new ArrayList<String>();
    var m = WORD.matcher(line);
    while (m.find()) {
      words.add((m.group(1) != null ? m.group(1) : m.group(2)).replace("@", folder.toString()));
    }
    return words;
  }

  /** A text as gzip packs it. */
  static byte[] zipped(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public String toString() {
    return "%s: %s".formatted(line, String.join(" .. ", said));
  }
}

package chorale.bench.sweep;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Which program computes: a result counts for the code that made it, and for no other. */
public final class ProgramHash {
  private ProgramHash() {}

  /** The hash of all classes and resources on the class path. */
  public static String ofClassPath() throws IOException {
    var digest = sha256();
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(part);
      if (Files.isDirectory(path)) {
        try (var files = Files.walk(path)) {
          for (Path f : files.filter(Files::isRegularFile).sorted().toList()) {
            add(digest, path.relativize(f).toString(), f);
          }
        }
      } else if (Files.exists(path)) {
        add(digest, path.getFileName().toString(), path);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, String name, Path file) throws IOException {
    digest.update((name + "\n" + Files.size(file) + "\n").getBytes(StandardCharsets.UTF_8));
    digest.update(Files.readAllBytes(file));
  }

  /** The hash of texts, one after the other, as an address. */
  public static String of(List<String> texts) {
    var digest = sha256();
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  /** The hash of a file, or {@code absent}. */
  public static String of(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return "absent";
    }
    return HexFormat.of().formatHex(sha256().digest(Files.readAllBytes(file)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

package chorale.hdl;

import java.io.IOException;
import java.io.Serial;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Words of a memory as Verilog's {@code $readmemh} reads them, without its {@code @address}. */
final class HexFile {
  /** A word that is no hexadecimal number; the message names file and line. */
  static final class Malformed extends Exception {
    @Serial private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message);
    }
  }

  private HexFile() {}

  static List<BigInteger> read(Path file) throws IOException, Malformed {
    var words = new ArrayList<BigInteger>();
    int line = 0;
    for (String text : Files.readAllLines(file)) {
      line++;
      for (String word : text.replaceFirst("//.*", "").strip().split("\\s+")) {
        if (word.isEmpty()) {
          continue;
        }
        if (!word.matches("[0-9a-fA-F][0-9a-fA-F_]*")) {
          throw new Malformed(
              "%s:%d: '%s' is no hexadecimal number: write digits, _ and // comments only"
                  .formatted(file, line, word));
        }
        words.add(new BigInteger(word.replace("_", ""), 16));
      }
    }
    return words;
  }

  /** What is wrong, in words. */
  static String reason(IOException e) {
    return e instanceof NoSuchFileException ? "there is no such file" : e.getMessage();
  }
}

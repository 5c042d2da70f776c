package chorale.bench.cost;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a study needs to know of a library of standard cells, from its Liberty file.
 *
 * @param file the Liberty file
 * @param cells by name
 */
record CellLibrary(Path file, Map<String, Cell> cells) {

  /**
   * A cell.
   *
   * @param area in square micrometres
   * @param flipFlop whether it keeps a bit from one clock edge to the next
   * @param functions of its outputs, by pin
   */
  record Cell(double area, boolean flipFlop, Map<String, CellFunction> functions) {}

  /** The cell whose area is one gate equivalent. */
  static final String NAND2 = "NAND2X1";

  /** The smallest inverter. */
  static final String INVERTER = "INVX1";

  /** The flip-flop that registers are mapped to; its output is {@code Q}. */
  static final String FLIP_FLOP = "DFFPOSX1";

  /** What drives the logic, for ABC, which does not know flip-flops. */
  static final String DRIVER = "BUFX4";

  private static final Pattern FACT =
      Pattern.compile(
          "^\\s*(?:(cell|pin)\\s*\\((\\w+)\\)|(ff)\\s*\\(|area\\s*:\\s*([\\d.]+)|function\\s*:\\s*\"(.*)\")",
          Pattern.MULTILINE);

  /** The OSU library for 0.18 um, where Debian's package puts it. */
  static Path osu018() {
    return Path.of("/usr/share/qflow/tech/osu018/osu018_stdcells.lib");
  }

  static CellLibrary read(Path file) throws IOException {
    if (Files.notExists(file)) {
      throw new IOException(
          "no cell library %s: install the Debian package qflow-tech-osu018".formatted(file));
    }
    return new CellLibrary(file, parse(Files.readString(file, StandardCharsets.ISO_8859_1)));
  }

  static Map<String, Cell> parse(String text) {
    var cells = new LinkedHashMap<String, Cell>();
    String cell = null;
    String pin = null;
    Matcher m = FACT.matcher(text);
    while (m.find()) {
      if (m.group(1) != null && m.group(1).equals("cell")) {
        cell = m.group(2);
        cells.put(cell, new Cell(0, false, new LinkedHashMap<>()));
      } else if (m.group(1) != null) {
        pin = m.group(2);
      } else if (cell != null) {
        Cell known = cells.get(cell);
        if (m.group(3) != null) {
          cells.put(cell, new Cell(known.area, true, known.functions));
        } else if (m.group(4) != null) {
          cells.put(
              cell, new Cell(Double.parseDouble(m.group(4)), known.flipFlop, known.functions));
        } else if (!known.flipFlop) { // that of a flip-flop names its state
          known.functions.put(pin, CellFunction.parse(m.group(5)));
        }
      }
    }
    return cells;
  }

  Cell cell(String name) {
    Cell cell = cells.get(name);
    if (cell == null) {
      throw new IllegalStateException("no cell %s in %s".formatted(name, file));
    }
    return cell;
  }

  /** Area in gate equivalents: areas of a NAND gate with two inputs. */
  double gates(double area) {
    return area / cell(NAND2).area;
  }
}

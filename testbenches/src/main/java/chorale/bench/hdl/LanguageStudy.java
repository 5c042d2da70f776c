package chorale.bench.hdl;

import chorale.rtl.SafeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings {@code docs/language.md} and the Verilog that it shows up to date, and simulates the
 * designs of all languages against each other.
 */
public final class LanguageStudy {
  /** The page, seen from the project's root. */
  static final Path PAGE = Path.of("docs", "language.md");

  private static final Pattern TABLE =
      Pattern.compile("(?s)(<!-- table -->\\R).*?(<!-- end of table -->)");
  private static final String PEERS_MAIN = "sidebyside.Main";
  private static final List<Language> EMITTING =
      List.of(Language.CHORALE, Language.CHISEL, Language.SPINAL);

  private final Path root;
  private final Path out;
  private final Consumer<String> note;
  private final SourceClasses ours;

  /**
   * Compiles our designs.
   *
   * @param root the folder of the project
   * @param out the folder for all that is made on the way
   * @param note takes a line for each step
   */
  public LanguageStudy(Path root, Path out, Consumer<String> note) throws IOException {
    this.root = root;
    this.out = out;
    this.note = note;
    this.ours =
        new SourceClasses(
            root.resolve(Language.SOURCES).resolve(Language.CHORALE.folder()),
            out.resolve("classes"));
  }

  /** Emits all designs in all languages; {@code java} starts a JVM. */
  public void emit(Path java) throws IOException {
    var processes = new Processes(root.resolve("bench-hdl"), out);
    var peers = new Peers(processes, root.resolve("bench-hdl").resolve("peers"), out);
    for (Language peer : List.of(Language.CHISEL, Language.SPINAL)) {
      note.accept("Maven builds the designs in " + peer.title() + " ..");
      String classPath = peers.build(peer.folder(), "../../side-by-side/" + peer.folder());
      String folder = root.resolve(Language.EMITTED).resolve(peer.folder()).toString();
      processes.run(List.of(java.toString(), "-cp", classPath, PEERS_MAIN, folder), Path.of(""));
    }
    for (SideBySide design : SideBySide.values()) {
      Path file = root.resolve(Language.CHORALE.verilog(design.title()));
      SafeFiles.writeText(file, w -> w.write(emitted(design)));
    }
  }

  /** Writes the quotations and the table of the page anew. */
  public void write() throws IOException {
    Path page = root.resolve(PAGE);
    String filled = filled(Files.readString(page));
    SafeFiles.writeText(page, w -> w.write(filled));
  }

  /** Whether, in every design, the outputs of all languages are equal in every cycle. */
  public boolean equal() throws IOException {
    boolean equal = true;
    for (SideBySide design : SideBySide.values()) {
      var sums = new HashSet<Long>();
      for (Language language : Language.values()) {
        long sum = checksum(design, language);
        note.accept(
            String.format(Locale.ROOT, "%-18s %-9s %016x", design.title(), language.title(), sum));
        sums.add(sum);
      }
      equal &= sums.size() == 1;
    }
    return equal;
  }

  /** A checksum over all outputs in every cycle of a simulation. */
  long checksum(SideBySide design, Language language) throws IOException {
    return new Equivalence(design.elaborate(ours), root, out.resolve("models"))
        .checksum(design, language);
  }

  /** What our version of {@code design} is as Verilog. */
  String emitted(SideBySide design) throws IOException {
    return SideBySide.text(design.elaborate(ours));
  }

  /** {@code page} with its quotations and its table as they should be now. */
  String filled(String page) throws IOException {
    String table = Matcher.quoteReplacement(table());
    return Page.filled(TABLE.matcher(page).replaceAll("$1" + table + "$2"), List.of(root));
  }

  /** Lines of the source of a design. */
  int lines(SideBySide design, Language language) throws IOException {
    return SourceText.lines(Files.readString(root.resolve(language.source(design.title()))));
  }

  private String verilog(SideBySide design, Language language) throws IOException {
    return Files.readString(root.resolve(language.verilog(design.title())));
  }

  /** The names in the Verilog that the tool has made up. */
  List<String> madeUp(SideBySide design, Language language) throws IOException {
    return SourceText.declared(verilog(design, language)).stream()
        .filter(n -> n.matches(language.madeUp()))
        .sorted()
        .toList();
  }

  private String table() throws IOException {
    var table =
        new StringBuilder(
            "| | source | | | | Chorale / Chisel | emitted | | | made-up names | | |\n"
                + "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |\n"
                + "| | Chorale | Chisel | SpinalHDL | Verilog | | Chorale | Chisel | SpinalHDL"
                + " | Chorale | Chisel | SpinalHDL |\n");
    for (SideBySide design : SideBySide.values()) {
      table.append("| ").append(design.title());
      for (Language language : Language.values()) {
        table.append(" | ").append(lines(design, language));
      }
      double ratio = (double) lines(design, Language.CHORALE) / lines(design, Language.CHISEL);
      table.append(String.format(Locale.ROOT, " | %.2f", ratio));
      for (Language language : EMITTING) {
        table.append(" | ").append(SourceText.lines(verilog(design, language)));
      }
      for (Language language : EMITTING) {
        table.append(" | ").append(madeUp(design, language).size());
      }
      table.append(" |\n");
    }
    return table.toString();
  }
}

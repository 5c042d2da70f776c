package chorale.bench.hdl;

import java.nio.file.Path;
import java.util.Locale;

/** A language of {@code docs/language.md}, with where its sources and its Verilog are. */
enum Language {
  CHORALE("Chorale", "java", "v", "clock"),
  CHISEL("Chisel", "scala", "sv", "clock"),
  SPINAL("SpinalHDL", "scala", "v", "clk"),
  VERILOG("Verilog", "v", "v", "clock");

  /** The folder of all sources, seen from the project's root. */
  static final Path SOURCES = Path.of("bench-hdl", "side-by-side");

  /** The folder of what is emitted, seen from the project's root. */
  static final Path EMITTED = Path.of("docs", "language");

  private final String title;
  private final String extension;
  private final String emittedExtension;
  private final String clock;

  Language(String title, String extension, String emittedExtension, String clock) {
    this.title = title;
    this.extension = extension;
    this.emittedExtension = emittedExtension;
    this.clock = clock;
  }

  String title() {
    return title;
  }

  /** Its folder's name. */
  String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The source of a design, seen from the project's root. */
  Path source(String design) {
    return SOURCES.resolve(folder()).resolve(design + "." + extension);
  }

  /** The Verilog of a design, seen from the project's root: what is emitted, or the source. */
  Path verilog(String design) {
    return this == VERILOG
        ? source(design)
        : EMITTED.resolve(folder()).resolve(design + "." + emittedExtension);
  }

  /** The name of the clock. */
  String clock() {
    return clock;
  }

  /** The port of this language that is our port {@code name}, or that our port is a part of. */
  String port(String name) {
    return switch (this) {
      case CHORALE -> name;
      case CHISEL -> "io_" + name;
      case SPINAL -> "io_" + name.replaceFirst("_bits$", "_payload");
      case VERILOG -> name.replaceFirst("_\\d+", "");
    };
  }

  /** Which of the equal parts of {@link #port} it is, the lowest bits being 0. */
  int part(String name) {
    var digits = name.replaceFirst("\\D*_(\\d+).*", "$1");
    return this == VERILOG && !digits.equals(name) ? Integer.parseInt(digits) : 0;
  }

  /** Matches the names of nets that the tool has made up. */
  String madeUp() {
    return switch (this) {
      case CHISEL -> ".*_(GEN|T)(_\\d+)*|casez_tmp.*";
      case SPINAL -> ".*_zz_.*|when_.*_l\\d+.*";
      case CHORALE, VERILOG -> "_.*|(net|state|memory|next)(_\\d+)?|.*_T(_\\d+)?";
    };
  }
}

package chorale.bench.hdl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Bool;
import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.SInt;
import chorale.hdl.UInt;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code docs/language.md} shows is what the sources say and what the tools make of them. */
final class LanguagePageTest {
  private static final Path ROOT = Path.of("..");
  private static final Path OUT = Path.of("target", "side-by-side");
  private static final double LONGER_THAN_CHISEL = 1.2;

  private static LanguageStudy study;

  @BeforeAll
  static void compileTheDesigns() throws IOException {
    study = new LanguageStudy(ROOT, OUT, _ -> {});
  }

  @Test
  void quotations_and_line_counts_are_those_of_the_files() throws IOException {
    String page = Files.readString(ROOT.resolve(LanguageStudy.PAGE));
    assertEquals(study.filled(page), page, "make study-language brings the page up to date");
  }

  @ParameterizedTest
  @EnumSource
  void our_Verilog_is_what_is_emitted_now(SideBySide design) throws IOException {
    Path file = ROOT.resolve(Language.CHORALE.verilog(design.title()));
    assertEquals(study.emitted(design), Files.readString(file), "run make study-language");
  }

  @ParameterizedTest
  @EnumSource
  void ours_is_at_most_a_fifth_longer_than_Chisels(SideBySide design) throws IOException {
    int ours = study.lines(design, Language.CHORALE);
    int chisels = study.lines(design, Language.CHISEL);
    assertTrue(ours <= LONGER_THAN_CHISEL * chisels, ours + " lines, Chisel " + chisels);
  }

  @ParameterizedTest
  @EnumSource
  void no_net_of_ours_has_a_made_up_name(SideBySide design) throws IOException {
    assertEquals(List.of(), study.madeUp(design, Language.CHORALE));
  }

  @ParameterizedTest
  @EnumSource
  void all_languages_have_equal_outputs_in_every_cycle(SideBySide design) throws IOException {
    long ours = study.checksum(design, Language.CHORALE);
    for (Language other : List.of(Language.CHISEL, Language.SPINAL, Language.VERILOG)) {
      assertEquals(ours, study.checksum(design, other), other.title());
    }
  }

  @ParameterizedTest
  @EnumSource
  void Verilator_has_nothing_to_say_about_our_Verilog(SideBySide design)
      throws IOException, InterruptedException {
    Path file = ROOT.resolve(Language.CHORALE.verilog(design.title()));
    var process =
        new ProcessBuilder("verilator", "--lint-only", "-Wall", "-Wno-DECLFILENAME")
            .redirectErrorStream(true);
    process.command().addAll(List.of("--top-module", design.title(), file.toString()));
    var lint = process.start();
    assertEquals("", new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertEquals(0, lint.waitFor());
  }

  @Test
  void a_difference_in_one_output_changes_the_checksum(@TempDir Path copy) throws IOException {
    Path source = Language.VERILOG.source(SideBySide.COUNTER.title());
    Files.createDirectories(copy.resolve(source).getParent());
    String text = Files.readString(ROOT.resolve(source));
    Files.writeString(copy.resolve(source), text.replace("enable & last", "last"));
    var circuit = SideBySide.COUNTER.elaborate(classes("bench-hdl/side-by-side/chorale"));
    var other = new Equivalence(circuit, copy, OUT.resolve("models"));
    assertNotEquals(
        study.checksum(SideBySide.COUNTER, Language.VERILOG),
        other.checksum(SideBySide.COUNTER, Language.VERILOG));
  }

  @Test
  void the_examples_of_the_reference_break_no_rule() throws IOException {
    var examples = classes("examples/language");
    var plain =
        List.of(
            "Saturating",
            "Loader",
            "Filter",
            "RegisterFile",
            "Pair",
            "Scratchpad",
            "Meter",
            "Gate");
    for (String name : plain) {
      assertEquals(name, Elaboration.of(() -> (Module) examples.make(name)).top().name());
    }
    assertEquals(
        "Credits", Elaboration.of(() -> (Module) examples.make("Credits", 4)).top().name());
  }

  @Test
  void every_operator_in_the_tables_exists_and_none_is_left_out() throws IOException {
    String page = Files.readString(ROOT.resolve(LanguageStudy.PAGE));
    String tables = page.substring(page.indexOf("### Operators"), page.indexOf("### Wires"));
    for (Class<?> type : List.of(UInt.class, SInt.class, Bool.class)) {
      Stream.of(type.getDeclaredMethods())
          .filter(m -> Modifier.isPublic(m.getModifiers()))
          .map(Method::getName)
          .filter(n -> !List.of("lit", "set", "named").contains(n))
          .forEach(n -> assertTrue(tables.matches("(?s).*`" + n + "[`(].*"), n));
    }
  }

  private static SourceClasses classes(String folder) throws IOException {
    return new SourceClasses(ROOT.resolve(folder), OUT.resolve(folder.replace('/', '-')));
  }
}

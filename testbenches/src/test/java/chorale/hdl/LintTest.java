package chorale.hdl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.chiplet.MozartPackage;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.Reset;
import chorale.rtl.Optimizer;
import chorale.rtl.Verilog;
import chorale.rtl.VerilogOptions;
import chorale.rtl.VerilogOptions.Flavour;
import chorale.rtl.VerilogOptions.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Verilator, Icarus and Yosys take every module that ships without a word. */
final class LintTest {

  private static final int MANY = 20; // modules of a package

  @TempDir private Path folder;

  private record Emitted(String name, Circuit circuit, boolean isOptimised) {}

  @TestFactory
  Stream<DynamicTest> no_tool_has_anything_to_say() {
    return lint(VerilogOptions.DEFAULT);
  }

  @TestFactory
  Stream<DynamicTest> no_tool_has_anything_to_say_about_SystemVerilog() {
    return lint(VerilogOptions.DEFAULT.withFlavour(Flavour.SYSTEM_VERILOG));
  }

  /**
   * Also optimised, in the flavour that is usual: the optimiser knows of none. Packages of many
   * modules only in that flavour and as they are: they have nothing that their modules have not.
   */
  private Stream<DynamicTest> lint(VerilogOptions options) {
    boolean usual = options.equals(VerilogOptions.DEFAULT);
    return ShippedDesign.all().stream()
        .map(s -> new Emitted(s.name(), Elaboration.of(s.design()), false))
        .filter(e -> usual || isSmall(e))
        .flatMap(e -> usual && isSmall(e) ? Stream.of(e, optimised(e)) : Stream.of(e))
        .flatMap(e -> lint(e, options));
  }

  private static boolean isSmall(Emitted e) {
    return e.circuit().modules().size() <= MANY;
  }

  private static Emitted optimised(Emitted e) {
    return new Emitted(e.name() + ", optimised", Optimizer.run(e.circuit()), true);
  }

  @TestFactory
  Stream<DynamicTest> no_tool_has_anything_to_say_about_a_single_file() {
    var one =
        new Emitted(
            "package",
            Elaboration.of(() -> new MozartPackage(null, ShippedPackages.small())),
            false);
    var checked = new Emitted("checks", Elaboration.of(() -> new TwoClocks(Reset.SYNC, 4)), false);
    return Stream.of(Flavour.values())
        .map(f -> VerilogOptions.DEFAULT.withFlavour(f).withFiles(Layout.ONE))
        .flatMap(o -> Stream.of(one, checked).flatMap(e -> lint(e, o)));
  }

  private Stream<DynamicTest> lint(Emitted e, VerilogOptions options) {
    boolean system = options.flavour() == Flavour.SYSTEM_VERILOG;
    Path own =
        folder.resolve(e.name().replaceAll("\\W+", "_") + options.flavour() + options.files());
    List<String> files;
    try {
      files = Verilog.emit(e.circuit(), own, options).stream().map(Path::toString).toList();
    } catch (IOException x) {
      throw new UncheckedIOException(x);
    }
    String top = e.circuit().top().name();
    String language = system ? "-g2012" : "-g2005";
    String script =
        "read_verilog %s %s; hierarchy -check -top %s; proc; check -assert"
            .formatted(system ? "-sv" : "", String.join(" ", files), top);
    return Stream.of(
            quiet(
                "Verilator: " + e.name(),
                own,
                files,
                "verilator",
                "--lint-only",
                "-Wall",
                "--top-module",
                top),
            quiet(
                "Icarus: " + e.name(),
                own,
                files,
                "iverilog",
                language,
                "-Wall",
                "-tnull",
                "-s",
                top),
            quiet("Yosys: " + e.name(), own, List.of(), "yosys", "-q", "-p", script))
        // Yosys takes the longest; it reads optimised modules in YosysProofTest.
        .limit(e.isOptimised() || system && options.files() != Layout.ONE ? 2 : 3);
  }

  private static DynamicTest quiet(
      String name, Path folder, List<String> files, String... command) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          var all = new ArrayList<>(List.of(command));
          all.addAll(files);
          var process =
              new ProcessBuilder(all).directory(folder.toFile()).redirectErrorStream(true).start();
          var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          assertEquals("", said);
          assertEquals(0, process.waitFor());
        });
  }
}

package chorale.bench;

import chorale.bench.diagram.BlockDiagram;
import chorale.bench.tools.Writable;
import chorale.chiplet.MozartPackage;
import chorale.hdl.Elaboration;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.rtl.SafeFiles;
import chorale.rtl.flow.HandOver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chorale emit}: a package, or a module of it, for other people's flows. */
@Command(
    name = "emit",
    description =
        "Write the Verilog of a configuration with what other flows need: file list, FuseSoC core"
            + " file, IP-XACT, SDC, scripts for Yosys and OpenROAD, testbenches (docs/verilog.md).",
    footer = {
      "",
      "Exit code: 0, or 2 for bad input.",
      "Examples:",
      "  chorale emit examples/nop-tree-16.yaml --to out/emit",
      "  chorale emit examples/nop-tree-16.yaml --list",
      "  chorale emit examples/nop-tree-16.yaml -D package.nop.groups=2 --to out/half",
      "  chorale emit examples/nop-tree-16.yaml --module MoeChiplet --to out/chiplet --diagram"
    })
final class EmitCommand implements Callable<Integer> {
  @Mixin private RunInput input;

  @Option(
      names = {"-o", "--to"},
      paramLabel = "DIR",
      description = "folder for all files, made if it is missing")
  private Path folder;

  @Option(
      names = "--module",
      paramLabel = "NAME",
      description = "only this module of the package and all below it")
  private String module;

  @Option(
      names = "--diagram",
      description = "draw the module at the top and those below it too, as diagram/NAME.svg")
  private boolean diagram;

  @Option(names = "--list", description = "print the names of the modules, and write nothing")
  private boolean list;

  @Override
  public Integer call() throws IOException {
    if (list == (folder != null)) {
      throw new IOException("write either --to DIR or --list");
    }
    if (list && diagram) {
      throw new IOException(
          "--diagram writes files, --list none: write --to DIR instead of --list");
    }
    if (folder != null) {
      Writable.folder(folder, "choose another one with --to");
    }
    var config = input.written();
    var parameters = Hardware.parameters(config);
    Circuit whole = Elaboration.of(() -> new MozartPackage(null, parameters));
    if (list) {
      whole.modules().forEach(m -> System.out.println(m.name()));
      return 0;
    }
    Circuit circuit = module == null ? whole : HandOver.below(whole, find(whole));
    var design = HandOver.write(circuit, folder, 1 / config.pack().clockGhz(), Version.TEXT);
    if (diagram) {
      draw(circuit);
    }
    System.out.printf(
        "%s: %d Verilog files and what belongs to them in %s%n",
        design.name(), design.files().size(), folder);
    return 0;
  }

  /** Draws what has children: a leaf is only text. */
  private void draw(Circuit circuit) throws IOException {
    for (ModuleIr m : circuit.modules()) {
      if (!m.instances().isEmpty() || m == circuit.top()) {
        String svg = BlockDiagram.of(circuit, m);
        SafeFiles.writeText(folder.resolve("diagram/" + m.name() + ".svg"), out -> out.write(svg));
      }
    }
  }

  private ModuleIr find(Circuit circuit) throws IOException {
    return circuit.modules().stream()
        .filter(m -> m.name().equals(module))
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    "there is no module '%s': write one of %s"
                        .formatted(
                            module,
                            circuit.modules().stream()
                                .map(ModuleIr::name)
                                .collect(Collectors.joining(", ")))));
  }
}

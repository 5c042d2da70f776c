package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chorale.bench.tools.Tool;
import chorale.hdl.Domain;
import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Reset;
import chorale.hdl.lib.AsyncFifo;
import chorale.hdl.lib.Fifo;
import chorale.rtl.flow.HandOver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.yaml.snakeyaml.Yaml;

/**
 * What is handed over, read by others: a YAML and an XML parser, make, Yosys, OpenSTA, Verilator.
 */
class HandOverTest {
  private static final Path LIBRARY = Path.of("/usr/share/qflow/tech/osu018/osu018_stdcells.lib");

  @TempDir Path folder;

  /** Two clocks, of which one has a reset that acts at once. */
  static final class Crossing extends Module {
    final Stream in;
    final Stream out;

    Crossing(Module parent) {
      super(parent);
      in = sink(4);
      out = source(4);
      Domain link = clockDomain(Reset.ASYNC_LOW);
      var queue = new AsyncFifo(this, 4, 4, ownDomain(), link);
      queue.enq.from(in);
      out.from(queue.deq);
    }
  }

  private Circuit fifo() throws IOException {
    Circuit circuit = Elaboration.of(() -> new Fifo(null, 8, 4));
    HandOver.write(circuit, folder, 2.5, "1.2.3");
    return circuit;
  }

  private String text(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  @Test
  void theCoreFileNamesFilesThatAreThereAndFileSetsThatItHas() throws IOException {
    fifo();
    assertEquals("CAPI=2:", text("Fifo.core").lines().findFirst().orElse(""));
    Map<String, Object> core = new Yaml().load(text("Fifo.core"));
    assertEquals("chorale:generated:Fifo:1.2.3", core.get("name"));
    var sets = map(core.get("filesets"));
    for (Object set : sets.values()) {
      for (Object file : (List<?>) map(set).get("files")) {
        String name =
            file instanceof Map<?, ?> m ? m.keySet().iterator().next().toString() : (String) file;
        assertTrue(Files.exists(folder.resolve(name)), name);
      }
    }
    var targets = map(core.get("targets"));
    assertEquals(List.of("default", "lint", "sim", "synth"), List.copyOf(targets.keySet()));
    for (Object target : targets.values()) {
      assertEquals("Fifo", map(target).get("toplevel"));
      assertTrue(sets.keySet().containsAll((List<?>) map(target).get("filesets")));
    }
  }

  @SuppressWarnings("unchecked") // YAML's own types
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) assertInstanceOf(Map.class, value);
  }

  @Test
  void theIpXactComponentHasThePortsOfTheModuleAndFilesThatAreThere() throws Exception {
    Circuit circuit = fifo();
    var factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    var document = factory.newDocumentBuilder().parse(folder.resolve("Fifo.xml").toFile());
    var root = document.getDocumentElement();
    assertEquals("http://www.accellera.org/XMLSchema/IPXACT/1685-2014", root.getNamespaceURI());
    assertEquals(
        List.of("vendor", "library", "name", "version", "model", "fileSets"), children(root));
    assertEquals(List.of("views", "instantiations", "ports"), children(first(root, "model")));
    assertEquals(
        List.of("name", "envIdentifier", "componentInstantiationRef"),
        children(first(root, "view")));
    var ports = new ArrayList<ModuleIr.Port>();
    var found = root.getElementsByTagNameNS("*", "port");
    for (int i = 0; i < found.getLength(); i++) {
      var port = (Element) found.item(i);
      assertEquals(List.of("name", "wire"), children(port));
      boolean input = first(port, "direction").getTextContent().equals("in");
      int width =
          port.getElementsByTagNameNS("*", "left").getLength() == 0
              ? 1
              : Integer.parseInt(first(port, "left").getTextContent()) + 1;
      String name = first(port, "name").getTextContent();
      var own = circuit.top().port(name);
      ports.add(new ModuleIr.Port(name, input, width, own.signed(), own.place()));
    }
    assertEquals(circuit.top().ports(), ports);
    var files = root.getElementsByTagNameNS("*", "file");
    assertEquals(2, files.getLength());
    for (int i = 0; i < files.getLength(); i++) {
      String name = first((Element) files.item(i), "name").getTextContent();
      assertTrue(Files.exists(folder.resolve(name)), name);
    }
    // Every reference has its target.
    var path = XPathFactory.newInstance().newXPath();
    for (String broken :
        List.of(
            "count(//*[local-name()='componentInstantiationRef'][not(. ="
                + " //*[local-name()='componentInstantiation']/*[local-name()='name'])])",
            "count(//*[local-name()='fileSetRef'][not(*[local-name()='localName'] ="
                + " //*[local-name()='fileSet']/*[local-name()='name'])])")) {
      assertEquals("0", path.evaluate(broken, document));
    }
  }

  private static Element first(Element in, String name) {
    return (Element) in.getElementsByTagNameNS("*", name).item(0);
  }

  private static List<String> children(Element of) {
    var names = new ArrayList<String>();
    for (var n = of.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element e) {
        names.add(e.getLocalName());
      }
    }
    return names;
  }

  @Test
  void yosysRunsTheScriptAndLintHasNothingToSay() throws IOException {
    fifo();
    Tool.run(folder, List.of("yosys", "-q", "synth.ys")).orThrow("Yosys");
    assertTrue(text("synth.stat").contains("Number of cells"), text("synth.stat"));
    assertTrue(text("synth.v").contains("module Fifo"));
    String said =
        Tool.run(
                folder,
                List.of("verilator", "--lint-only", "-Wall", "-f", "files.f", "--top", "Fifo"))
            .orThrow("Verilator");
    assertEquals("", said);
  }

  @Test
  void theTestbenchOfVerilatorRuns() throws IOException {
    fifo();
    Tool.run(
            folder,
            List.of(
                "verilator",
                "--cc",
                "--exe",
                "--build",
                "-Irtl",
                "-MAKEFLAGS",
                "CXX=clang++ LINK=clang++ OPT_FAST=-O0 OPT_GLOBAL=-O0",
                "rtl/Fifo.v",
                "tb/tb_Fifo.cpp"))
        .orThrow("Verilator");
    String said = Tool.run(folder, List.of("obj_dir/VFifo")).orThrow("the testbench");
    assertEquals("Fifo ran 100 cycles\n", said);
  }

  @Test
  void theTestbenchOfCocotbIsPythonAndItsMakefileNamesTheFiles() throws IOException {
    fifo();
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "there is no Python");
    Tool.run(
            folder,
            List.of(
                "/usr/bin/python3", "-c", "import ast; ast.parse(open('tb/test_Fifo.py').read())"))
        .orThrow("Python");
    assertTrue(text("tb/Makefile").contains("$(CURDIR)/../rtl/Fifo.v"), text("tb/Makefile"));
  }

  @Test
  void makeReadsTheConfigurationOfOpenRoadAndItsFilesAreThere() throws IOException {
    fifo();
    Files.writeString(
        folder.resolve("show.mk"),
        "include openroad/config.mk\nshow:\n\t@echo $(DESIGN_NAME) $(PLATFORM)"
            + " $(CORE_UTILIZATION) $(VERILOG_FILES) $(SDC_FILE)\n");
    String said =
        Tool.run(folder, List.of("make", "--no-print-directory", "-f", "show.mk", "show"))
            .orThrow("make");
    var words = List.of(said.strip().split(" "));
    assertEquals(List.of("Fifo", "nangate45", "40"), words.subList(0, 3));
    assertEquals(5, words.size(), said);
    for (String file : words.subList(3, 5)) {
      assertTrue(Files.exists(Path.of(file)), file);
    }
  }

  @Test
  void openStaTakesTheConstraintsOfTwoClocksAndFindsNothingUnconstrained() throws IOException {
    assumeTrue(Files.exists(LIBRARY), "qflow-tech-osu018 is not installed");
    HandOver.write(Elaboration.of(() -> new Crossing(null)), folder, 4, "1");
    assertTrue(text("Crossing.sdc").contains("set_false_path -from [get_ports {link_reset_n}]"));
    Files.writeString(
        folder.resolve("map.ys"),
        """
        read_verilog %s
        synth -flatten -top Crossing
        dfflibmap -liberty %s
        abc -liberty %2$s
        opt_clean
        write_verilog -noattr -noexpr gates.v
        """
            .formatted(String.join(" ", Files.readAllLines(folder.resolve("files.f"))), LIBRARY));
    Tool.run(folder, List.of("yosys", "-q", "map.ys")).orThrow("Yosys");
    Files.writeString(
        folder.resolve("time.tcl"),
        """
        read_liberty %s
        read_verilog gates.v
        link_design Crossing
        source Crossing.sdc
        check_setup -verbose
        foreach clock [all_clocks] { puts "clock [get_property $clock full_name]" }
        puts "across: [llength [find_timing_paths -from [get_clocks clock] -to [get_clocks link_clock]]]"
        puts "within: [llength [find_timing_paths -from [get_clocks clock] -to [get_clocks clock]]]"
        puts "reset: [llength [find_timing_paths -from [get_ports link_reset_n]]]"
        exit
        """
            .formatted(LIBRARY));
    String said = Tool.run(folder, List.of("sta", "-exit", "time.tcl")).orThrow("OpenSTA");
    // Its only remark: a reset that acts at once has no delay, for its paths are false.
    assertTrue(
        said.contains(
            "\nWarning: There is 1 input port missing set_input_delay.\n  link_reset_n\n"),
        said);
    assertEquals(2, said.split("Warning|Error", -1).length, said);
    assertTrue(said.contains("clock clock\nclock link_clock\n"), said);
    assertTrue(said.contains("across: 0"), said);
    assertTrue(said.contains("within: 1"), said);
    assertTrue(said.contains("reset: 0"), said);
  }

  @Test
  void aModuleOfAPackageComesWithAllBelowItAndNothingElse() throws IOException {
    Path example = Path.of("../examples/nop-tree-16.yaml");
    Outcome o =
        Outcome.of("emit", example.toString(), "--module", "MoeChiplet", "--to", folder.toString());
    assertEquals(0, o.exit(), o.err());
    var files = Files.readAllLines(folder.resolve("files.f"));
    assertTrue(files.contains("rtl/Sequencer.v"), files.toString());
    assertFalse(files.contains("rtl/AttentionChiplet.v"), files.toString());
    assertEquals("rtl/MoeChiplet.v", files.getLast());
    String said =
        Tool.run(
                folder,
                List.of(
                    "verilator", "--lint-only", "-Wall", "-f", "files.f", "--top", "MoeChiplet"))
            .orThrow("Verilator");
    assertEquals("", said);
  }

  @Test
  void twoEmissionsAreEqual() throws IOException {
    fifo();
    var first = contents();
    fifo();
    assertEquals(first, contents());
  }

  private Map<String, String> contents() throws IOException {
    try (var files = Files.walk(folder)) {
      var contents = new TreeMap<String, String>();
      for (Path f : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
        contents.put(folder.relativize(f).toString(), Files.readString(f));
      }
      return contents;
    }
  }

  @Test
  void aModuleThatIsNotThereOrAFolderThatIsAFileEndsWithTwo() throws IOException {
    String example = "../examples/nop-tree-16.yaml";
    Outcome o = Outcome.of("emit", example, "--module", "Rooter", "--to", folder + "/x");
    assertEquals(2, o.exit());
    assertTrue(o.err().contains("there is no module 'Rooter': write one of "), o.err());
    assertFalse(Files.exists(folder.resolve("x")));
    Files.writeString(folder.resolve("file"), "");
    o = Outcome.of("emit", example, "--to", folder.resolve("file").toString());
    assertEquals(2, o.exit());
    assertTrue(o.err().contains("is no folder: choose another one"), o.err());
    o = Outcome.of("emit", example);
    assertEquals(2, o.exit());
    assertTrue(o.err().contains("write either --to DIR or --list"), o.err());
  }
}

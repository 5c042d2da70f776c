package chorale.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.Foreign;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Place;
import chorale.hdl.lib.Fifo;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** What other tools are told about a circuit. */
final class MetadataTest {
  private static final Path PAGE = Path.of("../docs/metadata.md");
  private static final Place HERE = new Place("Here.java", 1);

  /** As it comes, a parser takes 250 levels of children. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
          .build();

  private static String text(Circuit circuit) throws IOException {
    var text = new StringWriter();
    Metadata.write(circuit, text);
    return text.toString();
  }

  /** The strings and numbers behind {@code property}, wherever it stands. */
  private static List<String> values(String property, String json) {
    var found = new ArrayList<String>();
    try (var parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      for (JsonToken t = parser.nextToken(); t != null; t = parser.nextToken()) {
        if (t.isScalarValue() && property.equals(parser.currentName())) {
          found.add(parser.getString());
        }
      }
    }
    return found;
  }

  /** What the page shows in that language. */
  private static String shown(String language) throws IOException {
    var block = Pattern.compile("(?s)```" + language + "\n(.*?)```");
    var found = block.matcher(Files.readString(PAGE));
    assertTrue(found.find(), "no example in " + PAGE);
    return found.group(1);
  }

  @Test
  void the_page_shows_what_is_written() throws IOException {
    String version = "Chorale [^\"]*"; // a release changes no page
    String now = text(Elaboration.of(MetadataExample::new)).replaceFirst(version, "Chorale");
    assertEquals(now, shown("json").replaceFirst(version, "Chorale"));
    String source = Files.readString(Path.of("src/test/java/chorale/rtl/MetadataExample.java"));
    assertEquals(source.substring(source.indexOf("/**")), shown("java"));
  }

  @Test
  void the_file_is_the_text(@TempDir Path folder) throws IOException {
    var circuit = Elaboration.of(MetadataExample::new);
    Metadata.write(circuit, folder.resolve("design.json"));
    assertEquals(text(circuit), Files.readString(folder.resolve("design.json")));
  }

  /** Queues in two levels. */
  private static final class Chain extends Module {
    Chain(Module parent, int levels) {
      super(parent);
      var from = sink(8);
      var to = source(8);
      if (levels == 0) {
        var queue = new Fifo(this, 8, 4);
        queue.enq.from(from);
        to.from(queue.deq);
      } else {
        var first = new Chain(this, levels - 1);
        var second = new Chain(this, levels - 1);
        first.ports.getFirst().from(from);
        second.ports.getFirst().from(first.ports.getLast());
        to.from(second.ports.getLast());
      }
      ports = List.of(from, to);
    }

    private final List<Stream> ports;
  }

  @Test
  void state_is_added_up_over_all_instances() throws IOException {
    String one = text(Elaboration.of(() -> new Fifo(null, 8, 4)));
    String four = text(Elaboration.of(() -> new Chain(null, 2)));
    int bits = Integer.parseInt(values("register_bits", one).getFirst());
    assertEquals("32", values("memory_bits", one).getFirst());
    assertEquals("128", values("memory_bits", four).getFirst());
    assertEquals(4 * bits + "", values("register_bits", four).getFirst());
    assertEquals("11", values("instances", four).getFirst()); // 1 + 2 + 4 + 4 queues
    var paths = values("path", four);
    assertEquals(11, paths.size());
    assertTrue(paths.contains(paths.getFirst() + ".first.second.queue"), paths.toString());
  }

  @Test
  void a_tree_too_large_to_be_written_is_left_out() throws IOException {
    var circuit = doubled(40);
    String json = text(circuit);
    assertTrue(json.contains("\"hierarchy\": null"), json);
    assertEquals((1L << 41) - 1 + "", values("instances", json).getFirst());
  }

  @Test
  void a_deep_tree_is_written_whole() throws IOException {
    var modules = new ArrayList<ModuleIr>();
    modules.add(module("m0", List.of()));
    for (int i = 1; i < 2000; i++) {
      modules.add(module("m" + i, List.of(instance("a", "m" + (i - 1)))));
    }
    assertEquals(2000, values("path", text(new Circuit(modules))).size());
  }

  private static Circuit doubled(int levels) {
    var modules = new ArrayList<ModuleIr>();
    modules.add(module("m0", List.of()));
    for (int i = 1; i <= levels; i++) {
      String below = "m" + (i - 1);
      modules.add(module("m" + i, List.of(instance("a", below), instance("b", below))));
    }
    return new Circuit(modules);
  }

  private static ModuleIr module(String name, List<ModuleIr.Instance> instances) {
    List<ModuleIr.Port> none = List.of();
    return new ModuleIr(
        name, HERE, "", none, List.of(), List.of(), List.of(), instances, List.of(), List.of());
  }

  private static ModuleIr.Instance instance(String name, String module) {
    return new ModuleIr.Instance(name, module, List.of(), List.of(), List.of(), HERE);
  }

  @Test
  void black_boxes_stand_with_their_parameters_and_the_name_of_their_file() throws IOException {
    var wide = BigInteger.ONE.shiftLeft(100);
    var parameter = new ModuleIr.Parameter("INIT", wide);
    var ram =
        new ModuleIr.Instance("ram", "their_ram", List.of(parameter), List.of(), List.of(), HERE);
    var source = Optional.of(Path.of("somewhere", "else", "ram.v"));
    var box = new Foreign("their_ram", Map.of("INIT", wide), List.of(), source, HERE);
    String json = text(new Circuit(List.of(module("top", List.of(ram))), List.of(box)));
    assertEquals(List.of("ram.v"), values("source", json));
    assertEquals(List.of(wide.toString(), wide.toString()), values("INIT", json));
    assertEquals(List.of("top", "their_ram"), values("module", json).subList(1, 3));
  }

  @Test
  void texts_are_escaped_and_wide_values_are_not_rounded() throws IOException {
    var circuit =
        Elaboration.of(
            () ->
                new Module(null) {
                  {
                    var all = BigInteger.ONE.shiftLeft(70).subtract(BigInteger.ONE);
                    UInt held = reg(70, all).named("held");
                    held.set(held.not());
                    out(70).named("y").set(held);
                  }

                  @Override
                  protected String doc() {
                    return "says \"no\"\nand \\ more";
                  }
                });
    String json = text(circuit);
    assertTrue(json.contains("\"says \\\"no\\\"\\nand \\\\ more\""), json);
    assertEquals(List.of("1180591620717411303423"), values("init", json));
  }
}

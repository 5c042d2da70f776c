package chorale.rtl.read;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.Foreign;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Parameter;
import chorale.rtl.Checks;
import chorale.rtl.read.VerilogParser.DesignModuleContext;
import chorale.rtl.read.VerilogParser.InstanceItemContext;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/**
 * Reads Chorale's own Verilog back into the IR. For every circuit from Elaboration,
 *
 * <pre>{@code
 * Circuit again = VerilogReader.read(Verilog.emit(circuit, folder));
 * assert Normal.form(again).equals(Normal.form(circuit));
 * }</pre>
 *
 * so that an emitted file, edited by nobody, is known to say what the circuit says. Modules come
 * out with children before their parents, whatever the order of the files. Linear in the text.
 */
public final class VerilogReader {
  private record Text(String name, String text) {}

  private record Entry(Source source, DesignModuleContext tree, Comments comments) {
    Token name() {
      return tree.ID().getSymbol();
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, ModuleIr> done = new LinkedHashMap<>();
  private final Set<String> open = new HashSet<>();

  private final Map<String, VerilogHeader> library = new HashMap<>();
  private final Map<String, Foreign> foreign = new LinkedHashMap<>();

  private VerilogReader(List<VerilogHeader> library) {
    library.forEach(h -> this.library.put(h.name(), h));
  }

  /** Modules that were read, and those of others. */
  private final class Known implements InstanceReader.Children {
    private final Source source;

    Known(Source source) {
      this.source = source;
    }

    @Override
    public boolean isForeign(InstanceItemContext instance) {
      return !entries.containsKey(instance.start.getText());
    }

    @Override
    public ModuleIr of(InstanceItemContext instance, List<Parameter> parameters) {
      String name = instance.start.getText();
      if (!isForeign(instance)) {
        if (!parameters.isEmpty()) {
          throw source.failure(instance.start, name + " has no parameters");
        }
        return done.get(name);
      }
      var values = new LinkedHashMap<String, BigInteger>();
      parameters.forEach(p -> values.put(p.name(), p.value()));
      try {
        Foreign f = library.get(name).foreign(values);
        foreign.putIfAbsent(name, f);
        return f.asModule();
      } catch (IllegalArgumentException e) {
        throw source.failure(instance.start, e.getMessage());
      }
    }
  }

  /**
   * Reads all modules of some files.
   *
   * @throws VerilogSyntaxException if a file is none that Chorale could have written
   */
  public static Circuit read(List<Path> files) throws IOException {
    return read(files, List.of());
  }

  /**
   * Reads all modules of some files, which may instantiate modules of a library.
   *
   * @throws VerilogSyntaxException if a file is none that Chorale could have written
   */
  public static Circuit read(List<Path> files, List<VerilogHeader> library) throws IOException {
    var texts = new ArrayList<Text>();
    for (Path file : files) {
      texts.add(new Text(file.toString(), Source.textOf(file)));
    }
    return DeepStack.run(() -> readAll(texts, library));
  }

  /**
   * Reads all modules of a text; {@code name} stands for the file in errors.
   *
   * @throws VerilogSyntaxException if the text is none that Chorale could have written
   */
  public static Circuit readText(String name, String text) {
    return DeepStack.run(() -> readAll(List.of(new Text(name, text)), List.of()));
  }

  private static Circuit readAll(List<Text> texts, List<VerilogHeader> library) {
    var reader = new VerilogReader(library);
    texts.forEach(t -> reader.parse(new Source(t.name, withoutPreamble(t.text))));
    return reader.circuit();
  }

  /** The text without what stands above all modules, its lines where they were. */
  private static String withoutPreamble(String text) {
    int lines = (int) Checks.PREAMBLE.lines().count();
    return text.replace(Checks.SEVERAL_MODULES, "\n\n")
        .replace(Checks.PREAMBLE, "\n".repeat(lines));
  }

  private void parse(Source source) {
    var design = source.parser.design();
    var comments = new Comments(source);
    for (DesignModuleContext m : design.designModule()) {
      var entry = new Entry(source, m, comments);
      if (entries.putIfAbsent(m.ID().getText(), entry) != null) {
        throw source.failure(entry.name(), "module " + m.ID().getText() + " is defined twice");
      }
    }
  }

  private Circuit circuit() {
    var children = new HashSet<String>();
    entries.values().forEach(e -> instances(e.tree).forEach(i -> children.add(i.start.getText())));
    var roots = new ArrayList<>(entries.values());
    roots.removeIf(e -> children.contains(e.name().getText()));
    roots.addAll(entries.values()); // if all have parents, there is a circle to be reported
    roots.forEach(e -> module(e, e.source, e.name()));
    return new Circuit(List.copyOf(done.values()), List.copyOf(foreign.values()));
  }

  private static List<InstanceItemContext> instances(DesignModuleContext m) {
    return m.item().stream()
        .filter(InstanceItemContext.class::isInstance)
        .map(InstanceItemContext.class::cast)
        .toList();
  }

  /** Reads a module after its children; {@code at} is where it is asked for. */
  private void module(Entry e, Source from, Token at) {
    String name = e.name().getText();
    if (done.containsKey(name)) {
      return;
    }
    if (!open.add(name)) {
      throw from.failure(at, "module " + name + " contains itself");
    }
    if (open.size() > LimitedParser.DEEPEST) {
      throw from.failure(at, "modules nested deeper than " + LimitedParser.DEEPEST + " levels");
    }
    for (InstanceItemContext i : instances(e.tree)) {
      Entry child = entries.get(i.start.getText());
      if (child == null && library.containsKey(i.start.getText())) {
        continue;
      }
      if (child == null) {
        throw e.source.failure(i.start, "module " + i.start.getText() + " is not defined");
      }
      module(child, e.source, i.start);
    }
    done.put(name, new ModuleReader(e.source, e.tree, e.comments, new Known(e.source)).read());
    open.remove(name);
  }
}

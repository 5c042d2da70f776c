package chorale.rtl;

import static java.util.Collections.emptyIterator;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.Foreign;
import chorale.hdl.ir.ModuleIr;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;

/**
 * What a circuit consists of, as JSON for other tools: {@code docs/metadata.md} has the format.
 * Equal circuits give equal bytes.
 *
 * <pre>{@code
 * Circuit circuit = Elaboration.of(() -> new Fifo(null, 64, 16));
 * Metadata.write(circuit, folder.resolve("design.json"));
 * }</pre>
 */
public final class Metadata {
  /** Version of the format; another one if a reader of this one would misread it. */
  public static final int FORMAT = 1;

  /** Of more instances than these, the tree is left out: equal modules are written once. */
  private static final BigInteger LARGEST_TREE = BigInteger.valueOf(100_000);

  /** State in a module and below, and how many modules that is. */
  private record Total(BigInteger instances, BigInteger registerBits, BigInteger memoryBits) {
    Total plus(Total other) {
      return new Total(
          instances.add(other.instances),
          registerBits.add(other.registerBits),
          memoryBits.add(other.memoryBits));
    }

    /** Of the module alone. */
    static Total own(ModuleIr m) {
      long registers = m.registers().stream().mapToLong(ModuleIr.Register::width).sum();
      long memories = m.memories().stream().mapToLong(x -> (long) x.depth() * x.width()).sum();
      return new Total(BigInteger.ONE, BigInteger.valueOf(registers), BigInteger.valueOf(memories));
    }
  }

  private final Circuit circuit;
  private final JsonLines json;
  private final JsonGenerator out;
  private final Map<String, ModuleIr> modules = new HashMap<>();

  /** By module; of modules of others nothing is known. */
  private final Map<String, Total> totals = new HashMap<>();

  private Metadata(Circuit circuit, JsonLines json) {
    this.circuit = circuit;
    this.json = json;
    this.out = json.out;
    for (ModuleIr m : circuit.modules()) {
      Total total = Total.own(m);
      for (ModuleIr.Instance i : m.instances()) {
        total = total.plus(total(i.module()));
      }
      modules.put(m.name(), m);
      totals.put(m.name(), total);
    }
  }

  /** Writes the metadata of a circuit into a file, which appears whole or not at all. */
  public static void write(Circuit circuit, Path file) throws IOException {
    SafeFiles.writeText(file, out -> write(circuit, out));
  }

  /** Writes the metadata of a circuit. */
  public static void write(Circuit circuit, Writer out) throws IOException {
    try (var json = new JsonLines(out)) {
      new Metadata(circuit, json).design();
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
    out.write("\n");
  }

  private static String version() {
    try (var in = Metadata.class.getResourceAsStream("version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Total total(String module) {
    return Optional.ofNullable(totals.get(module))
        .orElse(new Total(BigInteger.ONE, BigInteger.ZERO, BigInteger.ZERO));
  }

  private void design() {
    ModuleIr top = circuit.top();
    out.writeStartObject();
    out.writeNumberProperty("format", FORMAT);
    out.writeStringProperty("tool", "Chorale " + version());
    out.writeStringProperty("top", top.name());
    total("total", total(top.name()));
    list("modules", circuit.modules(), this::module);
    list("black_boxes", circuit.foreign(), f -> json.line(() -> blackBox(f)));
    out.writeName("hierarchy");
    if (total(top.name()).instances().compareTo(LARGEST_TREE) <= 0) {
      tree();
    } else {
      out.writeNull();
    }
    out.writeEndObject();
  }

  private void total(String name, Total total) {
    out.writeName(name);
    json.line(
        () -> {
          out.writeNumberProperty("instances", total.instances());
          out.writeNumberProperty("register_bits", total.registerBits());
          out.writeNumberProperty("memory_bits", total.memoryBits());
        });
  }

  private void module(ModuleIr m) {
    out.writeStartObject();
    out.writeStringProperty("name", m.name());
    out.writeStringProperty("place", m.place().toString());
    out.writeStringProperty("doc", m.doc());
    list("ports", m.ports(), p -> json.line(() -> port(p)));
    list("domains", m.domains(), d -> json.line(() -> domain(d)));
    list("registers", m.registers(), r -> json.line(() -> register(r)));
    list("memories", m.memories(), x -> json.line(() -> memory(x)));
    list("instances", m.instances(), i -> json.line(() -> instance(i)));
    total("own", Total.own(m));
    total("total", total(m.name()));
    out.writeEndObject();
  }

  private void port(ModuleIr.Port p) {
    out.writeStringProperty("name", p.name());
    out.writeStringProperty("direction", p.input() ? "input" : "output");
    out.writeNumberProperty("width", p.width());
    out.writeBooleanProperty("signed", p.signed());
    out.writeStringProperty("place", p.place().toString());
  }

  private void domain(ModuleIr.Domain d) {
    out.writeStringProperty("clock", d.clock());
    out.writeStringProperty("reset", d.reset());
    String kind = d.kind().name().toLowerCase(Locale.ROOT);
    out.writeStringProperty("kind", d.reset() == null ? null : kind);
  }

  private void register(ModuleIr.Register r) {
    out.writeStringProperty("name", r.name());
    out.writeNumberProperty("width", r.width());
    out.writeBooleanProperty("signed", r.signed());
    out.writeStringProperty("init", r.init() == null ? null : r.init().value().toString());
    out.writeNumberProperty("domain", r.domain());
    out.writeStringProperty("place", r.place().toString());
  }

  private void memory(ModuleIr.Memory m) {
    out.writeStringProperty("name", m.name());
    out.writeNumberProperty("depth", m.depth());
    out.writeNumberProperty("width", m.width());
    out.writeBooleanProperty("contents", !m.contents().isEmpty());
    out.writeStringProperty("place", m.place().toString());
  }

  private void instance(ModuleIr.Instance i) {
    out.writeStringProperty("name", i.name());
    out.writeStringProperty("module", i.module());
    out.writeObjectPropertyStart("parameters");
    i.parameters().forEach(p -> out.writeStringProperty(p.name(), p.value().toString()));
    out.writeEndObject();
    out.writeStringProperty("place", i.place().toString());
  }

  private void blackBox(Foreign f) {
    out.writeStringProperty("name", f.name());
    out.writeObjectPropertyStart("parameters");
    f.parameters().forEach((name, value) -> out.writeStringProperty(name, value.toString()));
    out.writeEndObject();
    // As it lies beside the design's own files; where it came from is this machine's business.
    out.writeStringProperty("source", f.source().map(s -> s.getFileName().toString()).orElse(null));
  }

  /** An instance that is being written, and what is left to be written below it. */
  private record Open(String path, Iterator<ModuleIr.Instance> below) {}

  /** The top and all below it, as deep as it may be. */
  private void tree() {
    var open = new ArrayDeque<Open>();
    open.push(instance(circuit.top().name(), circuit.top().name()));
    while (!open.isEmpty()) {
      Open last = open.peek();
      if (last.below.hasNext()) {
        ModuleIr.Instance next = last.below.next();
        open.push(instance(last.path + "." + next.name(), next.module()));
      } else {
        json.endList();
        json.endLine();
        open.pop();
      }
    }
  }

  private Open instance(String path, String module) {
    json.beginLine();
    out.writeStringProperty("path", path);
    out.writeStringProperty("module", module);
    json.beginList("children");
    ModuleIr own = modules.get(module);
    return new Open(path, own == null ? emptyIterator() : own.instances().iterator());
  }

  private interface Item<T> {
    void write(T value);
  }

  private <T> void list(String name, Collection<T> values, Item<T> item) {
    json.beginList(name);
    values.forEach(item::write);
    json.endList();
  }
}

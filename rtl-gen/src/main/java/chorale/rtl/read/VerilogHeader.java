package chorale.rtl.read;

import chorale.hdl.ir.Foreign;
import chorale.hdl.ir.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The header of a module that others wrote: what has to be known to instantiate it as a black box.
 * Ranges and defaults stay expressions until {@link #at} gives the parameters their values.
 *
 * <pre>{@code
 * var text = "module rom #(parameter W = 8) (output [W-1:0] q); endmodule";
 * var rom = VerilogHeader.readText("rom.v", text).getFirst();
 * assert rom.at(Map.of()).port("q").width() == 8;
 * assert rom.at(Map.of("W", BigInteger.TEN)).port("q").width() == 10;
 * }</pre>
 *
 * @param name the module's name
 * @param place where the module begins
 * @param parameters in order of declaration, those of the body included
 * @param ports in the order of the port list
 */
public record VerilogHeader(
    String name, Place place, List<Parameter> parameters, List<Port> ports) {
  public VerilogHeader {
    parameters = List.copyOf(parameters);
    ports = List.copyOf(ports);
  }

  /** Which way a port goes. */
  public enum Direction {
    INPUT,
    OUTPUT,
    INOUT
  }

  /**
   * A parameter, or a {@code localparam} if {@code local}.
   *
   * @param range of its value, if one is declared
   */
  public record Parameter(
      String name, boolean local, boolean signed, Optional<Range> range, Constant value) {}

  /**
   * A port.
   *
   * @param kind as written: {@code wire}, {@code reg}, {@code tri}, ...; {@code wire} by default
   * @param range empty for one bit without an index
   */
  public record Port(
      String name,
      Direction direction,
      String kind,
      boolean signed,
      Optional<Range> range,
      Place place) {}

  /** {@code [left:right]}. */
  public record Range(Constant left, Constant right) {}

  /**
   * The module for given parameters.
   *
   * @param parameters the value of each parameter that is a number and can be known
   * @param ports in the order of the port list
   */
  public record Sized(String name, Map<String, BigInteger> parameters, List<SizedPort> ports) {
    public Sized {
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
      ports = List.copyOf(ports);
    }

    /** The port of that name; throws if there is none. */
    public SizedPort port(String port) {
      return ports.stream().filter(p -> p.name().equals(port)).findFirst().orElseThrow();
    }
  }

  /** A port with bits {@code left} to {@code right}; both 0 for one bit without an index. */
  public record SizedPort(
      String name, Direction direction, String kind, boolean signed, int left, int right) {
    /** Bits of the port. */
    public int width() {
      return Math.abs(left - right) + 1;
    }
  }

  /**
   * Reads the headers of all modules of a file; bodies are skipped.
   *
   * @throws VerilogSyntaxException if a header is no Verilog-2005
   */
  public static List<VerilogHeader> read(Path file) throws IOException {
    return readText(file.toString(), Source.textOf(file));
  }

  /**
   * Reads the headers of all modules of a text; {@code name} stands for the file in errors.
   *
   * @throws VerilogSyntaxException if a header is no Verilog-2005
   */
  public static List<VerilogHeader> readText(String name, String text) {
    return DeepStack.run(() -> HeaderReader.read(name, text));
  }

  /**
   * The widths of the ports, where {@code overrides} replace the defaults of parameters. Numbers
   * are computed exactly, not modulo 2^32; a parameter with a range is cut to it.
   *
   * @throws IllegalArgumentException if there is no such parameter
   * @throws VerilogSyntaxException if a range cannot be computed
   */
  public Sized at(Map<String, BigInteger> overrides) {
    return DeepStack.run(() -> sized(overrides));
  }

  /**
   * The module for given parameters, as a black box takes it.
   *
   * @throws IllegalArgumentException if there is no such parameter
   * @throws VerilogSyntaxException if a range cannot be computed
   */
  public Foreign foreign(Map<String, BigInteger> overrides) {
    var ports = new ArrayList<Foreign.Port>();
    Sized sized = at(overrides);
    for (int i = 0; i < this.ports.size(); i++) {
      SizedPort p = sized.ports().get(i);
      var direction = Foreign.Direction.valueOf(p.direction().name());
      Place at = this.ports.get(i).place();
      ports.add(new Foreign.Port(p.name(), direction, p.width(), p.signed(), at));
    }
    return new Foreign(name, overrides, ports, Optional.empty(), place);
  }

  /**
   * A module of a file for given parameters, as a black box takes it; the file goes along with the
   * design's own files.
   *
   * @throws IllegalArgumentException if the file has no such module, or that no such parameter
   * @throws VerilogSyntaxException if the file's headers are no Verilog-2005
   */
  public static Foreign foreign(Path file, String module, Map<String, Integer> parameters) {
    List<VerilogHeader> all;
    try {
      all = read(file);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + file, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var found = all.stream().filter(h -> h.name().equals(module)).findFirst();
    if (found.isEmpty()) {
      String there = all.stream().map(VerilogHeader::name).collect(Collectors.joining(", "));
      throw new IllegalArgumentException(
          "%s has no module %s, but %s".formatted(file, module, there.isEmpty() ? "none" : there));
    }
    var values = new LinkedHashMap<String, BigInteger>();
    parameters.forEach((name, value) -> values.put(name, BigInteger.valueOf(value)));
    Foreign f = found.get().foreign(values);
    return new Foreign(f.name(), f.parameters(), f.ports(), Optional.of(file), f.place());
  }

  private Sized sized(Map<String, BigInteger> overrides) {
    var scope = new ConstantScope();
    var known = new LinkedHashMap<String, BigInteger>();
    for (String name : overrides.keySet()) {
      if (parameters.stream().noneMatch(p -> p.name().equals(name) && !p.local())) {
        throw new IllegalArgumentException("module " + this.name + " has no parameter " + name);
      }
    }
    for (Parameter p : parameters) {
      try {
        BigInteger whole = overrides.get(p.name());
        BigInteger value = cut(whole != null ? whole : p.value().in(scope), p, scope);
        scope.define(p.name(), value);
        known.put(p.name(), value);
      } catch (VerilogSyntaxException e) {
        scope.fail(p.name(), e); // matters only if a range needs it
      }
    }
    var sized = new ArrayList<SizedPort>();
    for (Port p : ports) {
      int left = p.range().isEmpty() ? 0 : p.range().get().left().index(scope);
      int right = p.range().isEmpty() ? 0 : p.range().get().right().index(scope);
      sized.add(new SizedPort(p.name(), p.direction(), p.kind(), p.signed(), left, right));
    }
    return new Sized(name, known, sized);
  }

  private static BigInteger cut(BigInteger value, Parameter p, ConstantScope scope) {
    if (p.range().isEmpty()) {
      return value;
    }
    Range range = p.range().get();
    int width = Math.abs(range.left().index(scope) - range.right().index(scope)) + 1;
    BigInteger modulus = BigInteger.ONE.shiftLeft(width);
    BigInteger low = value.mod(modulus);
    return p.signed() && low.testBit(width - 1) ? low.subtract(modulus) : low;
  }
}

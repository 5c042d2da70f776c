package chorale.hdl.ir;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A module that others wrote, for given parameters.
 *
 * <pre>{@code
 * var files = new LinkedHashSet<Path>(); // to be compiled with the design
 * for (Foreign other : circuit.foreign()) {
 *   other.source().ifPresent(files::add);
 * }
 * }</pre>
 *
 * @param name its name in their Verilog
 * @param parameters those that are set, by name
 * @param ports in the order of its port list
 * @param source the file that holds it, if the design's files shall hold it too
 * @param place where it begins
 */
public record Foreign(
    String name,
    Map<String, BigInteger> parameters,
    List<Port> ports,
    Optional<Path> source,
    Place place) {
  public Foreign {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    ports = List.copyOf(ports);
  }

  /** Its ports as those of a module of our own. */
  public ModuleIr asModule() {
    var own =
        ports.stream()
            .map(
                p ->
                    new ModuleIr.Port(
                        p.name, p.direction == Direction.INPUT, p.width, p.signed, p.place))
            .toList();
    return new ModuleIr(
        name, place, "", own, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /** Which way a port goes. */
  public enum Direction {
    INPUT,
    OUTPUT,
    INOUT
  }

  /** A port and the line that declares it. */
  public record Port(String name, Direction direction, int width, boolean signed, Place place) {}
}

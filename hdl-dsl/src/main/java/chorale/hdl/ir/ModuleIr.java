package chorale.hdl.ir;

import java.util.List;

/**
 * One hardware module. Each signal has exactly one driver: an input port is driven from outside, an
 * instance drives its output nets, a {@link Net} its value, a {@link Process} its target, and
 * {@link #clocked} the registers and memories.
 *
 * @param name unique in the circuit
 * @param place where the Java class begins to build it
 * @param doc what stands above the module in the Verilog, or ""
 * @param ports in the order of their declaration; clock and reset first, if the module needs them
 * @param registers state, in order of declaration
 * @param memories arrays of words
 * @param instances children
 * @param nets named values, each after those it uses (through nets)
 * @param processes signals with conditional drivers, evaluated without a clock
 * @param clocked what happens at the rising edge of {@code clock}
 */
public record ModuleIr(
    String name,
    Place place,
    String doc,
    List<Port> ports,
    List<Register> registers,
    List<Memory> memories,
    List<Instance> instances,
    List<Net> nets,
    List<Process> processes,
    List<Stmt> clocked) {

  /** Name of the implicit clock port. */
  public static final String CLOCK = "clock";

  /** Name of the implicit synchronous, active-high reset port. */
  public static final String RESET = "reset";

  public ModuleIr {
    ports = List.copyOf(ports);
    registers = List.copyOf(registers);
    memories = List.copyOf(memories);
    instances = List.copyOf(instances);
    nets = List.copyOf(nets);
    processes = List.copyOf(processes);
    clocked = List.copyOf(clocked);
  }

  /** The same module under another name. */
  public ModuleIr withName(String other) {
    return new ModuleIr(
        other, place, doc, ports, registers, memories, instances, nets, processes, clocked);
  }

  /** Whether a port, register, memory, net or process has that name. */
  public boolean hasSignal(String wanted) {
    return ports.stream().anyMatch(p -> p.name().equals(wanted))
        || registers.stream().anyMatch(r -> r.name().equals(wanted))
        || memories.stream().anyMatch(m -> m.name().equals(wanted))
        || nets.stream().anyMatch(n -> n.name().equals(wanted))
        || processes.stream().anyMatch(p -> p.target().equals(wanted));
  }

  /** The port of that name; throws if there is none. */
  public Port port(String port) {
    return ports.stream().filter(p -> p.name().equals(port)).findFirst().orElseThrow();
  }

  /** A port; an output is driven like a net of the same name. */
  public record Port(String name, boolean input, int width, boolean signed, Place place) {}

  /** A register; {@code init} is its value after reset, or null if reset leaves it alone. */
  public record Register(String name, int width, boolean signed, Expr.Const init, Place place) {}

  /** {@code depth} words of {@code width} bits. */
  public record Memory(String name, int depth, int width, Place place) {}

  /** A named value, or an output port with one unconditional driver. */
  public record Net(String name, Expr value, Place place) {}

  /** A signal (output port or declared here) and the statements that compute it, default first. */
  public record Process(String target, int width, boolean signed, List<Stmt> body, Place place) {
    public Process {
      body = List.copyOf(body);
    }
  }

  /** A child; every input is bound to a value and every output to a net of this module. */
  public record Instance(
      String name, String module, List<Binding> inputs, List<Binding> outputs, Place place) {
    public Instance {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * A child's port and what it is bound to; for an output {@code value} is the net that it drives.
   */
  public record Binding(String port, Expr value) {}
}

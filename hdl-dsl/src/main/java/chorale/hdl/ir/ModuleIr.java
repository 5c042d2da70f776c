package chorale.hdl.ir;

import java.math.BigInteger;
import java.util.List;

/**
 * One hardware module. Each signal has exactly one driver: an input port is driven from outside, an
 * instance drives its output nets, a {@link Net} its value, a {@link Process} its target, and a
 * {@link Domain} its registers; a memory may be written in several domains.
 *
 * <pre>{@code
 * ModuleIr queue = Elaboration.of(() -> new Fifo(null, 64, 16)).top();
 * int state = queue.registers().stream().mapToInt(ModuleIr.Register::width).sum();
 * assert state == 4 + 4 + 5; // head, tail and count
 * assert queue.port("enq_bits").width() == 64;
 * }</pre>
 *
 * @param name unique in the circuit
 * @param place where the Java class begins to build it
 * @param doc what stands above the module in the Verilog, or ""
 * @param ports in the order of their declaration; clock and reset first, if the module needs them
 * @param domains clocks, each with what happens at its edge; the module's own comes first
 * @param registers state, in order of declaration
 * @param memories arrays of words
 * @param instances children
 * @param nets named values, each after those it uses (through nets)
 * @param processes signals with conditional drivers, evaluated without a clock
 */
public record ModuleIr(
    String name,
    Place place,
    String doc,
    List<Port> ports,
    List<Domain> domains,
    List<Register> registers,
    List<Memory> memories,
    List<Instance> instances,
    List<Net> nets,
    List<Process> processes) {

  /** Name of the implicit clock port. */
  public static final String CLOCK = "clock";

  /** Name of the implicit reset port; {@code reset_n} if a 0 resets. */
  public static final String RESET = "reset";

  /** Name of the implicit reset port if a 0 resets. */
  public static final String RESET_LOW = "reset_n";

  public ModuleIr {
    ports = List.copyOf(ports);
    domains = List.copyOf(domains);
    registers = List.copyOf(registers);
    memories = List.copyOf(memories);
    instances = List.copyOf(instances);
    nets = List.copyOf(nets);
    processes = List.copyOf(processes);
  }

  /** The same module under another name. */
  public ModuleIr withName(String other) {
    return new ModuleIr(
        other, place, doc, ports, domains, registers, memories, instances, nets, processes);
  }

  /** Whether a port, register, memory, net or process has that name. */
  public boolean hasSignal(String wanted) {
    boolean found = false;
    for (Port p : ports) {
      found |= p.name.equals(wanted);
    }
    for (Register r : registers) {
      found |= r.name.equals(wanted);
    }
    for (Memory m : memories) {
      found |= m.name.equals(wanted);
    }
    for (Net n : nets) {
      found |= n.name.equals(wanted);
    }
    for (Process p : processes) {
      found |= p.target.equals(wanted);
    }
    return found;
  }

  /** Whether {@code port} is the clock or reset that a module has by itself. */
  public static boolean isImplicit(String port) {
    return port.equals(CLOCK) || port.equals(RESET) || port.equals(RESET_LOW);
  }

  /** What happens at the clock edges of all domains. */
  public List<Stmt> clocked() {
    return domains.stream().flatMap(d -> d.clocked.stream()).toList();
  }

  /** The port of that name; throws if there is none. */
  public Port port(String port) {
    return ports.stream().filter(p -> p.name().equals(port)).findFirst().orElseThrow();
  }

  /** A port; an output is driven like a net of the same name. */
  public record Port(String name, boolean input, int width, boolean signed, Place place) {}

  /**
   * A clock, the reset that goes with it, and the statements at its rising edge.
   *
   * @param clock a port or net of one bit
   * @param reset a port or net of one bit, or null if no register of the domain is reset
   * @param kind how {@code reset} acts
   * @param clocked what registers take and memories store
   */
  public record Domain(String clock, String reset, Reset kind, List<Stmt> clocked) {
    public Domain {
      clocked = List.copyOf(clocked);
    }

    /** The same clock and reset with other statements. */
    public Domain with(List<Stmt> statements) {
      return new Domain(clock, reset, kind, statements);
    }
  }

  /**
   * A register.
   *
   * @param init its value after reset, or null if reset leaves it alone
   * @param domain index of its domain
   * @param crosses whether it may take values of other domains: it is part of a synchroniser
   */
  public record Register(
      String name,
      int width,
      boolean signed,
      Expr.Const init,
      int domain,
      boolean crosses,
      Place place) {}

  /**
   * {@code depth} words of {@code width} bits. A read sees the words as they were before the edge.
   *
   * @param contents the first words at power-up; the others, or all if it is empty, are undefined
   * @param anyCollision whether a clocked read may have any value if its word is written meanwhile
   * @param crosses whether it may be read in other domains than those that write it
   */
  public record Memory(
      String name,
      int depth,
      int width,
      List<BigInteger> contents,
      boolean anyCollision,
      boolean crosses,
      Place place) {
    public Memory {
      contents = List.copyOf(contents);
    }
  }

  /**
   * A named value, or an output port with one unconditional driver.
   *
   * @param named whether a person chose the name; if not, nobody misses the net when it goes
   */
  public record Net(String name, Expr value, boolean named, Place place) {
    /** A net whose name a person chose. */
    public Net(String name, Expr value, Place place) {
      this(name, value, true, place);
    }
  }

  /** A signal (output port or declared here) and the statements that compute it, default first. */
  public record Process(String target, int width, boolean signed, List<Stmt> body, Place place) {
    public Process {
      body = List.copyOf(body);
    }
  }

  /**
   * A child; every input is bound to a value and every output to a net of this module.
   *
   * @param parameters of a module of others, those that are set
   */
  public record Instance(
      String name,
      String module,
      List<Parameter> parameters,
      List<Binding> inputs,
      List<Binding> outputs,
      Place place) {
    public Instance {
      parameters = List.copyOf(parameters);
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }

    /** The same child with other values at its inputs. */
    public Instance withInputs(List<Binding> values) {
      return new Instance(name, module, parameters, values, outputs, place);
    }
  }

  /** The value of a parameter of a module of others. */
  public record Parameter(String name, BigInteger value) {}

  /**
   * A child's port and what it is bound to; for an output {@code value} is the net that it drives.
   */
  public record Binding(String port, Expr value) {}
}

package chorale.hdl.ir;

import java.util.List;

/**
 * A whole design: its modules, each before the modules that instantiate it; the last is the top.
 * Equal modules occur once.
 *
 * <pre>{@code
 * Circuit circuit = Elaboration.of(() -> new StreamMerge(null, 64, 2, RoundRobinArbiter::new));
 * var names = circuit.modules().stream().map(ModuleIr::name).toList();
 * assert names.equals(List.of("RoundRobinArbiter", "StreamMerge"));
 * }</pre>
 *
 * @param modules what is emitted
 * @param foreign modules of others that are instantiated, in order of first use
 */
public record Circuit(List<ModuleIr> modules, List<Foreign> foreign) {
  public Circuit {
    modules = List.copyOf(modules);
    foreign = List.copyOf(foreign);
  }

  /** A design of its own modules alone. */
  public Circuit(List<ModuleIr> modules) {
    this(modules, List.of());
  }

  /** The module that no other one instantiates. */
  public ModuleIr top() {
    return modules.getLast();
  }

  /** The module of that name; throws if there is none. */
  public ModuleIr module(String name) {
    return modules.stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
  }
}

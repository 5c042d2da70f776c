package chorale.hdl.ir;

import java.util.List;

/**
 * A whole design: its modules, each before the modules that instantiate it; the last is the top.
 * Equal modules occur once.
 */
public record Circuit(List<ModuleIr> modules) {
  public Circuit {
    modules = List.copyOf(modules);
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

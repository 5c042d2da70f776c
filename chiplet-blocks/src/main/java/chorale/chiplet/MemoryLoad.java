package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/** A port through which a host fills a memory before the run: one word per cycle. */
public record MemoryLoad(Bool valid, UInt address, UInt data) implements Bundle {
  /** The port of {@code module} for a memory of {@code depth} words. */
  public static MemoryLoad port(Module module, int depth, int width) {
    return new MemoryLoad(module.inBool(), module.in(Module.log2(depth)), module.in(width));
  }

  /** Connects this port, a child's, to one of its parent. */
  public void from(MemoryLoad host) {
    valid.set(host.valid);
    address.set(host.address);
    data.set(host.data);
  }

  /** Lets this port, of {@code module}, write {@code memory}. */
  public void into(Module module, Memory memory) {
    module.when(valid, () -> memory.write(address, data));
  }
}

package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;

/**
 * The interface of a memory controller: requests for bursts, dealt with in order. A read is
 * answered by as many flits of data as it asks for, a write by a pulse of {@code written} when all
 * of its flits are in the memory. {@code address} and {@code length} are in flits.
 */
record MemoryPort(
    Bool valid, Bool ready, Bool write, UInt address, UInt length, Stream data, Bool written)
    implements Bundle {
  /** The side of the controller. */
  static MemoryPort server(Module module, int lengthBits, int dataBits) {
    return new MemoryPort(
        module.inBool(),
        module.outBool(),
        module.inBool(),
        module.in(PackageParameters.DRAM_ADDRESS_BITS),
        module.in(lengthBits),
        module.source(dataBits),
        module.outBool());
  }
}

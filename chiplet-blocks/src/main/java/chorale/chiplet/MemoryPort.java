package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;

/**
 * The interface of a memory controller: requests for bursts, answered in order by as many flits of
 * data as they ask for. {@code address} and {@code length} are in flits.
 */
record MemoryPort(Bool valid, Bool ready, UInt address, UInt length, Stream data)
    implements Bundle {
  /** The side of the controller. */
  static MemoryPort server(Module module, int lengthBits, int dataBits) {
    return new MemoryPort(
        module.inBool(),
        module.outBool(),
        module.in(PackageParameters.DRAM_ADDRESS_BITS),
        module.in(lengthBits),
        module.source(dataBits));
  }
}

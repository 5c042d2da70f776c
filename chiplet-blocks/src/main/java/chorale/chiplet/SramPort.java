package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/** A request for one word of an SRAM; it moves in every cycle in which {@code grant} is 1 too. */
public record SramPort(Bool request, UInt address, Bool grant) implements Bundle {
  /** The side of the SRAM. */
  public static SramPort server(Module module, int addressBits) {
    return new SramPort(module.inBool(), module.in(addressBits), module.outBool());
  }

  /** The side of an engine. */
  public static SramPort client(Module module, int addressBits) {
    return new SramPort(module.outBool(), module.out(addressBits), module.inBool());
  }

  /** Connects this end, the SRAM's, to an engine. */
  public void from(SramPort client) {
    request.set(client.request);
    address.set(client.address);
    client.grant.set(grant);
  }

  /** Whether a word moves in this cycle. */
  public Bool fire() {
    return request.and(grant);
  }
}

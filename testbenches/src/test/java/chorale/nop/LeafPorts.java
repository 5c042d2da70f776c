package chorale.nop;

import chorale.sim.Model;
import chorale.sim.Port;

/**
 * The two links of a leaf as ports of a model, by the leaf's number: {@code enter_n}, into the
 * network, and {@code leave_n}, out of it.
 */
record LeafPorts(Port valid, Port flit, Port credit, Port arrives, Port arriving, Port returns) {
  static LeafPorts of(Model m, int leaf) {
    return new LeafPorts(
        m.port("enter_%d_valid".formatted(leaf)),
        m.port("enter_%d_flit".formatted(leaf)),
        m.port("enter_%d_credit".formatted(leaf)),
        m.port("leave_%d_valid".formatted(leaf)),
        m.port("leave_%d_flit".formatted(leaf)),
        m.port("leave_%d_credit".formatted(leaf)));
  }
}

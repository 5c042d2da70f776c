package chorale.chiplet.vector;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Ports;

/**
 * What the engine does in a cycle; none of these: it has no command.
 *
 * @param step an instruction is issued for lanes of a row
 * @param read it is not: its read is refused
 * @param write it is not: a write was refused in the cycle before
 */
public record VectorActivity(Bool step, Bool read, Bool write) implements Bundle {
  static VectorActivity of(Ports p) {
    return new VectorActivity(p.outBool(), p.outBool(), p.outBool());
  }
}

package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Ports;
import chorale.hdl.UInt;

/**
 * What the requests of one direction want of a bank.
 *
 * @param any whether one waits
 * @param row that the first of them asks for
 * @param stamp when that row was first asked for
 */
public record Demand(Bool any, UInt row, UInt stamp) implements Bundle {
  /** As {@link RowQueue} gives it. */
  public static Demand of(Ports io, DramShape shape) {
    return new Demand(
        io.outBool(), io.out(shape.rowBits()), io.out(ControllerParameters.STAMP_BITS));
  }
}

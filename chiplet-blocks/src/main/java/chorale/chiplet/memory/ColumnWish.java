package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Ports;
import chorale.hdl.UInt;

/**
 * The column command that a bank could get in this cycle.
 *
 * @param ready whether a request of the current direction hits the open row, and may go
 * @param stamp of the request's row
 */
public record ColumnWish(Bool ready, UInt stamp) implements Bundle {
  /** As {@link BankMachine} gives it. */
  public static ColumnWish of(Ports io) {
    return new ColumnWish(io.outBool(), io.out(ControllerParameters.STAMP_BITS));
  }
}

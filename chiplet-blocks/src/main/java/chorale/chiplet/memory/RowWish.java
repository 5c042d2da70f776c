package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Ports;
import chorale.hdl.UInt;

/**
 * The row command that a bank could get in this cycle: at most one of the five.
 *
 * @param opensNow an activate for the current direction
 * @param opensAhead an activate for the other direction, since the current one wants nothing here
 * @param closesNow a precharge, since the current direction wants another row
 * @param closesAhead a precharge, since the other direction wants another row
 * @param closesIdle a precharge, since nobody wants the bank
 * @param row to open
 * @param stamp when the row was first asked for
 */
public record RowWish(
    Bool opensNow,
    Bool opensAhead,
    Bool closesNow,
    Bool closesAhead,
    Bool closesIdle,
    UInt row,
    UInt stamp)
    implements Bundle {
  /** As {@link BankMachine} gives it. */
  public static RowWish of(Ports io, DramShape shape) {
    return new RowWish(
        io.outBool(),
        io.outBool(),
        io.outBool(),
        io.outBool(),
        io.outBool(),
        io.out(shape.rowBits()),
        io.out(ControllerParameters.STAMP_BITS));
  }
}

package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Choice;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * The buses between a controller and the PHY of one pseudo-channel: HBM has separate ones for row
 * and column commands, so that one of each may go in a cycle. The PHY gathers and spreads the beats
 * of a burst: the burst of a read stands on {@code readData} in the cycle {@code cl + bl} after the
 * command; that of a write must stand on {@code writeData} in the cycle {@code cwl} after it.
 *
 * @param rowCommand on the row bus
 * @param rowBank the bank of an activate, a precharge or the refresh of one bank
 * @param row the row of an activate
 * @param columnCommand on the column bus
 * @param columnBank the bank of a read or a write
 * @param column the burst in the open row
 * @param writeData a burst with its check bits; 1 bit, 0, in a timing datapath
 * @param readData a burst with its check bits; 1 bit, not read, in a timing datapath
 */
public record DramBus(
    Choice<Row> rowCommand,
    UInt rowBank,
    UInt row,
    Choice<Column> columnCommand,
    UInt columnBank,
    UInt column,
    UInt writeData,
    UInt readData)
    implements Bundle {
  /** Commands of the row bus. */
  public enum Row {
    /** Nothing. */
    NONE,
    /** Opens a row of a bank. */
    ACTIVATE,
    /** Closes a bank. */
    PRECHARGE,
    /** Closes all banks. */
    PRECHARGE_ALL,
    /** Refreshes all banks, which are closed. */
    REFRESH_ALL,
    /** Refreshes one bank, which is closed. */
    REFRESH_BANK
  }

  /** Commands of the column bus. */
  public enum Column {
    /** Nothing. */
    NONE,
    /** Reads a burst of the open row. */
    READ,
    /** Writes a burst of the open row. */
    WRITE
  }

  /** The controller's side; {@code dataBits} as {@link ControllerParameters#busBits()}. */
  public static DramBus controller(Module m, DramShape shape, int dataBits) {
    return new DramBus(
        m.out(Row.class),
        m.out(shape.bankBits()),
        m.out(shape.rowBits()),
        m.out(Column.class),
        m.out(shape.bankBits()),
        m.out(shape.columnBits()),
        m.out(dataBits),
        m.in(dataBits));
  }

  /** Passes a child's bus on to ports of its parent. */
  public void from(DramBus child) {
    rowCommand.set(child.rowCommand);
    rowBank.set(child.rowBank);
    row.set(child.row);
    columnCommand.set(child.columnCommand);
    columnBank.set(child.columnBank);
    column.set(child.column);
    writeData.set(child.writeData);
    child.readData.set(readData);
  }

  /** Nobody has to read the commands: the device is not simulated. */
  public void leaveOpen() {
    rowCommand.optional();
    rowBank.optional();
    row.optional();
    columnCommand.optional();
    columnBank.optional();
    column.optional();
    writeData.optional();
  }

  /** Whether a command is a read. */
  Bool reads() {
    return columnCommand.is(Column.READ);
  }
}

package chorale.chiplet.memory;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.util.List;

/**
 * Whether a request to the same burst may be waiting, which the new one must not overtake. Waiting
 * reads and writes are counted for each pair of bank and column; together with the queue's word
 * that somebody waits for the row, this errs to the safe side only: a request to another row with
 * that column may be waiting while others wait for the row. No latency.
 */
final class Hazards extends Module {
  /** The new request's burst. */
  final UInt bank;

  final UInt column;

  /** A read, a write of its row waits. */
  final Bool rowRead;

  final Bool rowWritten;

  /** A read, a write of its burst may be waiting. */
  final Bool readWaits;

  final Bool writeWaits;

  /** The new request is taken as a read, a write that waits. */
  final Bool takesRead;

  final Bool takesWrite;

  /** A command goes out, and for which burst. */
  final Bool reads;

  final Bool writes;
  final UInt issuedBank;
  final UInt issuedReadColumn;
  final UInt issuedWriteColumn;

  Hazards(Module parent, ControllerParameters p) {
    super(parent);
    DramShape shape = p.shape();
    bank = in(shape.bankBits());
    column = in(shape.columnBits());
    rowRead = inBool();
    rowWritten = inBool();
    readWaits = outBool();
    writeWaits = outBool();
    takesRead = inBool();
    takesWrite = inBool();
    reads = inBool();
    writes = inBool();
    issuedBank = in(shape.bankBits());
    issuedReadColumn = in(shape.columnBits());
    issuedWriteColumn = in(shape.columnBits());

    var readsAt = new PendingBursts(this, shape, p.reads());
    var writesAt = new PendingBursts(this, shape, p.writes());
    for (var table : List.of(readsAt, writesAt)) {
      table.at.set(Bits.cat(bank, column));
    }
    readsAt.add.set(takesRead);
    readsAt.remove.set(reads);
    readsAt.removed.set(Bits.cat(issuedBank, issuedReadColumn));
    writesAt.add.set(takesWrite);
    writesAt.remove.set(writes);
    writesAt.removed.set(Bits.cat(issuedBank, issuedWriteColumn));
    readWaits.set(readsAt.waits.and(rowRead));
    writeWaits.set(writesAt.waits.and(rowWritten));
  }
}

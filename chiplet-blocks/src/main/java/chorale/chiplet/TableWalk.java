package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;

/**
 * The entries of an engine's table that its commands name ({@link TableRange}), one after the
 * other, without a gap from one command to the next. The host fills the table before the run.
 */
final class TableWalk {
  /** There is an entry. */
  final Bool working;

  /** The entry. */
  final UInt now;

  /** It is the last one of its command. */
  final Bool last;

  private final Module engine;
  private final Stream start;
  private final TableRange command;
  private final UInt entry;
  private final UInt left;

  /** In {@code engine}, whose commands are {@code start}. */
  TableWalk(Module engine, Stream start, MemoryLoad load, int entries, int entryBits) {
    this.engine = engine;
    this.start = start;
    command = new TableRange(entries);
    var table = engine.mem(entries, entryBits).named("table");
    load.into(engine, table);
    working = engine.regBool().named("working");
    entry = engine.reg(Module.log2(entries)).named("entry");
    left = engine.reg(Module.log2(entries + 1)).named("left");
    now = table.read(entry).named("now");
    last = left.eq(1).named("last_entry");
  }

  /** Goes on to the next entry where {@code ends}; whether a command ends with that. */
  Bool advance(Bool ends) {
    engine.when(
        ends,
        () -> {
          entry.set(entry.plus(1));
          left.set(left.minus(1));
        });
    var commandEnds = ends.and(last).named("command_ends");
    start.ready().set(working.not().or(commandEnds));
    engine
        .when(
            start.fire(),
            () -> {
              working.set(true);
              entry.set(command.first.of(start.bits()));
              left.set(command.count.of(start.bits()));
            })
        .elseWhen(commandEnds, () -> working.set(false));
    return commandEnds;
  }
}

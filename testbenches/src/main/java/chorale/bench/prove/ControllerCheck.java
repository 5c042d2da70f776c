package chorale.bench.prove;

import chorale.chiplet.memory.ControllerParameters;
import chorale.chiplet.memory.DramBus.Column;
import chorale.chiplet.memory.DramBus.Row;
import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.HbmController;
import chorale.chiplet.memory.HbmCounter;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.Vec;

/**
 * A whole {@link HbmController} with any requests. One tag and one burst that the proof chooses
 * stand for all: there are never more answers of the tag than reads, and as many when the
 * controller is idle. Reads of the burst go out only if they were asked for and no write was
 * waiting; they and writes of it never wait together, so none overtakes another. Rows are opened in
 * closed banks, read and written in open ones.
 */
final class ControllerCheck extends Module {
  private static final int COUNT_BITS = 4;

  ControllerCheck(ControllerParameters p) {
    super(null);
    DramShape shape = p.shape();
    var controller = new HbmController(this, p);
    controller.name("controller");
    var port = controller.port;
    var bus = controller.bus;
    var started = regBool().named("started");
    started.set(true);
    port.valid().set(inBool().named("valid").and(started));
    port.write().set(inBool().named("write"));
    port.bank().set(in(shape.bankBits()).named("bank"));
    port.row().set(in(shape.rowBits()).named("row"));
    port.column().set(in(shape.columnBits()).named("column"));
    port.tag().set(in(p.tagBits()).named("tag"));
    port.data().set(0);
    bus.readData().set(0);
    controller.select.set(HbmCounter.READS.ordinal());
    var noData = bus.writeData().any().or(port.answerData().any()).or(port.corrected());
    var tag = chosen("my_tag", p.tagBits(), started);
    var burst = chosen("my_burst", shape.burstAddressBits(), started);
    var moves = port.fire().named("moves");
    var reads = moves.andNot(port.write()).named("reads");
    var asks = reads.and(port.tag().eq(tag)).named("asks");
    var answered = port.answer().and(port.answerTag().eq(tag)).named("answered");
    var open = counter("open_reads", asks, answered);
    var answersRight = answered.not().or(open.any()).and(controller.idle.not().or(open.eq(0)));
    assertThat(answersRight, "an answer for each read, and none without one");

    var isOpen = Vec.of(shape.banks(), _ -> regBool());
    var rowOf = Vec.of(shape.banks(), _ -> reg(shape.rowBits()));
    var activates = bus.rowCommand().is(Row.ACTIVATE).named("activates");
    var closes = bus.rowCommand().is(Row.PRECHARGE).named("closes");
    var closesAll = bus.rowCommand().is(Row.PRECHARGE_ALL).named("closes_all");
    for (int b = 0; b < shape.banks(); b++) {
      int bank = b;
      var own = bus.rowBank().eq(b);
      when(
              activates.and(own),
              () -> {
                isOpen.get(bank).set(true);
                rowOf.get(bank).set(bus.row());
              })
          .elseWhen(closes.and(own).or(closesAll), () -> isOpen.get(bank).set(false));
    }
    assertThat(activates.and(isOpen.at(bus.rowBank())).not(), "an activate finds its bank closed");
    assertThat(closes.not().or(isOpen.at(bus.rowBank())), "a precharge finds its bank open");
    var columns = bus.columnCommand().is(Column.NONE).not().named("columns");
    assertThat(columns.not().or(isOpen.at(bus.columnBank())), "a column is of an open bank");

    var counted = reg(COUNT_BITS).named("counted");
    when(bus.columnCommand().is(Column.READ), () -> counted.set(counted.plus(1)));
    var isCounted = controller.counter.truncate(COUNT_BITS).eq(counted);
    assertThat(isCounted.andNot(noData).andNot(port.broken()), "reads are counted, without data");

    var row = rowOf.at(bus.columnBank());
    var here = Bits.cat(bus.columnBank(), row, bus.column()).eq(burst).named("here");
    var asked = Bits.cat(port.bank(), port.row(), port.column()).eq(burst).named("asked");
    var issuesRead = here.and(bus.columnCommand().is(Column.READ)).named("issues_read");
    var issuesWrite = here.and(bus.columnCommand().is(Column.WRITE)).named("issues_write");
    var writesOpen = counter("open_writes", moves.and(port.write()).and(asked), issuesWrite);
    // A read that comes while a write waits is answered from there.
    var goesOut = reads.and(asked).and(writesOpen.eq(0)).named("goes_out");
    var readsOpen = counter("reads_of_burst", goesOut, issuesRead);
    var once = issuesRead.not().or(readsOpen.any()).and(issuesWrite.not().or(writesOpen.any()));
    var apart = readsOpen.eq(0).or(writesOpen.eq(0));
    var rest = controller.idle.not().or(readsOpen.eq(0).and(writesOpen.eq(0)));
    assertThat(once.and(apart).and(rest), "a burst's requests go out once, and none overtakes");
  }

  /** A constant that the proof chooses in the first cycle. */
  private UInt chosen(String name, int width, Bool started) {
    var some = in(width).named("some_" + name);
    var value = reg(width).named(name);
    when(started.not(), () -> value.set(some));
    return value;
  }

  private UInt counter(String name, Bool up, Bool down) {
    var count = reg(COUNT_BITS).named(name);
    count.set(count.plus(up.zext(COUNT_BITS)).minus(down.zext(COUNT_BITS)));
    return count;
  }
}

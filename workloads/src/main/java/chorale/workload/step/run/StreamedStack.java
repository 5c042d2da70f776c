package chorale.workload.step.run;

/**
 * A stack whose data buses are busy one after the other for the blocks that are read and written,
 * and stand still for refreshes and changes of direction. Rows open behind others' data.
 *
 * <p>Reads and writes that come in turn fill both of a controller's buffers (Direction): while it
 * writes, w writes come for r reads until those fill their places P, so P w / r more writes go than
 * had filled theirs, Q. So there is a change and one back for Q + P w / r writes, or w r / (Q r + P
 * w) of them in w writes and r reads.
 */
final class StreamedStack implements StackModel {
  private final Agenda agenda;
  private final HbmTimes hbm;
  private final BlockTimes times;
  private final long change;
  private long free;
  private long nextRefresh;
  private long written; // bursts since the last change
  private long read;
  private long busy;

  StreamedStack(Agenda agenda, StepTiming.Stack stack, BlockTimes times) {
    this.agenda = agenda;
    this.times = times;
    hbm = stack.hbm();
    nextRefresh = Math.floorMod(hbm.refi() - 1 - stack.ran(), (long) hbm.refi());
    // without data from a read to a write, and from a write to a read
    change = Math.max(0, hbm.rtw() + hbm.cwl() - hbm.cl() - hbm.bl()) + hbm.wtrS() + hbm.cl();
  }

  @Override
  public void begin(long block, long blocks, boolean writes, Seen firstWhole, Seen whole) {
    long data = blocks * times.busCycles;
    long toData = 1 + BlockTimes.TO_COMMAND - 2 + (writes ? hbm.cwl() : hbm.cl());
    long start = Math.max(agenda.now() + toData, free);
    busy += data;
    written += writes ? blocks * times.bursts : 0;
    read += writes ? 0 : blocks * times.bursts;
    long buffer = hbm.control().writes();
    long changes =
        written == 0 ? 0 : written * read / (buffer * read + hbm.control().reads() * written);
    if (changes > 0) {
      data += changes * change;
      written = 0;
      read = 0;
    }
    long first = over(start, times.busCycles);
    free = over(start, data);
    if (writes) {
      long taken = agenda.now() + 1 + blocks * times.bursts;
      long full = free - buffer * hbm.bl();
      whole.from(Math.max(taken, full) + 1);
    } else {
      firstWhole.from(first + BlockTimes.TO_REPLY);
      whole.from(free + BlockTimes.TO_REPLY);
    }
  }

  /** The end of so much work, with refreshes that are due. */
  private long over(long start, long work) {
    while (nextRefresh + hbm.refi() <= start) {
      nextRefresh += hbm.refi();
    }
    long end = start + work;
    for (long due = nextRefresh; due < end; due += hbm.refi()) {
      long idle = due + hbm.refreshLeast() - Math.max(start, due);
      end += Math.max(0, idle);
    }
    return end;
  }

  @Override
  public long busy() {
    return busy;
  }
}

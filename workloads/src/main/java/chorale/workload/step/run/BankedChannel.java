package chorale.workload.step.run;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * A pseudo-channel with its controller, cycle by cycle while it has anything to do: StackChannel
 * and HbmController. What a cycle decides depends on what the cycles before have left.
 */
final class BankedChannel {
  private static final long LONG_AGO = Long.MIN_VALUE / 4;
  private static final int WINDOW = 4; // activates in tFAW
  private static final int MOST_OWED = 7; // Refresher

  /** From a read's command to the count of its transfer, besides cl and bl: answer, count. */
  private static final int TO_COUNT = 2;

  /** From a read that the write buffer answers to the count of its transfer. */
  private static final int FORWARDED = 3;

  /** A transfer's bursts in all channels. */
  static final class Transfer {
    private final StackModel.Seen whole;
    private long left;
    private long last;

    Transfer(long bursts, StackModel.Seen whole) {
      left = bursts;
      this.whole = whole;
    }

    void moved(long seen) {
      last = Math.max(last, seen);
      if (--left == 0) {
        whole.from(last);
      }
    }
  }

  private record Job(Transfer transfer, boolean writes, long from, long behind, long begins) {}

  private final Agenda agenda;
  private final HbmTimes t;
  private final ArrayDeque<Job> jobs = new ArrayDeque<>();
  private long nextBurst = -1;

  private final RowQueues reads;
  private final RowQueues writes;
  private final BatchDirection direction;
  private final Bank[] bank;
  private final ArrayDeque<Long> freedWrites = new ArrayDeque<>(); // when their slots are free
  private int stamp;

  // RankGates: from when on a command may go
  private long anyActivate = LONG_AGO;
  private long anyRead = LONG_AGO;
  private long anyWrite = LONG_AGO;
  private final long[] groupActivate;
  private final long[] groupRead;
  private final long[] groupWrite;
  private final long[] window = new long[WINDOW];
  private int oldest;

  // Refresher
  private long nextDue;
  private int owed;

  private long untilSeal; // cycle of the next seal
  private boolean running;
  private long busy;
  private long clock; // the cycle that is next

  private static final class Bank {
    int openRow = -1;
    long activate = LONG_AGO;
    long precharge = LONG_AGO;
    long read = LONG_AGO;
    long write = LONG_AGO;
  }

  BankedChannel(Agenda agenda, HbmTimes times, long ran) {
    this.agenda = agenda;
    t = times;
    var shape = t.shape();
    reads = new RowQueues(shape, t.control().rowsPerBank());
    writes = new RowQueues(shape, t.control().rowsPerBank());
    direction = new BatchDirection(t);
    bank = new Bank[shape.banks()];
    Arrays.setAll(bank, _ -> new Bank());
    groupActivate = new long[shape.bankGroups()];
    groupRead = new long[shape.bankGroups()];
    groupWrite = new long[shape.bankGroups()];
    Arrays.fill(groupActivate, LONG_AGO);
    Arrays.fill(groupRead, LONG_AGO);
    Arrays.fill(groupWrite, LONG_AGO);
    Arrays.fill(window, LONG_AGO);
    // what fell due before the run has been done
    nextDue = Math.floorMod(t.refi() - 1 - ran, (long) t.refi());
    untilSeal = Math.floorMod(-ran, (long) t.control().ageCap());
  }

  long busy() {
    return busy;
  }

  /** The bursts {@code from .. behind-1} of the channel, asked for in this cycle. */
  void begin(Transfer transfer, boolean isWrite, long from, long behind) {
    jobs.add(new Job(transfer, isWrite, from, behind, agenda.now() + 1));
    if (!running) {
      running = true;
      idle(agenda.now() + 1);
      agenda.at(agenda.now() + 1, this::step);
    }
  }

  /** Nothing but refreshes happened until {@code until}. */
  private void idle(long until) {
    while (nextDue < until) {
      long closes = Math.max(nextDue + 1, clock);
      boolean anyOpen = false;
      for (Bank b : bank) {
        if (b.openRow >= 0) {
          anyOpen = true;
          closes = Math.max(closes, b.precharge);
        }
      }
      long at = anyOpen ? closes + t.rp() : closes;
      for (Bank b : bank) {
        at = Math.max(at, b.activate);
      }
      for (Bank b : bank) {
        b.openRow = -1;
        b.activate = at + t.rfc();
      }
      nextDue += t.refi();
    }
    while (untilSeal < until) {
      untilSeal += t.control().ageCap();
    }
    clock = until;
  }

  private void step() {
    long now = agenda.now();
    clock = now + 1;
    boolean due = owed > 0;
    boolean writing = direction.writing();
    // decided by what the cycles before have left
    int column = due ? -1 : pickColumn(now);
    int readsWait = reads.size();
    int writesWait = writes.size();
    boolean readsLate = reads.late();
    boolean writesLate = writes.late();
    boolean refreshed = due && refresh(now);
    if (!due) {
      row(now, writing);
    }
    accept(now, writing ? -1 : column, writing ? column : -1);
    if (column >= 0) {
      column(now, column, writing);
    }
    if (now >= untilSeal) {
      reads.seal();
      writes.seal();
      untilSeal += t.control().ageCap();
    }
    reads.commit();
    writes.commit();
    direction.next(column >= 0, readsWait, writesWait, readsLate, writesLate);
    boolean falls = now == nextDue;
    if (falls) {
      nextDue += t.refi();
    }
    owed += (falls ? 1 : 0) - (refreshed ? 1 : 0);
    owed = Math.min(owed, MOST_OWED);
    if (jobs.isEmpty() && reads.size() + writes.size() == 0 && owed == 0 && !direction.writing()) {
      running = false;
    } else {
      agenda.at(now + 1, this::step);
    }
  }

  // --- requests ---

  private void accept(long now, int readTaken, int writeTaken) {
    var job = jobs.peek();
    if (job == null || job.begins > now) {
      return;
    }
    long at = nextBurst < 0 ? job.from : nextBurst;
    var shape = t.shape();
    int groups = shape.bankGroups();
    int each = shape.banksPerGroup();
    int group = (int) (at % groups);
    int columnOf = (int) (at / groups % shape.columns());
    long set = at / groups / shape.columns();
    int number = (int) (set % each);
    int rowOf = (int) (set / each);
    group ^= rowOf % groups;
    number ^= rowOf / groups % each;
    int b = group * each + number;
    int burst = b * shape.columns() + columnOf;
    while (!freedWrites.isEmpty() && freedWrites.peek() <= now) {
      freedWrites.remove();
    }
    if (job.writes) {
      boolean waits = reads.waits(burst, b, rowOf);
      int used = writes.size() + freedWrites.size();
      if (waits || used >= t.control().writes() || !writes.room(b)) {
        return;
      }
      writes.put(new RowQueues.Request(job.transfer, b, rowOf, columnOf), nextStamp(), writeTaken);
      job.transfer.moved(now + 1);
    } else {
      boolean waits = writes.waits(burst, b, rowOf);
      if (waits) {
        if (!writes.newest(burst, rowOf)) {
          return;
        }
        job.transfer.moved(now + FORWARDED);
      } else {
        if (reads.size() >= t.control().reads() || !reads.room(b)) {
          return;
        }
        reads.put(new RowQueues.Request(job.transfer, b, rowOf, columnOf), nextStamp(), readTaken);
      }
    }
    nextBurst = at + 1;
    if (nextBurst == job.behind) {
      jobs.remove();
      nextBurst = -1;
    }
  }

  private int nextStamp() {
    return stamp++; // a number that is not used leaves the order as it is
  }

  // --- commands ---

  private int pickColumn(long now) {
    boolean writing = direction.writing();
    var queue = writing ? writes : reads;
    if (queue.size() == 0 || (writing ? anyWrite : anyRead) > now) {
      return -1;
    }
    int best = -1;
    for (int b = 0; b < bank.length; b++) {
      var first = queue.first(b);
      if (first == null || bank[b].openRow != first.row()) {
        continue;
      }
      int g = b / t.shape().banksPerGroup();
      boolean may =
          writing
              ? bank[b].write <= now && groupWrite[g] <= now
              : bank[b].read <= now && groupRead[g] <= now;
      if (may && (best < 0 || first.stamp() < queue.first(best).stamp())) {
        best = b;
      }
    }
    return best;
  }

  private void column(long now, int b, boolean writing) {
    int g = b / t.shape().banksPerGroup();
    busy += t.bl();
    if (writing) {
      writes.take(b);
      freedWrites.add(now + t.cwl() + 1);
      bank[b].precharge = Math.max(bank[b].precharge, now + t.writeToPrecharge());
      anyRead = now + t.writeToReadS();
      anyWrite = now + t.ccdS();
      groupRead[g] = now + t.writeToReadL();
      groupWrite[g] = now + t.ccdL();
      return;
    }
    reads.take(b).transfer().moved(now + t.cl() + t.bl() + TO_COUNT);
    bank[b].precharge = Math.max(bank[b].precharge, now + t.rtp());
    anyRead = now + t.ccdS();
    anyWrite = now + t.rtw();
    groupRead[g] = now + t.ccdL();
  }

  /** The row command: activates before precharges, this direction's before the other one's. */
  private void row(long now, boolean writing) {
    boolean anyOpens = anyActivate <= now && window[oldest] + t.faw() <= now;
    int best = -1;
    int bestClass = 4;
    int bestStamp = 0;
    for (int b = 0; b < bank.length; b++) {
      var mine = writing ? writes.first(b) : reads.first(b);
      boolean ahead = mine == null;
      var wanted = ahead ? (writing ? reads.first(b) : writes.first(b)) : mine;
      if (wanted == null) {
        continue;
      }
      int kind;
      if (bank[b].openRow < 0) {
        int g = b / t.shape().banksPerGroup();
        if (!anyOpens || bank[b].activate > now || groupActivate[g] > now) {
          continue;
        }
        kind = ahead ? 1 : 0;
      } else if (bank[b].openRow != wanted.row() && bank[b].precharge <= now) {
        kind = ahead ? 3 : 2;
      } else {
        continue;
      }
      if (kind < bestClass || kind == bestClass && wanted.stamp() < bestStamp) {
        best = b;
        bestClass = kind;
        bestStamp = wanted.stamp();
      }
    }
    if (best < 0) {
      return;
    }
    var of = bank[best];
    if (bestClass < 2) {
      var mine = writing ? writes.first(best) : reads.first(best);
      var wanted = mine != null ? mine : (writing ? reads : writes).first(best);
      of.openRow = wanted.row();
      of.activate = now + t.ras() + t.rp();
      of.precharge = now + t.ras();
      of.read = now + t.rcdRead();
      of.write = now + t.rcdWrite();
      anyActivate = now + t.rrdS();
      groupActivate[best / t.shape().banksPerGroup()] = now + t.rrdL();
      window[oldest] = now;
      oldest = (oldest + 1) % WINDOW;
    } else {
      of.openRow = -1;
      of.activate = Math.max(of.activate, now + t.rp());
    }
  }

  /** Closes all banks, then refreshes; whether the refresh goes out. */
  private boolean refresh(long now) {
    boolean anyOpen = false;
    boolean mayClose = true;
    boolean mayRefresh = true;
    for (Bank b : bank) {
      anyOpen |= b.openRow >= 0;
      mayClose &= b.openRow < 0 || b.precharge <= now;
      mayRefresh &= b.openRow < 0 && b.activate <= now;
    }
    if (anyOpen && mayClose) {
      for (Bank b : bank) {
        b.activate = Math.max(b.activate, now + t.rp());
        b.openRow = -1;
      }
    }
    if (mayRefresh) {
      for (Bank b : bank) {
        b.activate = now + t.rfc();
      }
    }
    return mayRefresh;
  }
}

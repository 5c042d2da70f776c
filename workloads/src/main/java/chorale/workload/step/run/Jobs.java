package chorale.workload.step.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one resource has to do, job by job. Job j cannot begin before its head, and when it is done
 * its tail follows. So for every set of jobs the earliest of their heads, their work one after the
 * other, and the shortest of their tails are a bound (Carlier, The one-machine sequencing problem,
 * 1982). Of sets those are looked at that have all jobs with heads and tails of at least h and t.
 */
final class Jobs {
  /** What a set's work takes at least. */
  interface Span {
    /** Cycles for so much work; {@code buffered}: some of it may be left over in buffers. */
    long of(long work, boolean buffered);
  }

  /**
   * A job of a command.
   *
   * @param head from the command's issue to the job's begin, at least
   * @param work of the resource
   * @param tail from the job's end to the command's end, at least
   * @param arrival whose last packet may be among it, or -1
   * @param toArrival from the job's end to that, at least
   * @param buffered whether it may be left over in buffers when it is done
   * @param spared of jobs with this number so much may not have to be done; or -1
   */
  record Job(
      int command,
      long head,
      long work,
      long tail,
      int arrival,
      long toArrival,
      boolean buffered,
      int spared) {}

  /** Heads that are looked at, evenly among all. */
  private static final int HEADS = 48;

  final String name;
  private final Span span;
  private final long spared;
  private final List<Job> jobs = new ArrayList<>();

  private record Timed(long head, long work, long tail, boolean buffered, int spared) {}

  /** Jobs of a resource; {@code spared} is what may not have to be done, of each such number. */
  Jobs(String name, Span span, long spared) {
    this.name = name;
    this.span = span;
    this.spared = spared;
  }

  void add(int command, long head, long work, long tail) {
    jobs.add(new Job(command, head, work, tail, -1, 0, false, -1));
  }

  void add(Job job) {
    jobs.add(job);
  }

  long work() {
    return jobs.stream().mapToLong(Job::work).sum();
  }

  /** The bound for what {@code tails} lead to, from commands issued no earlier than so. */
  long bound(long[] issue, Tails tails) {
    var timed = new ArrayList<Timed>();
    for (Job j : jobs) {
      long tail = Math.max(tails.behindDone(j.command) + j.tail, Tails.NONE);
      if (j.arrival >= 0) {
        tail = Math.max(tail, tails.behindArrival(j.arrival) + j.toArrival);
      }
      if (tail > Tails.NONE / 2) {
        timed.add(new Timed(issue[j.command] + j.head, j.work, tail, j.buffered, j.spared));
      }
    }
    if (timed.isEmpty()) {
      return 0;
    }
    var heads = timed.stream().mapToLong(Timed::head).sorted().distinct().toArray();
    timed.sort(Comparator.comparingLong((Timed t) -> -t.tail));
    long best = 0;
    int step = Math.max(1, heads.length / HEADS);
    for (int h = 0; h < heads.length; h += step) {
      long work = 0;
      boolean buffered = false;
      var without = new HashMap<Integer, Long>();
      for (Timed t : timed) {
        if (t.head >= heads[h]) {
          work += t.spared < 0 ? t.work : needed(without, t);
          buffered |= t.buffered;
          long busy = span.of(work, buffered);
          best = busy > 0 ? Math.max(best, heads[h] + busy + t.tail) : best;
        }
      }
    }
    return best;
  }

  /** What a job adds to what has to be done. */
  private long needed(Map<Integer, Long> without, Timed job) {
    long all = without.merge(job.spared, job.work, Long::sum);
    return Math.max(0, all - spared) - Math.max(0, all - job.work - spared);
  }
}

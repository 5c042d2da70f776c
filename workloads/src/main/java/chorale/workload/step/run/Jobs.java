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

  /** So many cycles behind a command's issue, at least. */
  record From(int command, long cycles) {}

  /** So many cycles before a command's end, or before an arrival, at least; one of them is -1. */
  record To(int command, int arrival, long cycles) {
    static To end(int command, long cycles) {
      return new To(command, -1, cycles);
    }

    static To arrival(int number, long cycles) {
      return new To(-1, number, cycles);
    }

    private long behind(Tails tails) {
      long from = arrival < 0 ? tails.behindDone(command) : tails.behindArrival(arrival);
      return Math.max(from + cycles, Tails.NONE);
    }
  }

  /**
   * A job.
   *
   * @param from all that it begins behind
   * @param work of the resource
   * @param to all that wait for it
   * @param buffered whether it may be left over in buffers when it is done
   * @param spared of jobs with this number so much may not have to be done; or -1
   */
  record Job(List<From> from, long work, List<To> to, boolean buffered, int spared) {
    Job(List<From> from, long work, List<To> to) {
      this(from, work, to, false, -1);
    }

    private long head(long[] issue) {
      return from.stream().mapToLong(f -> issue[f.command] + f.cycles).max().orElseThrow();
    }
  }

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

  /** A job of a command; head and tail as in {@link From} and {@link To}. */
  void add(int command, long head, long work, long tail) {
    add(new Job(List.of(new From(command, head)), work, List.of(To.end(command, tail))));
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
      long tail = j.to.stream().mapToLong(t -> t.behind(tails)).max().orElse(Tails.NONE);
      if (tail > Tails.NONE / 2) {
        timed.add(new Timed(j.head(issue), j.work, tail, j.buffered, j.spared));
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

package chorale.workload.step.run;

import java.util.Arrays;

/**
 * When sums are there at the earliest, if their packets share no link with others: each join takes
 * round after round, and a round no sooner than its packets come.
 */
final class SumTimes {
  /** When an interface takes flits of packets, at the earliest. */
  interface Sending {
    long head(Sums.Part packet);

    long tail(Sums.Part packet);
  }

  /** When the flits of a child's packets come to a join. */
  private interface Coming {
    long head(int child, int packet);

    long tail(int child, int packet);
  }

  private final class JoinState {
    private final Sums.Join join;
    private final JoinTimes times;
    private final long[] head; // by sum: its flits leave
    private final long[] tail;
    private int count;
    private long free;

    private JoinState(Sums.Join join) {
      this.join = join;
      times = new JoinTimes(join.children());
      head = new long[join.sums().size()];
      tail = new long[head.length];
    }

    private void upTo(int sum, Coming coming) {
      for (; count <= sum; count++) {
        add(count, coming);
      }
    }

    private void add(int sum, Coming coming) {
      long begin = free;
      for (int c = 0; c < join.children(); c++) {
        begin = Math.max(begin, coming.head(c, join.next(c, sum)));
      }
      for (int round = 0; round < join.rounds(sum); round++) {
        long sums = free + times.interval(); // of the round before
        begin = round == 0 ? begin : free;
        for (int c = 0; c < join.children(); c++) {
          if (round < join.count(c, sum)) {
            begin = Math.max(begin, coming.head(c, join.next(c, sum) + round));
          }
        }
        free = round == 0 ? begin + flits : Math.max(begin + flits, sums);
        for (int c = 0; c < join.children(); c++) {
          if (round < join.count(c, sum)) {
            free = Math.max(free, coming.tail(c, join.next(c, sum) + round) + 1);
          }
        }
      }
      head[sum] = begin + times.latency();
      tail[sum] = free - 1 + times.latency();
    }
  }

  private final int flits;
  private final SumWay way;
  private final JoinState[] group;
  private final JoinState root;

  SumTimes(Sums sums, SumWay way) {
    this.way = way;
    flits = sums.flits;
    group = new JoinState[sums.group.length];
    Arrays.setAll(group, g -> new JoinState(sums.group[g]));
    root = new JoinState(sums.root);
  }

  /** The cycle in which a sum of the root is whole at its home. */
  long arrival(int sum, Sending sending) {
    root.upTo(sum, atRoot(sending));
    return root.tail[sum] + way.toHome();
  }

  private Coming atRoot(Sending sending) {
    int link = way.toOutput() + way.toRoot();
    return new Coming() {
      @Override
      public long head(int child, int packet) {
        group[child].upTo(packet, atSwitch(child, sending));
        return group[child].head[packet] + link;
      }

      @Override
      public long tail(int child, int packet) {
        group[child].upTo(packet, atSwitch(child, sending));
        return group[child].tail[packet] + link;
      }
    };
  }

  private Coming atSwitch(int number, Sending sending) {
    var parts = group[number].join.parts();
    return new Coming() {
      @Override
      public long head(int child, int packet) {
        return sending.head(parts.get(child).get(packet)) + way.toSwitch();
      }

      @Override
      public long tail(int child, int packet) {
        return sending.tail(parts.get(child).get(packet)) + way.toSwitch();
      }
    };
  }
}

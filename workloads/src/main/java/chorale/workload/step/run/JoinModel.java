package chorale.workload.step.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A join, which adds the packets of its children: SortedJoin. When the heads of all are there, it
 * takes a packet from each that has one of the lowest token, flit by flit in step; those that have
 * another one take part in a further round, when the sums are there; those of the last round leave.
 * Packets that wait hold up what is behind them, but for the places for flits.
 *
 * <p>Runs of packets ({@link Grain}) are taken as far as all children have come.
 */
final class JoinModel {
  /** Where sums go. */
  interface Way {
    /**
     * Sends sums in this cycle.
     *
     * @param from the first
     * @param to behind the last
     * @param gaps cycles without a flit among theirs
     * @param released as that of {@link NetworkModel.Packet}
     * @return whether anything is sent
     */
    boolean send(int from, int to, long gaps, Runnable released);
  }

  private record Leaving(int from, int to, long gaps, long time) {}

  private final Agenda agenda;
  private final NetworkModel network;
  private final Sums.Join join;
  private final JoinTimes times;
  private final long flits;
  private final boolean isFine;
  private final Way way;

  private final List<ArrayDeque<NetworkModel.Moving>> waiting = new ArrayList<>();
  private final int[] came; // by child: packets whose heads have come
  private final long[] end; // by child: the last flit can have been taken
  private int sum;
  private int round;
  private long free; // the next round may begin
  private long busy;
  private final ArrayDeque<Leaving> leaving = new ArrayDeque<>();
  private boolean sends;

  JoinModel(
      Agenda agenda, NetworkModel network, Sums.Join join, long flits, boolean isFine, Way way) {
    this.agenda = agenda;
    this.network = network;
    this.join = join;
    this.flits = flits;
    this.isFine = isFine;
    this.way = way;
    times = new JoinTimes(join.children());
    came = new int[join.children()];
    end = new long[join.children()];
    for (int c = 0; c < join.children(); c++) {
      waiting.add(new ArrayDeque<>());
    }
  }

  /** Cycles in which it has taken flits. */
  long busy() {
    return busy;
  }

  /** Where packets of a child come in, so many as one. */
  Hop.Inlet inlet(int child, int packets) {
    return packet -> {
      came[child] += packets;
      if (isFine) {
        waiting.get(child).add(packet);
      } else {
        end[child] = network.end(packet, agenda.now());
        network.take(packet, end[child]);
      }
      look();
    };
  }

  /** Begins a round if it can. */
  private void look() {
    if (agenda.now() < free || sum == join.sums().size() || leaving.size() >= most()) {
      return;
    }
    if (isFine) {
      round();
    } else {
      run();
    }
  }

  /** Sums that have been added and not sent, at most: as many as the way through it takes. */
  private long most() {
    return 1 + Math.ceilDiv(times.toInterface(), flits);
  }

  private void round() {
    var taken = new ArrayList<NetworkModel.Moving>();
    for (int c = 0; c < came.length; c++) {
      boolean takesPart = join.count(c, sum) > round;
      if (waiting.get(c).isEmpty() && (takesPart || round == 0)) {
        return;
      }
      if (takesPart) {
        taken.add(waiting.get(c).peek());
      }
    }
    long begin = agenda.now();
    // flits wait for the sums of those of the round before
    long last = round == 0 ? begin + flits : Math.max(begin + flits, free + times.interval());
    for (var packet : taken) {
      last = Math.max(last, network.end(packet, begin));
    }
    for (int c = 0; c < came.length; c++) {
      if (join.count(c, sum) > round) {
        network.take(waiting.get(c).remove(), last);
      }
    }
    busy += flits;
    round++;
    if (round == join.rounds(sum)) {
      round = 0;
      leave(sum, sum + 1, last - begin - flits);
      sum++;
    }
    lookAt(last);
  }

  private void run() {
    int from = sum;
    long rounds = 0;
    while (sum < join.sums().size() && hasCome(sum)) {
      rounds += join.rounds(sum);
      sum++;
    }
    if (from == sum) {
      return;
    }
    long begin = agenda.now();
    long again = (rounds - (sum - from)) * Math.max(0, times.interval() - flits);
    long last = begin + rounds * flits + again;
    for (int c = 0; c < came.length; c++) {
      last = join.behind()[c][sum - 1] > join.next(c, from) ? Math.max(last, end[c]) : last;
    }
    busy += rounds * flits;
    leave(from, sum, last - begin - (sum - from) * flits);
    lookAt(last);
  }

  private boolean hasCome(int number) {
    for (int c = 0; c < came.length; c++) {
      if (came[c] <= join.next(c, number) || came[c] < join.behind()[c][number]) {
        return false;
      }
    }
    return true;
  }

  private void lookAt(long time) {
    free = time;
    agenda.at(time, this::look);
  }

  private void leave(int from, int to, long gaps) {
    long time = agenda.now() + times.toInterface();
    leaving.add(new Leaving(from, to, gaps, time));
    agenda.at(time, this::send);
  }

  private void send() {
    while (!sends && !leaving.isEmpty() && leaving.peek().time <= agenda.now()) {
      var next = leaving.peek();
      sends = way.send(next.from, next.to, next.gaps, this::sent);
      if (!sends) {
        leaving.remove();
        look();
      }
    }
  }

  private void sent() {
    sends = false;
    leaving.remove();
    send();
    look();
  }
}

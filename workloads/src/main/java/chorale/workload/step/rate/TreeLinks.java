package chorale.workload.step.rate;

import chorale.workload.step.Machine;
import chorale.workload.step.Packets;
import chorale.workload.step.Step;
import chorale.workload.step.StepQueue;
import chorale.workload.step.Traffic;
import chorale.workload.step.Work;

/**
 * The links of the tree: a switch for each group, and a root. Packets go in runs, longer ones where
 * a command has more than {@value #MOST_RUNS} of them; a run occupies one link after the other,
 * each for as long as its bytes take there.
 */
final class TreeLinks {
  private static final int MOST_RUNS = 128;

  private final Machine machine;
  private final Rates.Links rates;
  private final Events events;
  private final Arrivals arrivals;
  private final int leastRun;
  private final Server[] leafUp;
  private final Server[] leafDown;
  private final Server[] trunkUp;
  private final Server[] trunkDown;
  private final Server[] homeOut;
  private final Server[] homeIn;

  /** By class, token and group, the contributions that have not come to the switch. */
  private final short[][] missing;

  /** What is told of packets that have arrived. */
  @FunctionalInterface
  interface Arrivals {
    void arrived(int chiplet, Traffic traffic, int packets);
  }

  TreeLinks(Step step, Rates.Links rates, int run, Events events, Arrivals arrivals) {
    machine = step.machine();
    this.rates = rates;
    this.events = events;
    this.arrivals = arrivals;
    leastRun = run;
    leafUp = servers(machine.experts(), rates.leaf());
    leafDown = servers(machine.experts(), rates.leaf());
    trunkUp = servers(machine.groups(), rates.trunk());
    trunkDown = servers(machine.groups(), rates.trunk());
    homeOut = servers(machine.homes(), rates.home());
    homeIn = servers(machine.homes(), rates.home());
    missing = new short[Traffic.values().length][];
    if (rates.adds()) {
      countContributions(step);
    }
  }

  private static Server[] servers(int count, double rate) {
    var servers = new Server[count];
    for (int i = 0; i < count; i++) {
      servers[i] = new Server(rate);
    }
    return servers;
  }

  private void countContributions(Step step) {
    int tokens = 0;
    for (StepQueue queue : step.queues()) {
      for (var command : queue.commands()) {
        if (command.work() instanceof Work.Send send) {
          for (int token : send.packets().token()) {
            tokens = Math.max(tokens, token + 1);
          }
        }
      }
    }
    for (StepQueue queue : step.queues()) {
      for (var command : queue.commands()) {
        if (command.work() instanceof Work.Send send && isAdded(queue.chiplet(), send.packets())) {
          var packets = send.packets();
          int traffic = packets.traffic().ordinal();
          if (missing[traffic] == null) {
            missing[traffic] = new short[tokens * machine.groups()];
          }
          for (int token : packets.token()) {
            missing[traffic][slot(token, queue.chiplet())]++;
          }
        }
      }
    }
  }

  /** Whether packets go up to a home at the root, so that the switch on their way adds. */
  private boolean isAdded(int from, Packets packets) {
    return rates.adds()
        && machine.hasExperts(from)
        && Long.numberOfTrailingZeros(packets.to()[0]) >= machine.experts();
  }

  private int slot(int token, int chiplet) {
    return token * machine.groups() + machine.group(chiplet);
  }

  /** Sends packets from a chiplet, and tells when the last has left it. */
  void send(int from, Packets packets, int packetBytes, Runnable left) {
    new Sender(from, packets, packetBytes, left).run();
  }

  /** The bytes of weights from a switch to a chiplet; when they are there. */
  double down(int chiplet, long bytes) {
    return leafDown[chiplet].serve(events.now(), bytes) + rates.hopCycles();
  }

  /** From a chiplet to its switch. */
  double up(int chiplet, long bytes) {
    return leafUp[chiplet].serve(events.now(), bytes) + rates.hopCycles();
  }

  /** Bytes on all links between chiplets and switches. */
  double leafBytes() {
    return bytes(leafUp) + bytes(leafDown);
  }

  /** Bytes on all links between switches and root. */
  double trunkBytes() {
    return bytes(trunkUp) + bytes(trunkDown);
  }

  /** Cycles in which the busiest link between chiplet and switch works. */
  double leafBusy() {
    return Math.max(busiest(leafUp), busiest(leafDown));
  }

  /** Cycles in which the busiest link at the root works. */
  double trunkBusy() {
    return Math.max(busiest(trunkUp), busiest(trunkDown));
  }

  private static double bytes(Server[] links) {
    double sum = 0;
    for (var link : links) {
      sum += link.work();
    }
    return sum;
  }

  private static double busiest(Server[] links) {
    double most = 0;
    for (var link : links) {
      most = Math.max(most, link.busy());
    }
    return most;
  }

  /** Packets of one command under way. */
  private final class Sender implements Runnable {
    private final int from;
    private final Packets packets;
    private final int bytes;
    private final Runnable left;
    private final boolean added;
    private final int run;
    private int next;

    Sender(int from, Packets packets, int bytes, Runnable left) {
      this.from = from;
      this.packets = packets;
      this.bytes = bytes + rates.headBytes();
      this.left = left;
      added = isAdded(from, packets);
      run = Math.max(leastRun, Math.ceilDiv(packets.count(), MOST_RUNS));
    }

    /** Sends a run; the next one when the slowest link that this one goes to takes it. */
    @Override
    public void run() {
      int first = next;
      next = Math.min(next + run, packets.count());
      int count = next - first;
      var to = new int[machine.all()];
      var trunks = new int[machine.groups()];
      int up = 0;
      int ownGroup = machine.hasExperts(from) ? machine.group(from) : -1;
      for (int p = first; p < next; p++) {
        long groups = 0;
        boolean leaves = false;
        for (long rest = packets.to()[p]; rest != 0; rest &= rest - 1) {
          int chiplet = Long.numberOfTrailingZeros(rest);
          boolean completes = !added || completes(packets.token()[p]);
          to[chiplet] += completes ? 1 : 0;
          leaves |= completes && !machine.hasExperts(chiplet);
          if (machine.hasExperts(chiplet) && machine.group(chiplet) != ownGroup) {
            leaves = true;
            groups |= 1L << machine.group(chiplet);
          }
        }
        up += leaves ? 1 : 0;
        for (; groups != 0; groups &= groups - 1) {
          trunks[Long.numberOfTrailingZeros(groups)]++;
        }
      }
      var gate = ownGroup < 0 ? homeOut[from - machine.experts()] : leafUp[from];
      double there = gate.serve(events.now(), (double) count * bytes);
      int upwards = up;
      events.at(there, () -> fromFirst(to, trunks, upwards));
    }

    /** Counts a contribution; whether it was the last of its token in the group. */
    private boolean completes(int token) {
      return --missing[packets.traffic().ordinal()][slot(token, from)] == 0;
    }

    private void fromFirst(int[] to, int[] trunks, int up) {
      double out = events.now();
      double slowest = 0;
      if (machine.hasExperts(from)) {
        int group = machine.group(from);
        deliver(to, group, events.now());
        if (up > 0) {
          out = trunkUp[group].serve(events.now(), (double) up * bytes);
          slowest = Math.max(slowest, out - trunkUp[group].cycles((double) run * bytes));
        }
        for (int c = machine.experts(); c < machine.all(); c++) {
          int count = to[c];
          int home = c;
          if (count > 0) {
            events.at(
                out,
                () -> {
                  var in = homeIn[home - machine.experts()];
                  arrive(home, in.serve(events.now(), (double) count * bytes), 3, count);
                });
          }
        }
      }
      for (int g = 0; g < trunks.length; g++) {
        if (trunks[g] > 0) {
          double through = trunkDown[g].serve(out, (double) trunks[g] * bytes);
          slowest = Math.max(slowest, through - trunkDown[g].cycles((double) trunks[g] * bytes));
          int group = g;
          events.at(through, () -> deliver(to, group, events.now()));
        }
      }
      if (next < packets.count()) {
        events.at(slowest, this);
      } else {
        events.at(slowest, left);
      }
    }

    private void deliver(int[] to, int group, double at) {
      int first = group * machine.chiplets();
      for (int c = first; c < first + machine.chiplets(); c++) {
        if (to[c] > 0 && c != from) {
          arrive(c, leafDown[c].serve(at, (double) to[c] * bytes), 3, to[c]);
        }
      }
    }

    private void arrive(int chiplet, double at, int hops, int count) {
      events.at(
          at + hops * rates.hopCycles(), () -> arrivals.arrived(chiplet, packets.traffic(), count));
    }
  }
}

package chorale.workload.step.run;

import java.util.ArrayDeque;

/**
 * The links. A packet holds its class at the output of a router from its head to its tail
 * (VcRouter): others of the class wait there, in the order in which they came. It goes on while it
 * is still coming in; one that has to wait holds up what is before it, but for the places for flits
 * there. Classes share a link: what is granted later goes later, which is as much in all as flit by
 * flit.
 *
 * <p>Runs of packets ({@link Grain}) do not hold up others; they use each link in turn.
 */
final class NetworkModel {
  /** From a flit that leaves a router's buffer to the credit for it, besides the link. */
  private static final int CREDIT = 2;

  /** A packet, or a run of packets, on its way. */
  static final class Packet {
    final int[] way;
    final int kind;
    final long flits;
    final long gaps;
    final Runnable released;
    final Runnable arrived;
    private int at; // link of the way that it asks for next
    private long end; // its last flit leaves the link before, and the cycle is over

    /**
     * A packet.
     *
     * @param kind class
     * @param flits of all
     * @param gaps cycles without a flit between its first and its last at its sender
     * @param released in the cycle behind that in which the interface has taken the last flit
     * @param arrived in the cycle in which the last flit arrives
     */
    Packet(int[] way, int kind, long flits, long gaps, Runnable released, Runnable arrived) {
      this.way = way;
      this.kind = kind;
      this.flits = flits;
      this.gaps = gaps;
      this.released = released;
      this.arrived = arrived;
    }
  }

  private static final class Output {
    boolean held;
    final ArrayDeque<Packet> waiting = new ArrayDeque<>();
  }

  private final Agenda agenda;
  private final StepTiming.Links links;
  private final boolean holds;
  private final long[] free; // by link: the next flit may go
  private final long[] busy; // by link: flits
  private final Output[][] output; // by link and class

  NetworkModel(Agenda agenda, StepTiming.Links links, int count, int kinds, boolean holds) {
    this.agenda = agenda;
    this.links = links;
    this.holds = holds;
    free = new long[count];
    busy = new long[count];
    output = new Output[count][kinds];
    for (var of : output) {
      for (int k = 0; k < kinds; k++) {
        of[k] = new Output();
      }
    }
  }

  long busy(int link) {
    return busy[link];
  }

  /** A packet's head is offered to the interface in this cycle. */
  void send(Packet p) {
    long start = Math.max(agenda.now(), free[p.way[0]]);
    use(p.way[0], start, p.flits);
    p.end = start + p.flits + p.gaps;
    p.at = 1;
    agenda.at(start + 1 + links.leafCycles() + links.routerStages() - 1, () -> ask(p));
  }

  /** A packet of one flit whose class is free everywhere; {@code arrived} with it. */
  void single(int[] way, Runnable arrived) {
    long time = agenda.now();
    for (int link : way) {
      busy[link]++;
      free[link] = Math.max(free[link], time) + 1;
    }
    int routers = way.length - 1;
    long flight =
        1
            + (long) routers * links.routerStages()
            + (routers - 1L) * links.trunkCycles()
            + 2L * links.leafCycles();
    agenda.at(time + flight, arrived);
  }

  private void use(int link, long start, long flits) {
    free[link] = start + flits;
    busy[link] += flits;
  }

  private void ask(Packet p) {
    var out = output[p.way[p.at]][p.kind];
    if (holds && out.held) {
      out.waiting.add(p);
    } else {
      grant(p, out);
    }
  }

  /** The head leaves the router. */
  private void grant(Packet p, Output out) {
    out.held = true;
    int link = p.way[p.at];
    long start = Math.max(agenda.now(), free[link]);
    use(link, start, p.flits);
    // the flits before it wait for places
    int back = p.at == 1 ? links.leafCycles() : links.trunkCycles();
    long tail = p.end - 1;
    if (holds) {
      tail = Math.max(tail, start + p.flits - 1 - links.places() + CREDIT + back);
    }
    release(p, p.at - 1, tail + 1);
    long hop = back + links.routerStages();
    p.end = Math.max(start + p.flits, tail + hop + 1);
    boolean last = p.at == p.way.length - 1;
    p.at++;
    if (last) {
      release(p, p.at - 1, p.end);
      agenda.at(p.end - 1 + 1 + links.leafCycles(), p.arrived);
    } else {
      agenda.at(start + links.trunkCycles() + links.routerStages(), () -> ask(p));
    }
  }

  /** The tail has left a link of its way. */
  private void release(Packet p, int at, long time) {
    if (at == 0) {
      agenda.at(Math.max(time, agenda.now()), p.released);
      return;
    }
    if (!holds) {
      return;
    }
    var out = output[p.way[at]][p.kind];
    agenda.at(
        Math.max(time, agenda.now()),
        () -> {
          var next = out.waiting.poll();
          if (next == null) {
            out.held = false;
          } else {
            grant(next, out);
          }
        });
  }
}

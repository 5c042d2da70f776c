package chorale.workload.step.run;

import java.util.ArrayDeque;

/**
 * The links. A packet holds its class at the output of a router from its head to its tail
 * (VcRouter): others of the class wait there, in the order in which they came. It goes on while it
 * is still coming in; one that has to wait holds up what is before it, but for the places for flits
 * there. Classes share a link: what is granted later goes later, which is as much in all as flit by
 * flit.
 *
 * <p>Classes with packets for several leaves move whole packets: a head claims its outputs one
 * after the other, and all copies leave together, when there is room for a packet behind each.
 *
 * <p>On a narrow link a flit needs several cycles, and is on the other side when all of it is. In
 * front of it is room for two packets of each class, where they wait out of the router's way.
 *
 * <p>Runs of packets ({@link Grain}) do not hold up others; they use each link in turn.
 */
final class NetworkModel {
  /** From a flit that leaves a router's buffer to the credit for it, besides the link. */
  private static final int CREDIT = 2;

  /**
   * From a flit that leaves a router to the credit of a leaf for it, besides the link both ways.
   */
  private static final int LEAF_CREDIT = 3;

  /** A packet, or a run of packets. */
  static final class Packet {
    private final Hop first;
    private final int kind;
    private final long flits;
    private final long gaps;
    private final Runnable released;

    /**
     * A packet.
     *
     * @param kind class
     * @param flits of all
     * @param gaps cycles without a flit between its first and its last at its sender
     * @param released in the cycle behind that in which the interface has taken the last flit
     */
    Packet(Hop first, int kind, long flits, long gaps, Runnable released) {
      this.first = first;
      this.kind = kind;
      this.flits = flits;
      this.gaps = gaps;
      this.released = released;
    }

    /** One that takes one link after the other; {@code arrived} with its last flit. */
    Packet(int[] way, int kind, long flits, long gaps, Runnable released, Runnable arrived) {
      this(Hop.way(way, arrived), kind, flits, gaps, released);
    }
  }

  /** A copy of a packet on a link. */
  static final class Moving {
    private final Packet packet;
    private final Hop hop;
    private final long end; // its last flit leaves the link, and the cycle is over
    private int claimed; // outputs of the router behind

    private Moving(Packet packet, Hop hop, long end) {
      this.packet = packet;
      this.hop = hop;
      this.end = end;
    }
  }

  private static final class Output {
    boolean held;
    long last; // on a narrow link: its last packet has gone, and the one before
    long before;
    final ArrayDeque<Moving> waiting = new ArrayDeque<>();
  }

  private final Agenda agenda;
  private final StepTiming.Links links;
  private final boolean holds;
  private final long[] whole; // by class: flits of its longest packet if it moves them whole, or 0
  private final long[] free; // by link: the next flit may go
  private final long[] busy; // by link: flits, or cycles of a narrow one
  private final int narrow; // links below are of chiplets, and narrow if any is
  private final Output[][] output; // by link and class

  /** Of {@code count} links, of which the first {@code narrow} are those of chiplets. */
  NetworkModel(
      Agenda agenda, StepTiming.Links links, int narrow, int count, long[] whole, boolean holds) {
    this.agenda = agenda;
    this.links = links;
    this.narrow = links.flitCycles() == 1 ? 0 : narrow;
    this.holds = holds;
    this.whole = whole.clone();
    free = new long[count];
    busy = new long[count];
    output = new Output[count][whole.length];
    for (var of : output) {
      for (int k = 0; k < whole.length; k++) {
        of[k] = new Output();
      }
    }
  }

  long busy(int link) {
    return busy[link];
  }

  /** A packet's head is offered to the interface in this cycle. */
  void send(Packet p) {
    long start = Math.max(agenda.now(), free[p.first.link()]);
    if (isNarrow(p.first.link())) {
      int each = links.flitCycles();
      use(p.first.link(), start, p.flits * each);
      var slow = new Moving(p, p.first, start + Math.max(p.flits * each, p.flits + p.gaps) + 1);
      agenda.at(start + each + links.leafCycles() + links.routerStages(), () -> claim(slow));
      return;
    }
    use(p.first.link(), start, p.flits);
    var moving = new Moving(p, p.first, start + p.flits + p.gaps);
    if (p.first.inlet() != null) {
      agenda.at(start + links.leafCycles() + JoinTimes.ENTRY, () -> p.first.inlet().head(moving));
    } else {
      agenda.at(start + 1 + links.leafCycles() + links.routerStages() - 1, () -> claim(moving));
    }
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

  /** Claims the outputs that a head still lacks. */
  private void claim(Moving m) {
    while (holds && m.claimed < m.hop.next().size()) {
      var out = output[m.hop.next().get(m.claimed).link()][m.packet.kind];
      if (out.held) {
        out.waiting.add(m);
        return;
      }
      out.held = true;
      m.claimed++;
    }
    leave(m);
  }

  /** The head leaves the router by all its outputs. */
  private void leave(Moving m) {
    var p = m.packet;
    long start = agenda.now();
    long room = 0; // for the last flit
    for (var next : m.hop.next()) {
      if (!isNarrow(next.link())) {
        start = Math.max(start, free[next.link()]);
        continue;
      }
      long credit = output[next.link()][p.kind].before + LEAF_CREDIT + 2L * links.leafCycles();
      start = whole[p.kind] == 0 ? start : Math.max(start, credit);
      room = Math.max(room, credit);
    }
    long tail = tail(m, Math.max(start + p.flits, room));
    long end = Math.max(Math.max(start + p.flits, room), tail + back(m) + links.routerStages() + 1);
    release(m, tail + 1, end - 1 + CREDIT + back(m));
    for (var next : m.hop.next()) {
      if (isNarrow(next.link())) {
        leave(m, next, start, end);
        continue;
      }
      use(next.link(), start, p.flits);
      var copy = new Moving(p, next, end);
      if (next.inlet() != null) {
        long head = start + links.trunkCycles() + JoinTimes.ENTRY;
        agenda.at(head, () -> next.inlet().head(copy));
      } else if (next.next().isEmpty()) {
        release(copy, end, end - 1 + LEAF_CREDIT + 2L * links.leafCycles());
        agenda.at(end + links.leafCycles(), next.arrived());
      } else {
        agenda.at(start + links.trunkCycles() + links.routerStages(), () -> claim(copy));
      }
    }
  }

  /** A packet leaves a router for a chiplet over a narrow link. */
  private void leave(Moving m, Hop next, long start, long end) {
    var p = m.packet;
    int each = links.flitCycles();
    long first = Math.max(start + links.leafCycles(), free[next.link()]);
    use(next.link(), first, p.flits * each);
    long gone = Math.max(free[next.link()], end - 1 + links.leafCycles() + each);
    var out = output[next.link()][p.kind];
    out.before = out.last;
    out.last = gone;
    agenda.at(Math.max(end, agenda.now()), () -> free(out));
    agenda.at(gone + 1, next.arrived());
  }

  private boolean isNarrow(int link) {
    return link < narrow;
  }

  /** If a join takes a packet from {@code start} on: the cycle behind its last flit. */
  long end(Moving m, long start) {
    long flits = m.packet.flits;
    long tail = tail(m, start + flits);
    return Math.max(start + flits, tail + back(m) + JoinTimes.ENTRY + 1);
  }

  /** A join takes a packet, the last flit in the cycle before {@code end}. */
  void take(Moving m, long end) {
    long tail = tail(m, end);
    release(m, tail + 1, end - 1 + CREDIT + back(m));
  }

  /**
   * The cycle in which the last flit leaves a link: it waits for a place, if the last one of those
   * behind the link is taken in the cycle before {@code end}.
   */
  private long tail(Moving m, long end) {
    long place = end - 1 - places(m.packet) + CREDIT + back(m);
    return holds ? Math.max(m.end - 1, place) : m.end - 1;
  }

  private long places(Packet p) {
    return Math.max(links.places(), whole[p.kind]);
  }

  /** Cycles of a link. */
  private int back(Moving m) {
    return m.hop == m.packet.first ? links.leafCycles() : links.trunkCycles();
  }

  /**
   * The tail has left a link in the cycle before {@code time}. Where packets move whole, the next
   * one has room when this one's flits are out of the way; {@code empty} is when all are.
   */
  private void release(Moving m, long time, long empty) {
    var p = m.packet;
    if (m.hop == p.first) {
      long next = isNarrow(m.hop.link()) ? time - 1 : time; // its flit is on the other side then
      agenda.at(Math.max(next, agenda.now()), p.released);
      return;
    }
    if (!holds) {
      return;
    }
    long room = whole[p.kind] == 0 ? 0 : empty - (places(p) - whole[p.kind]);
    var out = output[m.hop.link()][p.kind];
    agenda.at(Math.max(Math.max(time, room), agenda.now()), () -> free(out));
  }

  /** The next packet that waits has the output, if any. */
  private void free(Output out) {
    var next = out.waiting.poll();
    if (next == null) {
      out.held = false;
    } else {
      next.claimed++;
      claim(next);
    }
  }
}

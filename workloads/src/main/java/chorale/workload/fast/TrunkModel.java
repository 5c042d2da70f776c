package chorale.workload.fast;

import chorale.workload.RunConfig;
import chorale.workload.Timing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A group's trunk link up, from its switch to the home: packets of its chiplets in turn, each
 * whole. A packet begins when its head is there, and holds the trunk until its last flit has come.
 */
final class TrunkModel {
  /** A packet on its way home. */
  static final class Packet {
    private final HomeModel.Packet contribution;
    private final ArrayDeque<Packet> queue;
    private final Runnable left;
    private long tailHere = Long.MAX_VALUE;
    private long sent;

    private Packet(HomeModel.Packet contribution, ArrayDeque<Packet> queue, Runnable left) {
      this.contribution = contribution;
      this.queue = queue;
      this.left = left;
    }
  }

  private final Clock clock;
  private final int group;
  private final HomeModel home;
  private final ReduceModel reduce;
  private final CreditWindow link;
  private final int flits;
  private final int toHome;
  private final int ahead;
  private final List<ArrayDeque<Packet>> queues = new ArrayList<>();
  private int last;
  private Packet current;
  private boolean waitsForTail;
  private long free;
  private int atHome;

  TrunkModel(
      Clock clock, RunConfig config, Timing timing, int group, HomeModel home, ReduceModel reduce) {
    this.clock = clock;
    this.group = group;
    this.home = home;
    this.reduce = reduce;
    var nop = config.pack().nop();
    link = new CreditWindow(nop, timing);
    flits = config.tokenBodyFlits() + 1;
    toHome = nop.linkLatencyCycles() + timing.router() + timing.receive();
    ahead = Math.ceilDiv(2 * nop.bufferFlits(), flits) + 1; // in the root's router and at the home
    for (int i = 0; i < nop.chipletsPerGroup(); i++) {
      queues.add(new ArrayDeque<>());
    }
    last = queues.size() - 1;
  }

  /** A packet of {@code chiplet} sets out; {@code left} is run when it has left the switch. */
  Packet offer(ChipletModel chiplet, int token, int slot, Runnable left) {
    int bank = 2 * slot + (token & 1);
    var contribution = new HomeModel.Packet(token, bank, flits - 1, () -> stored(token));
    return new Packet(contribution, queues.get(chiplet.place()), left);
  }

  /** The packet's head may be on the trunk from this cycle on. */
  void head(Packet packet) {
    packet.queue.add(packet);
    grant();
  }

  /** Its last flit may be there in cycle {@code at}, now or later. */
  void tail(Packet packet, long at) {
    packet.tailHere = at;
    if (packet == current && waitsForTail) {
      waitsForTail = false;
      clock.at(Math.max(clock.now(), at), this::end);
    }
  }

  private void grant() {
    if (current != null || atHome == ahead) {
      return;
    }
    if (clock.now() < free) {
      clock.at(free, this::grant);
      return;
    }
    for (int i = 1; i <= queues.size(); i++) {
      int q = (last + i) % queues.size();
      if (!queues.get(q).isEmpty()) {
        last = q;
        current = queues.get(q).removeFirst();
        break;
      }
    }
    if (current == null) {
      return;
    }
    var packet = current;
    atHome++;
    packet.sent = link.send(clock.now(), flits);
    clock.at(clock.now() + toHome, () -> home.head(group, packet.contribution));
    clock.at(packet.sent, this::end);
  }

  private void end() {
    var packet = current;
    if (packet.tailHere > clock.now()) {
      if (packet.tailHere == Long.MAX_VALUE) {
        waitsForTail = true;
      } else {
        clock.at(packet.tailHere, this::end);
      }
      return;
    }
    home.tail(group, packet.contribution, clock.now() + toHome);
    current = null;
    free = clock.now() + 1;
    packet.left.run();
    grant();
  }

  private void stored(int token) {
    atHome--;
    reduce.contribute(token);
    grant();
  }
}

package chorale.workload.fast;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The home's banks of contributions: a port for each trunk, whose packets go one after the other;
 * all flits of a packet go to the bank of their slot and their token's parity, and ports that meet
 * in a bank take turns, so each moves at its share of a flit per cycle.
 */
final class HomeModel {
  /** A contribution on its way. */
  static final class Packet {
    final int token;
    final int bank;
    private final Runnable stored;
    private double left;
    private long tailHere = Long.MAX_VALUE;

    Packet(int token, int bank, int bodyFlits, Runnable stored) {
      this.token = token;
      this.bank = bank;
      this.stored = stored;
      left = bodyFlits;
    }
  }

  private static final double NOTHING = 1e-6;

  private final class Bank {
    private final List<Port> ports = new ArrayList<>();
    private long since;
    private int version;

    /** Moves what has moved until now, and sees who is next. */
    void update() {
      long cycles = clock.now() - since;
      since = clock.now();
      for (var port : ports) {
        port.queue.getFirst().left -= (double) cycles / ports.size();
      }
    }

    void plan() {
      int now = ++version;
      double least = Double.MAX_VALUE;
      for (var port : ports) {
        least = Math.min(least, port.queue.getFirst().left);
      }
      if (!ports.isEmpty()) {
        long cycles = (long) Math.ceil(Math.max(0, least) * ports.size() - NOTHING);
        clock.at(clock.now() + cycles, () -> finish(now));
      }
    }

    private void finish(int planned) {
      if (planned != version) {
        return;
      }
      update();
      for (var port : List.copyOf(ports)) {
        if (port.queue.getFirst().left <= NOTHING) {
          ports.remove(port);
          port.moved();
        }
      }
      plan();
    }
  }

  private final class Port {
    private final ArrayDeque<Packet> queue = new ArrayDeque<>();

    void begin() {
      var bank = banks[queue.getFirst().bank];
      bank.update();
      bank.ports.add(this);
      bank.plan();
    }

    /** The first packet's flits have all moved, if the last one was there. */
    void moved() {
      var packet = queue.getFirst();
      packet.left = 0;
      if (packet.tailHere <= clock.now()) {
        leave();
      } else if (packet.tailHere != Long.MAX_VALUE) {
        clock.at(packet.tailHere, this::leave);
      } else {
        packet.left = -1; // the tail will tell
      }
    }

    void leave() {
      var packet = queue.removeFirst();
      packet.stored.run();
      if (!queue.isEmpty()) {
        clock.at(clock.now() + 1, this::begin); // behind the next head
      }
    }
  }

  private final Clock clock;
  private final Bank[] banks;
  private final Port[] ports;

  HomeModel(Clock clock, int groups, int banks) {
    this.clock = clock;
    this.banks = new Bank[banks];
    ports = new Port[groups];
    java.util.Arrays.setAll(this.banks, _ -> new Bank());
    java.util.Arrays.setAll(ports, _ -> new Port());
  }

  /** The head of {@code packet} is at the port of group {@code g}. */
  void head(int g, Packet packet) {
    var port = ports[g];
    port.queue.add(packet);
    if (port.queue.size() == 1) {
      port.begin();
    }
  }

  /** The last flit of {@code packet} is at its port in cycle {@code at}, now or later. */
  void tail(int g, Packet packet, long at) {
    packet.tailHere = at;
    if (packet.left < 0 && ports[g].queue.peekFirst() == packet) {
      packet.left = 0;
      clock.at(at, ports[g]::leave);
    }
  }
}

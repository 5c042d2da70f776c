package chorale.workload.step.rate;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A memory and its port. Reads and writes are each served piece by piece, that of the lowest order
 * number first; they share the memory, and the port unless it is duplex. The next piece is chosen
 * when the one before it begins on the port.
 */
final class StackPort {
  private final Events events;
  private final Rates.Memory rates;
  private final long piece;
  private final Server memory;
  private final Direction reads;
  private final Direction writes;
  private long asked;

  /** What takes a piece of {@code bytes}; {@code last} of its request. */
  @FunctionalInterface
  interface Taker {
    void take(long bytes, boolean last);
  }

  private static final class Request {
    final int order;
    final long number;
    final Taker taker;
    long left;

    Request(int order, long number, long bytes, Taker taker) {
      this.order = order;
      this.number = number;
      this.taker = taker;
      left = bytes;
    }
  }

  private final class Direction {
    private final Server port;
    private final int latency;
    private final PriorityQueue<Request> waiting =
        new PriorityQueue<>(
            Comparator.comparingInt((Request r) -> r.order).thenComparingLong(r -> r.number));
    private boolean choosing;

    Direction(Server port, int latency) {
      this.port = port;
      this.latency = latency;
    }

    void next() {
      if (choosing || waiting.isEmpty()) {
        return;
      }
      choosing = true;
      var request = waiting.peek();
      long bytes = Math.min(piece, request.left);
      request.left -= bytes;
      if (request.left == 0) {
        waiting.poll();
      }
      boolean last = request.left == 0;
      double read = memory.serve(events.now(), bytes);
      double through = Math.max(read, port.serve(events.now(), bytes));
      events.at(through + latency, () -> request.taker.take(bytes, last));
      events.at(
          Math.max(read, through - port.cycles(bytes)),
          () -> {
            choosing = false;
            next();
          });
    }
  }

  StackPort(Events events, Rates.Memory rates, long piece) {
    this.events = events;
    this.rates = rates;
    this.piece = piece;
    memory = new Server(rates.bytes());
    var down = new Server(rates.port());
    reads = new Direction(down, rates.latency());
    writes = new Direction(rates.duplex() ? new Server(rates.port()) : down, 0);
  }

  /** Reads {@code bytes}. */
  void read(int order, long bytes, Taker taker) {
    reads.waiting.add(new Request(order, asked++, bytes, taker));
    reads.next();
  }

  /** Writes {@code bytes} that have come to the port. */
  void write(int order, long bytes, Taker taker) {
    writes.waiting.add(new Request(order, asked++, bytes, taker));
    writes.next();
  }

  /** Bytes that one piece has at most. */
  long piece() {
    return piece;
  }

  /** Bytes read and written so far. */
  double bytes() {
    return memory.work();
  }

  /** Cycles in which the busier direction of the port, or the memory, works. */
  double busy() {
    double port = Math.max(reads.port.busy(), writes.port.busy());
    return Math.max(memory.busy(), port);
  }

  /** The rates that it has. */
  Rates.Memory rates() {
    return rates;
  }
}

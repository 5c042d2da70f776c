package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.sim.Model;
import chorale.sim.Port;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.IntPredicate;

/**
 * Plays children, dispatch and parent of a {@link Reducer}: sends queued reservations and
 * contributions, takes sums, and checks on the way that every flit that went in gets its credit in
 * the next cycle, that no flit comes without a credit, and that packets are whole.
 */
final class ReducerBench {
  /** A sum as it came out: {@code cycles} are those of its flits, the head's first. */
  record Sum(long tag, long leaves, List<BigInteger> body, List<Long> cycles) {}

  private record Channel(Port valid, Port flit, Port credit) {
    static Channel of(Model model, String name) {
      return new Channel(
          model.port(name + "_valid"), model.port(name + "_flit"), model.port(name + "_credit"));
    }
  }

  /** Something to send; a reservation that must be taken before it may go, or -1. */
  private record Outgoing(BigInteger flit, int after) {}

  final Model model;
  private final ReducerParameters p;
  private final Channel[] in;
  private final Channel out;
  private final Port[] reserve;
  private final List<Queue<Outgoing>> toSend = new ArrayList<>();
  private final Queue<BigInteger> reservations = new ArrayDeque<>();
  private final boolean[] owed;
  private final List<Sum> sums = new ArrayList<>();
  private int reserved;
  private int queued;
  private int held;
  private Sum open;
  private long firstTaken = -1;

  ReducerBench(Model model, ReducerParameters p) {
    this.model = model;
    this.p = p;
    in = new Channel[p.children()];
    for (int c = 0; c < in.length; c++) {
      in[c] = Channel.of(model, "in_" + c);
      toSend.add(new ArrayDeque<>());
    }
    owed = new boolean[in.length];
    out = Channel.of(model, "out");
    reserve =
        new Port[] {
          model.port("reserve_valid"), model.port("reserve_ready"), model.port("reserve_bits")
        };
    model.port("home").set(0);
  }

  /** Queues a reservation; contributions queued from now on wait until it is taken. */
  void reserve(long tag, long expected, long length) {
    reservations.add(
        BigInteger.valueOf(length)
            .shiftLeft(p.children())
            .or(BigInteger.valueOf(expected))
            .shiftLeft(p.tagBits())
            .or(BigInteger.valueOf(tag)));
    queued++;
  }

  /** Queues a contribution at a child, to be sent when all reservations so far are taken. */
  void contribute(int child, long tag, long leaves, List<BigInteger> body) {
    contribute(child, tag, leaves, body, queued);
  }

  /** Queues a contribution at a child that waits for no reservation. */
  void contributeNow(int child, long tag, long leaves, List<BigInteger> body) {
    contribute(child, tag, leaves, body, 0);
  }

  private void contribute(int child, long tag, long leaves, List<BigInteger> body, int after) {
    var format = p.format();
    BigInteger head =
        BigInteger.ONE
            .shiftLeft(format.payloadBits() + 1)
            .or(tail(body.isEmpty()))
            .or(BigInteger.valueOf(tag << format.leaves() | leaves));
    toSend.get(child).add(new Outgoing(head, after));
    for (int k = 0; k < body.size(); k++) {
      toSend.get(child).add(new Outgoing(body.get(k).or(tail(k == body.size() - 1)), after));
    }
  }

  private BigInteger tail(boolean tail) {
    return tail ? BigInteger.ONE.shiftLeft(p.format().payloadBits()) : BigInteger.ZERO;
  }

  /**
   * One cycle.
   *
   * @param sends whether a child sends its next flit
   * @param drains whether the parent frees a place
   */
  void cycle(IntPredicate sends, boolean drains) {
    for (int c = 0; c < in.length; c++) {
      Outgoing next = toSend.get(c).peek();
      boolean now = next != null && reserved >= next.after && sends.test(c);
      in[c].valid.set(now ? 1 : 0);
      if (now) {
        in[c].flit.setWide(toSend.get(c).remove().flit);
      }
    }
    reserve[0].set(reservations.isEmpty() ? 0 : 1);
    if (!reservations.isEmpty()) {
      reserve[2].setWide(reservations.peek());
    }
    boolean frees = drains && held > 0;
    out.credit.set(frees ? 1 : 0);
    model.eval();
    if (!reservations.isEmpty() && reserve[1].get() == 1) {
      reservations.remove();
      reserved++;
      firstTaken = firstTaken < 0 ? model.cycle() : firstTaken;
    }
    for (int c = 0; c < in.length; c++) {
      assertEquals(owed[c] ? 1 : 0, in[c].credit.get(), "the credit of the flit before");
      owed[c] = in[c].valid.get() == 1;
    }
    if (out.valid.get() == 1) {
      held++;
      assertTrue(held <= p.downstream(), "a flit without a credit");
      take(out.flit.getWide());
    }
    held -= frees ? 1 : 0;
    model.step();
  }

  private void take(BigInteger flit) {
    int payloadBits = p.format().payloadBits();
    boolean head = flit.testBit(payloadBits + 1);
    assertEquals(open == null, head, "a head in a packet, or none before it");
    BigInteger payload = flit.mod(BigInteger.ONE.shiftLeft(payloadBits));
    if (head) {
      long fields = payload.longValueExact();
      int leaves = p.format().leaves();
      long mask = fields & (1L << leaves) - 1;
      open = new Sum(fields >>> leaves, mask, new ArrayList<>(), new ArrayList<>());
    } else {
      open.body.add(payload);
    }
    open.cycles.add(model.cycle());
    if (flit.testBit(payloadBits)) {
      sums.add(open);
      open = null;
    }
  }

  /** Runs until {@code n} sums have come, all links at full rate. */
  void run(int n, int limit) {
    for (int t = 0; sums.size() < n; t++) {
      assertTrue(t < limit, "only %d of %d sums after %d cycles".formatted(sums.size(), n, limit));
      cycle(_ -> true, true);
    }
  }

  /** The sums that came so far. */
  List<Sum> sums() {
    return sums;
  }

  /** Reservations taken so far. */
  int reserved() {
    return reserved;
  }

  /** The cycle in which the first reservation was taken. */
  long firstTaken() {
    return firstTaken;
  }

  /** Flits not yet sent. */
  int backlog() {
    return toSend.stream().mapToInt(Queue::size).sum();
  }

  long peek(String port) {
    model.eval();
    return model.port(port).get();
  }
}

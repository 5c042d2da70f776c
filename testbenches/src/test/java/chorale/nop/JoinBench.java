package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.nop.JoinModel.Packet;
import chorale.sim.Model;
import chorale.sim.Port;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.IntPredicate;

/**
 * Plays the children and the parent of a {@link SortedJoin}: sends queued packets as credits allow,
 * takes sums, and checks on the way that no flit comes without a credit, that no credit comes for
 * nothing, and that packets are whole.
 */
final class JoinBench {
  /** A sum as it came out: {@code cycles} are those of its flits, the head's first. */
  record Sum(Packet packet, int source, List<Long> cycles) {}

  private record Link(Port valid, Port flit, Port credit) {
    static Link of(Model model, String name) {
      return new Link(
          model.port(name + "_valid"), model.port(name + "_flit"), model.port(name + "_credit"));
    }
  }

  final Model model;
  private final JoinParameters p;
  private final Link[] in;
  private final Link out;
  private final List<Queue<BigInteger>> toSend = new ArrayList<>();
  private final int[] credits;
  private final List<List<Long>> sent = new ArrayList<>();
  private final List<Sum> sums = new ArrayList<>();
  private final List<Long> busy = new ArrayList<>();
  private Packet open;
  private List<Long> cycles;
  private int source;
  private int held;

  JoinBench(Model model, JoinParameters p) {
    this.model = model;
    this.p = p;
    in = new Link[p.children()];
    credits = new int[p.children()];
    for (int c = 0; c < in.length; c++) {
      in[c] = Link.of(model, "in_" + c);
      toSend.add(new ArrayDeque<>());
      sent.add(new ArrayList<>());
      credits[c] = p.places();
    }
    out = Link.of(model, "out");
  }

  private int leafBits() {
    return p.keyBits() - p.slotBits() + 1;
  }

  /** Queues a packet at a child, which names {@code leaf} as its source. */
  void send(int child, int leaf, Packet packet) {
    flits(leaf, packet).forEach(toSend.get(child)::add);
  }

  /** Queues a flit at a child. */
  void send(int child, BigInteger flit) {
    toSend.get(child).add(flit);
  }

  /** The flits of a packet. */
  List<BigInteger> flits(int leaf, Packet packet) {
    var format = p.format();
    long slot = (packet.more() ? 1L << p.slotBits() - 1 : 0) | packet.slot();
    long info = (long) leaf << p.slotBits() | slot;
    var flits = new ArrayList<BigInteger>();
    flits.add(
        BigInteger.valueOf(info)
            .shiftLeft(format.addressBits())
            .or(BigInteger.valueOf(packet.address()))
            .setBit(format.width() - 1));
    int[] numbers = packet.numbers().stream().mapToInt(i -> i << 16).toArray();
    var body =
        p.values()
            ? ReductionModel.pack(numbers, 16, format.payloadBits())
            : new ArrayList<>(java.util.Collections.nCopies(p.packetFlits(), BigInteger.ZERO));
    body.set(body.size() - 1, body.getLast().setBit(format.width() - 2));
    flits.addAll(body);
    return flits;
  }

  /**
   * One cycle.
   *
   * @param sends whether a child sends its next flit
   * @param drains whether the parent frees a place
   */
  void cycle(IntPredicate sends, boolean drains) {
    for (int c = 0; c < in.length; c++) {
      boolean now = !toSend.get(c).isEmpty() && credits[c] > 0 && sends.test(c);
      in[c].valid.set(now ? 1 : 0);
      if (now) {
        in[c].flit.setWide(toSend.get(c).remove());
        credits[c]--;
        sent.get(c).add(model.cycle());
      }
    }
    boolean frees = drains && held > 0;
    out.credit.set(frees ? 1 : 0);
    model.eval();
    for (int c = 0; c < in.length; c++) {
      credits[c] += (int) in[c].credit.get();
      assertTrue(credits[c] <= p.places(), "a credit for nothing");
    }
    held -= frees ? 1 : 0;
    if (out.valid.get() == 1) {
      held++;
      assertTrue(held <= p.downstream(), "a flit without a credit");
      take(out.flit.getWide());
    }
    model.step();
  }

  private void take(BigInteger flit) {
    var format = p.format();
    boolean head = flit.testBit(format.width() - 1);
    boolean tail = flit.testBit(format.width() - 2);
    assertEquals(open == null, head, "a head in a packet, or none before it");
    BigInteger payload = flit.mod(BigInteger.ONE.shiftLeft(format.payloadBits()));
    busy.add(model.cycle());
    if (head) {
      long fields = payload.longValueExact();
      int address = (int) (fields & (1L << format.addressBits()) - 1);
      long info = fields >>> format.addressBits();
      int slot = (int) (info & (1L << p.slotBits()) - 1);
      int most = 1 << p.slotBits() - 1;
      source = (int) (info >>> p.slotBits());
      assertTrue(source < 1 << leafBits(), "nothing above the source");
      open = new Packet(slot % most, address, slot >= most, new ArrayList<>());
      cycles = new ArrayList<>();
    } else {
      for (int low = 0; p.values() && low < format.payloadBits(); low += 16) {
        open.numbers().add(payload.shiftRight(low).intValue() & 0xffff);
      }
    }
    cycles.add(model.cycle());
    assertEquals(cycles.size() == p.packetFlits() + 1, tail, "a tail at the end");
    if (tail) {
      sums.add(new Sum(open, source, cycles));
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

  /** Cycles in which a flit came out. */
  List<Long> busy() {
    return busy;
  }

  /** Cycles in which a child sent a flit. */
  List<Long> sent(int child) {
    return sent.get(child);
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

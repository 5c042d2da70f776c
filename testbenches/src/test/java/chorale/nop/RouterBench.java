package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.sim.Model;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Drives the links of a router and checks what comes out: every flit once and in order for each
 * (input, output), packets whole, and never more flits without a credit than the buffer behind the
 * output holds. A flit carries the input, the number of its packet and its place there.
 */
final class RouterBench {
  static final FlitCode CODE = new FlitCode(6, 40);
  static final FlitFormat FORMAT = new FlitFormat(6, 32, 40);
  private static final int INPUT_BITS = 3;

  /** The outputs that a packet goes to, by a model of its own. */
  interface Targets {
    List<Integer> outputs(TrafficClass c, long leafMask);
  }

  /** Whether something random happens at a port in this cycle. */
  interface Chance {
    boolean at(int port);
  }

  /** A flit as it came out. */
  record Arrival(long cycle, int input, long flit) {}

  private final Model model;
  private final LinkPorts[] in;
  private final LinkPorts[] out;
  private final int depth;
  private final int downstream;
  private final Targets targets;
  private final String context;
  private final List<Queue<Long>> toSend = new ArrayList<>();
  private final List<List<Queue<Long>>> expected = new ArrayList<>();
  private final List<List<Arrival>> arrivals = new ArrayList<>();
  private final int[] credits;
  private final int[] held;
  private final int[] open;
  private long packets;

  RouterBench(
      Model model,
      LinkPorts[] in,
      LinkPorts[] out,
      int depth,
      int downstream,
      Targets targets,
      String context) {
    this.model = model;
    this.in = in;
    this.out = out;
    this.depth = depth;
    this.downstream = downstream;
    this.targets = targets;
    this.context = context;
    credits = new int[in.length];
    held = new int[out.length];
    open = new int[out.length];
    for (int i = 0; i < in.length; i++) {
      credits[i] = depth;
      toSend.add(new ArrayDeque<>());
      expected.add(new ArrayList<>());
      for (int o = 0; o < out.length; o++) {
        expected.get(i).add(new ArrayDeque<>());
      }
    }
    for (int o = 0; o < out.length; o++) {
      open[o] = -1;
      arrivals.add(new ArrayList<>());
    }
  }

  /** Queues a packet at an input. */
  void send(int input, TrafficClass c, long leafMask, int flits) {
    long packet = packets++;
    for (int k = 0; k < flits; k++) {
      boolean tail = k == flits - 1;
      long id = packet << INPUT_BITS | input;
      long flit = k == 0 ? CODE.head(c, leafMask, id, tail) : CODE.body(id << 5 | k, tail);
      toSend.get(input).add(flit);
      for (int o : targets.outputs(c, leafMask)) {
        expected.get(input).get(o).add(flit);
      }
    }
  }

  /** Flits queued at an input and not yet sent. */
  int backlog(int input) {
    return toSend.get(input).size();
  }

  /** One cycle: {@code sends} says where a flit goes in, {@code drains} where a place is freed. */
  void cycle(Chance sends, Chance drains) {
    for (int i = 0; i < in.length; i++) {
      boolean now = credits[i] > 0 && !toSend.get(i).isEmpty() && sends.at(i);
      in[i].valid().set(now ? 1 : 0);
      if (now) {
        credits[i]--;
        in[i].flit().set(toSend.get(i).remove());
      }
    }
    var freed = new boolean[out.length];
    for (int o = 0; o < out.length; o++) {
      freed[o] = held[o] > 0 && drains.at(o);
      out[o].credit().set(freed[o] ? 1 : 0);
    }
    model.eval();
    for (int o = 0; o < out.length; o++) {
      if (out[o].valid().get() == 1) {
        accept(o, out[o].flit().get());
      }
      held[o] -= freed[o] ? 1 : 0;
    }
    for (int i = 0; i < in.length; i++) {
      credits[i] += (int) in[i].credit().get();
      assertTrue(credits[i] <= depth, () -> context + ": a credit too many");
    }
    model.step();
  }

  private void accept(int o, long flit) {
    String where = "%s: output %d, cycle %d".formatted(context, o, model.cycle());
    held[o]++;
    assertTrue(held[o] <= downstream, where + ": a flit without a credit");
    assertEquals(open[o] < 0, CODE.isHead(flit), where + ": a head in a packet, or none before it");
    long id = CODE.isHead(flit) ? CODE.info(flit) : CODE.payload(flit) >>> 5;
    int input = (int) (id & (1 << INPUT_BITS) - 1);
    assertTrue(open[o] < 0 || open[o] == input, where + ": packets interleave");
    Long next = expected.get(input).get(o).poll();
    assertNotNull(next, where + ": a flit that nobody sent there");
    assertEquals(next, flit, where + ": not the next flit of input " + input);
    open[o] = CODE.isTail(flit) ? -1 : input;
    arrivals.get(o).add(new Arrival(model.cycle(), input, flit));
  }

  /** Lets everything come out, at most {@code limit} cycles, and checks that nothing is missing. */
  void drain(int limit) {
    for (int t = 0; t < limit; t++) {
      cycle(_ -> true, _ -> true);
    }
    for (int i = 0; i < in.length; i++) {
      assertEquals(0, backlog(i), context + ": flits stuck before input " + i);
      assertEquals(depth, credits[i], context + ": credits of input " + i);
      for (int o = 0; o < out.length; o++) {
        assertTrue(expected.get(i).get(o).isEmpty(), context + ": lost from " + i + " to " + o);
      }
    }
    for (int o = 0; o < out.length; o++) {
      assertFalse(open[o] >= 0, context + ": a packet without its tail at output " + o);
    }
  }

  /** What came out at an output so far. */
  List<Arrival> arrivals(int output) {
    return arrivals.get(output);
  }

  /** Flits that came out so far. */
  long flitHops() {
    return arrivals.stream().mapToLong(List::size).sum();
  }
}

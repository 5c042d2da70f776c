package chorale.chiplet;

import chorale.chiplet.Layout.Field;
import chorale.hdl.Bool;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;
import chorale.hdl.lib.RoundRobin;
import java.math.BigInteger;
import java.util.ArrayList;

/**
 * Adds a token's contributions when all k are there, always in the order of its top k: what the sum
 * is does not depend on who came first. Counts one contribution per cycle, of the trunks in turn;
 * adds one flit's worth of a token per cycle, timing only.
 */
final class ReduceEngine extends Module {
  /** Complete tokens that may wait to be added. */
  private static final int READY_TOKENS = 64;

  /** Arguments of a reduce. */
  static final class Command {
    private final Layout layout = new Layout();
    final Field count;

    Command(PackageParameters p) {
      count = layout.field(log2(p.tokens() + 1));
    }

    int width() {
      return layout.width();
    }

    /** Done when {@code n} tokens have been added. */
    BigInteger encode(int n) {
      return count.put(n);
    }
  }

  /** Fills the table of contributions received; the host clears it before a run. */
  final MemoryLoad received;

  final Stream start;
  final Bool done;

  /** Per trunk, tokens that have one contribution more. */
  final Stream[] complete;

  /** A token is added up: the token. */
  final Event reduced;

  final Bool busy;
  final Bool blocked;

  ReduceEngine(Module parent, PackageParameters p) {
    super(parent);
    var command = new Command(p);
    int countBits = log2(p.topK() + 1);
    received = MemoryLoad.port(this, p.tokens(), countBits);
    start = sink(command.width());
    done = outBool();
    complete = new Stream[p.enabledGroups().size()];
    for (int g = 0; g < complete.length; g++) {
      complete[g] = sink(p.tokenBits());
    }
    reduced = Event.out(this, p.tokenBits());
    busy = outBool();
    blocked = outBool();

    // One contribution is counted per cycle.
    var queues = new ArrayList<Stream>();
    for (int g = 0; g < complete.length; g++) {
      var queue = new Fifo(this, p.tokenBits(), 4);
      queue.name("completions_" + g);
      queue.enq.from(complete[g]);
      queues.add(queue.deq);
    }
    var ready = new Fifo(this, p.tokenBits(), READY_TOKENS);
    int n = queues.size();
    var last = reg(n, 1L << (n - 1));
    var grant =
        RoundRobin.grant(RoundRobin.mask(queues.stream().map(Stream::valid).toList()), last);
    var counts = grant.any().and(ready.enq.ready());
    for (int g = 0; g < n; g++) {
      queues.get(g).ready().set(grant.bit(g).and(ready.enq.ready()));
    }
    var token = RoundRobin.select(grant, queues.stream().map(Stream::bits).toList());
    Memory soFar = mem(p.tokens(), countBits);
    var count = soFar.read(token).plus(1);
    var full = count.eq(p.topK());
    when(counts, () -> last.set(grant));
    when(received.valid(), () -> soFar.write(received.address(), received.data()))
        .elseWhen(counts, () -> soFar.write(token, count));
    ready.enq.valid().set(counts.and(full));
    ready.enq.bits().set(token);

    // Addition: one flit of the sum per cycle.
    var left = reg(command.count.width());
    var offset = reg(log2(p.tokenFlits() + 1));
    var active = left.any();
    start.ready().set(active.not());
    var adds = active.and(ready.deq.valid());
    var lastFlit = offset.eq(p.tokenFlits() - 1);
    var tokenDone = adds.and(lastFlit);
    ready.deq.ready().set(tokenDone);
    when(start.fire(), () -> left.set(command.count.of(start.bits())))
        .elseWhen(tokenDone, () -> left.set(left.minus(1)));
    when(adds, () -> offset.set(lastFlit.mux(UInt.lit(0, offset.width()), offset.plus(1))));
    done.set(tokenDone.and(left.eq(1)));
    reduced.valid().set(tokenDone);
    reduced.data().set(ready.deq.bits());
    busy.set(adds);
    blocked.set(active.andNot(adds));
  }
}

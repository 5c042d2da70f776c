package chorale.chiplet;

import chorale.chiplet.Layout.Field;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.nop.PacketFormat;
import java.math.BigInteger;
import java.util.ArrayList;

/**
 * Sends tokens to the chiplets of their experts, in order, one multicast packet each: the token's
 * experts come from the routing memory, their chiplets from the placement table, and a chiplet that
 * holds several of them gets one copy. While a packet leaves, the next one's head is looked up:
 * throughput 1 flit per cycle from token to token, latency 2 cycles from the command.
 */
final class DispatchEngine extends Module {
  /** Arguments of a dispatch. */
  static final class Command {
    private final Layout layout = new Layout();
    final Field first;
    final Field count;

    Command(PackageParameters p) {
      first = layout.field(log2(p.tokens()));
      count = layout.field(log2(p.tokens() + 1));
    }

    int width() {
      return layout.width();
    }

    /** Tokens {@code from} to {@code from + n - 1}. */
    BigInteger encode(int from, int n) {
      return first.put(from).or(count.put(n));
    }
  }

  /** Fills the routing memory: per token its experts, the first in the lowest bits. */
  final MemoryLoad routing;

  /** Fills the placement table: per expert the leaf that is its chiplet. */
  final MemoryLoad placement;

  final Stream start;
  final Bool done;
  final Stream flits;

  /** The head of a token leaves: the token. */
  final Event dispatched;

  final Bool busy;
  final Bool blocked;

  DispatchEngine(Module parent, PackageParameters p) {
    super(parent);
    var command = new Command(p);
    PacketFormat format = p.format();
    routing = MemoryLoad.port(this, p.tokens(), p.topK() * p.expertBits());
    placement = MemoryLoad.port(this, p.experts(), log2(p.enabled().size()));
    start = sink(command.width());
    done = outBool();
    flits = source(format.width());
    dispatched = Event.out(this, p.tokenBits());
    busy = outBool();
    blocked = outBool();
    Memory experts = mem(p.tokens(), p.topK() * p.expertBits());
    Memory chipletOf = mem(Math.max(2, p.experts()), log2(p.enabled().size()));
    routing.into(this, experts);
    placement.into(this, chipletOf);

    // Look-up of the next token.
    var token = reg(log2(p.tokens()));
    var left = reg(log2(p.tokens() + 1));
    var nextValid = regBool();
    var nextEnds = regBool(); // it is its command's last; a later command may be taken by then
    var nextToken = reg(p.tokenBits());
    var nextExperts = reg(p.topK() * p.expertBits());
    var nextLeaves = reg(p.enabled().size());
    var take = wireBool();
    var found = experts.read(token);
    var targets = new ArrayList<UInt>();
    for (int k = 0; k < p.topK(); k++) {
      var expert = found.slice((k + 1) * p.expertBits() - 1, k * p.expertBits());
      targets.add(chipletOf.read(expert).named("chiplet_" + k));
    }
    var leaves = new ArrayList<Bits>();
    for (int c = p.enabled().size() - 1; c >= 0; c--) {
      Bool any = Bool.lit(false);
      for (UInt t : targets) {
        any = any.or(t.eq(c));
      }
      leaves.add(any);
    }
    var lookUp = left.any().and(nextValid.not().or(take));
    start.ready().set(left.any().not());
    when(
            start.fire(),
            () -> {
              token.set(command.first.of(start.bits()));
              left.set(command.count.of(start.bits()));
            })
        .elseWhen(
            lookUp,
            () -> {
              token.set(token.plus(1));
              left.set(left.minus(1));
            });
    when(
            lookUp,
            () -> {
              nextValid.set(true);
              nextEnds.set(left.eq(1));
              nextToken.set(token);
              nextExperts.set(found);
              nextLeaves.set(Bits.cat(leaves.toArray(Bits[]::new)));
            })
        .elseWhen(take, () -> nextValid.set(false));

    // The packet under way.
    var inBody = regBool();
    var ends = regBool();
    var offset = reg(log2(p.tokenFlits() + 1));
    var last = offset.eq(p.tokenFlits() - 1);
    var head = format.head(nextLeaves, Bits.cat(nextExperts, nextToken), false);
    flits.valid().set(inBody.or(nextValid));
    flits.bits().set(inBody.mux(format.body(UInt.lit(0, 1), last), head));
    var sent = flits.fire();
    take.set(sent.andNot(inBody));
    when(take, () -> ends.set(nextEnds));
    var packetDone = sent.and(inBody).and(last);
    when(
        sent,
        () -> {
          inBody.set(packetDone.not());
          offset.set(inBody.andNot(last).mux(offset.plus(1), UInt.lit(0, offset.width())));
        });
    done.set(packetDone.and(ends));
    dispatched.valid().set(take);
    dispatched.data().set(nextToken);
    busy.set(sent);
    blocked.set(left.any().or(inBody).or(nextValid).andNot(sent));
  }
}

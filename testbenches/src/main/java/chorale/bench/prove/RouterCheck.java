package chorale.bench.prove;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import chorale.nop.LeafReceiver;
import chorale.nop.LeafSender;
import chorale.nop.Network;
import chorale.nop.PacketFormat;
import chorale.nop.RouterParameters;
import chorale.nop.Topology;
import chorale.nop.VcClass;
import chorale.nop.VirtualChannels;
import java.util.ArrayList;
import java.util.List;

/**
 * A checked network whose leaves send anything legal at any time, and take flits when they like. It
 * asserts what {@link RouterParameters#checked} stands for. Besides, the flits from one leaf to
 * another, both chosen by the proof, come out once, unchanged and in order, and nowhere else; and
 * while leaves have places and no packet lacks its tail, something moves.
 *
 * <p>Heads have a mark that says whether they come from the chosen leaf, which the network does not
 * look at; bodies follow their heads, as is asserted too.
 */
final class RouterCheck extends Module {
  private static final int INFO_BITS = 1; // the mark

  /** All inputs: they may do anything. */
  final List<Bool> switches = new ArrayList<>();

  final List<UInt> numbers = new ArrayList<>();

  private final VirtualChannels plan;
  private final PacketFormat format;
  private final Bool started;

  /** Places for each VC at the leaves: {@code leafPlaces}. */
  RouterCheck(Topology topology, RouterParameters parameters, int leafPlaces, int patience) {
    super(null);
    int leaves = topology.leaves();
    plan = new VirtualChannels(topology, parameters.classes());
    boolean multicast = parameters.classes().getFirst().forks();
    format = new PacketFormat(leaves, multicast, INFO_BITS, parameters.width());
    started = regBool().named("started");
    started.set(true);
    var source = constant("source", leaves);
    var sink = constant("sink", leaves);

    var network = new Network(this, plan, format, parameters.withChecks(), 0, leafPlaces);
    network.name("network");
    var enters = new ArrayList<UInt>();
    var entering = new ArrayList<UInt>();
    var arrives = new ArrayList<UInt>();
    var arriving = new ArrayList<UInt>();
    Bool settled = Bool.lit(true);
    for (int leaf = 0; leaf < leaves; leaf++) {
      var sender = new LeafSender(this, plan, format, leaf);
      sender.name("sender_" + leaf);
      sender.offer.set(toggle("offer_" + leaf));
      sender.vc.set(plan.vcs() == 1 ? UInt.lit(1, 1) : number(plan.vcs(), "vc_" + leaf));
      var any = number(format.width(), "flit_" + leaf);
      sender.flit.set(marked(any, source.bit(leaf)));
      network.enter[leaf].from(sender.out);
      var receiver = new LeafReceiver(this, plan, format, leaf, leafPlaces);
      receiver.name("receiver_" + leaf);
      receiver.take.set(number(plan.vcs(), "take_" + leaf));
      receiver.in.from(network.leave[leaf]);
      enters.add(sender.out.valid());
      entering.add(sender.out.flit());
      arrives.add(receiver.in.valid());
      arriving.add(receiver.in.flit());
      settled = settled.andNot(sender.open.any()).and(receiver.empty);
      var at = topology.attachment(leaf);
      Bool granted = network.moves[at.router()].bit(at.port());
      for (int stage = 2; stage < parameters.stages(); stage++) {
        granted = delayed(granted);
      }
      assertThat(receiver.in.valid().any().eq(granted), "what leaves was granted the output");
    }

    var comes = RoundRobin.select(source, enters).named("comes");
    var pushed = RoundRobin.select(source, entering).named("pushed");
    var departs = RoundRobin.select(sink, arrives).named("departs");
    var popped = RoundRobin.select(sink, arriving).named("popped");
    Bool toSink =
        multicast
            ? format.destinations(pushed).and(sink).any()
            : index(sink).eq(format.destination(pushed));
    Bool marked = popped.bit(format.addressBits());
    var once = new OnceCheck(this, format.width(), inside(topology, parameters));
    once.name("once");
    once.push.set(ofFlow(comes, pushed, toSink, "to_sink"));
    once.pushed.set(multicast ? format.only(pushed, sink) : pushed);
    var gone = ofFlow(departs, popped, marked, "from_source").named("gone");
    once.pop.set(gone);
    once.popped.set(popped);
    once.choose.set(toggle("choose"));

    Bool moves = Bool.lit(false);
    Bool blocked = Bool.lit(false);
    for (int r = 0; r < topology.routers(); r++) {
      moves = moves.or(network.moves[r].any());
      blocked = blocked.or(network.blocked[r].any());
    }
    if (topology.routers() == 1 && parameters.stages() == 2) {
      var buffered = once.inside.ne(gone.zext(once.inside.width())).named("buffered");
      assertThat(
          delayed(buffered).not().or(moves).or(blocked),
          "a flit moves, or what it waits for shows");
    }
    var idle = reg(log2(patience + 2)).named("idle");
    var stands = settled.and(once.inside.any()).andNot(moves).named("stands");
    assertThat(idle.ne(patience), "what can move does");
    idle.set(stands.mux(idle.plus(1), UInt.lit(0, idle.width())));
  }

  private Bool toggle(String name) {
    Bool input = inBool().named(name);
    switches.add(input);
    return input;
  }

  private UInt number(int width, String name) {
    UInt input = in(width).named(name);
    numbers.add(input);
    return input;
  }

  /** What fits between the chosen leaves. */
  private static int inside(Topology topology, RouterParameters p) {
    VcClass kind = p.classes().getFirst();
    int depth = topology.routers() > 1 ? kind.depth() * kind.vcs() : kind.depth(); // or fewer
    return topology.routers() * (depth + p.stages() - 1) + 2 * (topology.routers() - 1);
  }

  /** One-hot, of {@code n}: chosen by the proof once and for all. */
  private UInt constant(String name, int n) {
    var chosen = number(log2(n), name + "_chosen");
    var held = reg(n).named(name + "_held");
    var oneHot = wire(n).named(name);
    var bits = new Bits[n];
    for (int i = 0; i < n; i++) {
      bits[n - 1 - i] = i == n - 1 ? chosen.ge(i) : chosen.eq(i);
    }
    oneHot.set(started.mux(held, Bits.cat(bits)));
    held.set(oneHot);
    return oneHot;
  }

  private static UInt index(UInt oneHot) {
    int n = oneHot.width();
    var all = new ArrayList<UInt>();
    for (int i = 0; i < n; i++) {
      all.add(UInt.lit(i, log2(n)));
    }
    return RoundRobin.select(oneHot, all);
  }

  /** The flit, if a head with the mark in place. */
  private UInt marked(UInt flit, Bool mark) {
    int at = format.addressBits();
    Bool bit = format.isHead(flit).mux(mark, flit.bit(at));
    return Bits.cat(flit.slice(format.width() - 1, at + 1), bit, flit.slice(at - 1, 0));
  }

  /** Whether a flit passes whose packet's head is, or was, of the flow. */
  private Bool ofFlow(UInt valid, UInt flit, Bool headIs, String name) {
    Bool any = Bool.lit(false);
    Bool isHead = format.isHead(flit);
    for (int v = 0; v < plan.vcs(); v++) {
      var was = regBool().named(name + "_" + v);
      Bool is = isHead.mux(headIs, was);
      when(valid.bit(v).and(isHead), () -> was.set(headIs));
      any = any.or(valid.bit(v).and(is));
    }
    return any;
  }
}

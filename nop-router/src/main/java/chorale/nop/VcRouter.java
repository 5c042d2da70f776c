package chorale.nop;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import chorale.nop.RouterChecks.Mover;
import chorale.nop.RouterParameters.Allocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * Wormhole router with virtual channels (VCs), credits and multicast.
 *
 * <p>A flit that arrives in cycle t is routed while it is written into the buffer of its VC; from t
 * + 1 it asks for its output and, if it is a head, for a free VC there, both in one arbitration; it
 * stands at the output in t + 2, or t + 3 with a register between arbitration and crossbar. The VC
 * in which it will leave follows from the output that it will take at the next router, which is
 * looked up here. Throughput 1 flit per cycle and output, also from one packet to the next and with
 * one VC. A packet holds its VC at an output from head to tail; packets in other VCs use the link
 * between its flits. The credit of a flit is returned in the cycle after it left its buffer: see
 * {@link RouterParameters#creditLoop}.
 *
 * <p>A flit of a multicast packet leaves its buffer when every output that it goes to has a copy.
 * If the class moves whole packets, a head of several flits moves when it has claimed all its
 * outputs, each with its VC and room for the packet: at once, if it is granted all in one cycle;
 * else it keeps those that it was granted, in the order of {@link VcRouting#rank}. What it keeps is
 * idle until the head has the rest; a grant that it cannot keep is lost to the link. So whatever
 * runs ahead never waits for what is left behind; see {@link ChannelGraph}.
 */
public final class VcRouter extends Module {
  /** Inputs, null where a port is left out. */
  public final Channel[] in;

  /** Outputs, null where a port is left out. */
  public final Channel[] out;

  /** Per output, whether a flit was granted it in the cycle before. */
  public final UInt moves;

  /**
   * Per output, whether flits waited for it in the cycle before and none was granted it, for want
   * of credits or of the rest of a packet.
   */
  public final UInt blocked;

  /** Counts for the equations of the links; null unless checked. */
  final RouterChecks checks;

  private final RouterParameters p;
  private final VcRouting routing;
  private final Flits flits;
  private final List<Front> fronts = new ArrayList<>();
  private final List<List<Turn>> turns = new ArrayList<>(); // per output

  /** Where a flit says whether it is a head or a tail. */
  public interface Flits {
    /** Whether a flit is the first of its packet. */
    Bool isHead(UInt flit);

    /** Whether a flit is the last of its packet. */
    Bool isTail(UInt flit);
  }

  /** How many places there are for a VC at the far end of an output. */
  @FunctionalInterface
  public interface Places {
    /** Places, in flits. */
    int of(int output, int vc);
  }

  /** The oldest flit of one VC of an input. */
  static final class Front {
    int input;
    int vc;
    VcClass kind;
    Bool arrives; // a flit for it,
    UInt arriving; // with what was found out about its packet
    VcBuffer buffer;
    UInt flit;
    UInt stage; // the flit as the crossbar sees it
    List<Integer> outputs;
    UInt route; // to which of the outputs it goes; null if there is one
    List<Integer> next;
    boolean planned; // in which of them it leaves is found out while it is written
    List<Integer> flows; // to be told apart: those of outputs by which several leave
    UInt nextVc; // in which of these VCs it leaves; null if there is one, or its class is free
    UInt flow; // which of these flows is its own; null if there are none
    UInt taken; // the VC that the head took; null unless its class is free, and for single flits
    Bool claims; // it is a head that claims its outputs; null where none does
    final List<Turn> turns = new ArrayList<>();

    String label() {
      return input + "_" + vc;
    }
  }

  /** A front at one of its outputs. */
  static final class Turn {
    final Front from;
    final int output;
    Bool wanted; // it goes there, and has not yet
    Bool served; // the output has its copy; null where nothing forks
    boolean isLast; // of its outputs, in the order of rank
    Bool claimed; // the output is kept for this head; null unless it claims outputs
    Bool waits; // a grant does not move the head, for it lacks others; null unless it claims
    Bool claims; // the head keeps the output, and waits; null unless it claims outputs
    Bool may; // there is a VC and a credit for it
    UInt vc; // in which of the next VCs it leaves; null if there is one
    OutputFlows
        flows; // at the output, of all packets of its input and class; null unless it is free
    UInt flow; // which of these is its own, one-hot; null unless it is free
    VcTurn inTurn; // of the VCs of its class at the output; null unless it is free
    Bool granted; // it has the output in this cycle
    Bool sent; // it goes there now: the same, unless it claims outputs
    Bool request; // it could go there now
    Bool asks; // and asks the output's arbiter: the same, unless its input chooses one of its VCs

    Turn(Front from, int output) {
      this.from = from;
      this.output = output;
    }

    String label() {
      return from.label() + "_" + output;
    }
  }

  /**
   * A router.
   *
   * @param present per port, whether it is there
   * @param places of the buffers at the far ends
   */
  public VcRouter(
      Module parent,
      RouterParameters parameters,
      VcRouting routing,
      Flits flits,
      List<Boolean> present,
      Places places) {
    super(parent);
    this.p = parameters;
    this.routing = routing;
    this.flits = flits;
    int ports = present.size();
    in = new Channel[ports];
    out = new Channel[ports];
    for (int i = 0; i < ports; i++) {
      turns.add(new ArrayList<>());
      if (present.get(i)) {
        in[i] = Channel.receiver(this, p.vcs(), p.width());
        out[i] = Channel.sender(this, p.vcs(), p.width());
      }
    }
    checks = p.checked() ? new RouterChecks(this, p, routing, flits, ports) : null;
    moves = out(ports);
    moves.optional();
    blocked = out(ports);
    blocked.optional();
    for (int i = 0; i < ports; i++) {
      if (present.get(i)) {
        input(i);
      }
    }
    var outputs = new OutputVcs[ports];
    for (int o = 0; o < ports; o++) {
      if (!turns.get(o).isEmpty()) {
        outputs[o] = requests(o, places);
      }
    }
    fronts.stream().filter(f -> f.claims != null).forEach(this::claiming);
    turns.forEach(of -> of.forEach(t -> t.asks = t.request));
    if (p.allocation() == Allocation.SEPARABLE) {
      for (int i = 0; i < ports; i++) {
        choose(i);
      }
    }
    var moved = new ArrayList<Bool>();
    var held = new ArrayList<Bool>();
    for (int o = 0; o < ports; o++) {
      var moves = outputs[o] == null ? unused(o) : output(o, outputs[o]);
      moved.add(moves);
      held.add(any(turns.get(o).stream().map(t -> t.wanted).toList()).andNot(moves));
    }
    moves.set(delayed(RoundRobin.mask(moved)).named("moved"));
    blocked.set(delayed(RoundRobin.mask(held)).named("held"));
    if (checks != null) {
      var forks = new ForkChecks(this, routing);
      fronts.stream().filter(f -> f.turns.getFirst().served != null).forEach(forks::front);
      for (int o = 0; o < ports; o++) {
        if (!turns.get(o).isEmpty()) {
          checks.blocked(blocked.bit(o), turns.get(o));
        }
      }
    }
    sleep();
  }

  /**
   * Nothing changes while no flit and no credit comes, no buffer holds a flit, and what the last
   * one left behind in registers, in so many stages, is gone: so the router needs no clock then.
   */
  private void sleep() {
    Bool flit = Bool.lit(false);
    Bool credit = Bool.lit(false);
    for (int i = 0; i < in.length; i++) {
      if (in[i] != null) {
        flit = flit.or(in[i].valid().any());
        credit = credit.or(out[i].credit().any());
      }
    }
    if (fronts.isEmpty()) {
      return; // all its neighbours are left out: nothing ever moves in it
    }
    var waiting = RoundRobin.mask(fronts.stream().map(f -> f.buffer.valid).toList()).any();
    Bool busy = delayed(flit.or(waiting)).named("busy");
    Bool lately = p.stages() == 2 ? busy : busy.or(delayed(busy).named("wasBusy"));
    var awake = lately.or(flit).or(credit).named("awake");
    runsWhile(awake);
    if (p.checked()) {
      assertThat(waiting.not().or(awake), "a router sleeps while a flit waits in it");
    }
  }

  @Override
  protected String kind() {
    return "Router_" + routing.label();
  }

  private void input(int i) {
    for (int v = 0; v < p.vcs(); v++) {
      if (!routing.outputs(i, v).isEmpty()) {
        fronts.add(front(i, v));
      }
    }
    buffers(i);
    var ofInput = fronts.stream().filter(f -> f.input == i).toList();
    if (ofInput.isEmpty()) { // nobody sends here
      in[i].valid().optional();
      in[i].flit().optional();
      in[i].credit().set(0);
      return;
    }
    var freed = new Bool[p.vcs()];
    Arrays.fill(freed, Bool.lit(false));
    ofInput.forEach(f -> freed[f.vc] = f.buffer.pop);
    UInt returned = delayed(RoundRobin.mask(List.of(freed))).named("freed_" + i);
    in[i].credit().set(returned);
    if (checks != null) {
      var buffers = ofInput.stream().collect(toMap(f -> f.vc, f -> f.buffer));
      checks.input(i, in[i], buffers, returned);
    }
  }

  private Front front(int i, int v) {
    var f = new Front();
    f.input = i;
    f.vc = v;
    f.kind = p.classOfVc().get(v);
    f.outputs = routing.outputs(i, v);
    f.next = routing.next(i, v);
    var arrives = in[i].valid().bit(v);
    UInt flit = in[i].flit();
    var parts = new ArrayList<Bits>(); // of a word in the buffer, the highest first
    f.flows = f.kind.isFree() ? toldApart(i, v) : List.of();
    f.planned = f.next.size() > 1 && !f.kind.isFree();
    if (f.planned) {
      parts.add(kept(f.kind, arrives, flit, routing.nextVc(i, v, flit), "nextVc_" + f.label()));
    }
    if (!f.flows.isEmpty()) {
      parts.add(kept(f.kind, arrives, flit, routing.flow(flit, f.flows), "flow_" + f.label()));
    }
    if (f.outputs.size() > 1) {
      parts.add(kept(f.kind, arrives, flit, routing.route(i, v, flit), "route_" + f.label()));
    }
    parts.add(flit);
    f.arrives = arrives;
    f.arriving = parts.size() == 1 ? flit : Bits.cat(parts.toArray(Bits[]::new));
    return f;
  }

  private List<Integer> toldApart(int i, int v) {
    return routing.outputs(i, v).stream()
        .map(o -> routing.flows(i, v, o))
        .filter(flows -> flows.size() > 1)
        .flatMap(List::stream)
        .distinct()
        .sorted()
        .toList();
  }

  /** The buffers of an input, one memory for each VC, or for a class whose VCs share it. */
  private void buffers(int i) {
    for (VcClass kind : p.classes()) {
      var of = fronts.stream().filter(f -> f.input == i && f.kind.equals(kind)).toList();
      if (kind.isFree() && routing.isRouter(i) && !of.isEmpty()) {
        var shared =
            new SharedPlaces(
                this,
                of.stream().map(Front::label).toList(),
                kind.mostPlaces(),
                of.stream().map(f -> f.arrives).toList(),
                of.stream().map(f -> f.arriving).toList(),
                p.checked());
        for (int k = 0; k < of.size(); k++) {
          of.get(k).buffer = shared.queues.get(k);
          leads(of.get(k), shared.fronts.get(k));
        }
      } else {
        for (Front f : of) {
          f.buffer =
              new VcBuffer(this, f.label(), kind.depth(), f.arrives, f.arriving, p.checked());
          leads(f, f.buffer.front);
        }
      }
    }
  }

  /** Takes the oldest word of a buffer apart, and what it says about where the flit goes. */
  private void leads(Front f, UInt front) {
    int at = p.width();
    f.flit = front.width() == at ? front : front.slice(at - 1, 0).named("front_" + f.label());
    if (f.outputs.size() > 1) {
      f.route = front.slice(at + f.outputs.size() - 1, at);
      at += f.outputs.size();
    }
    if (!f.flows.isEmpty()) {
      f.flow = front.slice(at + f.flows.size() - 1, at);
      at += f.flows.size();
    }
    if (f.planned) {
      f.nextVc = front.slice(at + f.next.size() - 1, at);
    }
    if (f.kind.isFree() && f.kind.packetFlits() > 1) {
      f.taken = regWithoutReset(f.kind.vcs()).named("taken_" + f.label());
    }
    f.stage = f.flit;
    if (p.stages() == 3) {
      f.stage = regWithoutReset(p.width()).named("stage_" + f.label());
      f.stage.set(f.flit);
    }
    for (int k = 0; k < f.outputs.size(); k++) {
      var t = new Turn(f, f.outputs.get(k));
      t.wanted = f.route == null ? f.buffer.valid : f.buffer.valid.and(f.route.bit(k));
      if (f.kind.forks() && f.outputs.size() > 1) {
        t.served = regBool().named("served_" + t.label());
        t.wanted = t.wanted.andNot(t.served);
        if (f.kind.wholePackets() && f.kind.packetFlits() > 1) {
          t.isLast = f.outputs.stream().allMatch(o -> routing.rank(o) <= routing.rank(t.output));
          t.claimed = t.isLast ? t.served : regBool().named("claimed_" + t.label());
        }
      }
      t.sent = wireBool().named("sent_" + t.label());
      t.granted = t.claimed == null ? t.sent : wireBool().named("granted_" + t.label());
      f.turns.add(t);
      turns.get(t.output).add(t);
    }
    if (f.turns.getFirst().claimed != null) {
      f.claims = flits.isHead(f.flit).andNot(flits.isTail(f.flit)).named("leads_" + f.label());
    }
    advance(f);
  }

  /** What was found out for a head, kept for the rest of its packet. */
  private UInt kept(VcClass kind, Bool arrives, UInt flit, UInt found, String name) {
    if (kind.packetFlits() == 1) {
      return found.named(name);
    }
    var held = regWithoutReset(found.width()).named(name + "_held");
    var now = flits.isHead(flit).mux(found, held).named(name);
    when(arrives, () -> held.set(now));
    return now;
  }

  /** When does the front flit leave its buffer? */
  private void advance(Front f) {
    if (f.turns.getFirst().served == null) {
      f.buffer.pop.set(any(f.turns.stream().map(t -> t.sent).toList()));
      return;
    }
    Bool all = f.buffer.valid;
    for (int k = 0; k < f.turns.size(); k++) {
      Turn t = f.turns.get(k);
      all = all.and(f.route.bit(k).not().or(t.served).or(t.sent));
    }
    var complete = all.named("complete_" + f.label());
    f.buffer.pop.set(complete);
    for (Turn t : f.turns) {
      when(complete, () -> t.served.set(false)).elseWhen(t.sent, () -> t.served.set(true));
    }
  }

  private static Bool any(List<Bool> all) {
    return all.stream().reduce(Bool.lit(false), Bool::or);
  }

  /** Who could leave by an output. */
  private OutputVcs requests(int o, Places places) {
    List<Turn> candidates = turns.get(o);
    var used = new TreeSet<Integer>();
    candidates.forEach(t -> used.addAll(t.from.next));
    var vcs = new OutputVcs(this, p, out[o], o, used, places, routing.isRouter(o));
    flows(o, vcs);
    for (Turn t : candidates) {
      Front f = t.from;
      Bool head = f.kind.packetFlits() == 1 ? null : flits.isHead(f.flit);
      t.vc = f.kind.isFree() ? chosen(t, head, vcs) : f.nextVc;
      t.may = t.wanted.and(vcs.takes(f.kind, head, f.next, t.vc));
      if (t.claimed == null) {
        t.request = t.may.named("request_" + t.label());
      } else {
        t.may.named("may_" + t.label());
      }
    }
    return vcs;
  }

  /** Gives the packets of free classes their flows. */
  private void flows(int o, OutputVcs vcs) {
    for (VcClass kind : p.classes()) {
      var ofClass = turns.get(o).stream().filter(t -> t.from.kind.equals(kind)).toList();
      if (!kind.isFree() || ofClass.isEmpty()) {
        continue;
      }
      int c = p.classes().indexOf(kind);
      var inTurn = new VcTurn(this, o + "_" + c, kind.vcs());
      ofClass.forEach(t -> t.inTurn = inTurn);
      for (int i = 0; i < in.length; i++) {
        int input = i;
        var members = ofClass.stream().filter(t -> t.from.input == input).toList();
        if (!members.isEmpty()) {
          var next = members.getFirst().from.next;
          var numbers = new TreeSet<Integer>();
          members.forEach(t -> numbers.addAll(routing.flows(input, t.from.vc, o)));
          members.forEach(t -> t.flow = flow(t, numbers));
          var flows =
              new OutputFlows(
                  this,
                  "%d_%d_%d".formatted(o, i, c),
                  numbers.size(),
                  kind.packetFlits() > 1,
                  vcs.afterwards(next),
                  vcs.credit(next));
          members.forEach(t -> t.flows = flows);
        }
      }
    }
  }

  /** One-hot, which of these flows that leave by an output is that of the front flit. */
  private UInt flow(Turn t, Set<Integer> numbers) {
    Front f = t.from;
    var own = routing.flows(f.input, f.vc, t.output);
    if (own.size() == 1) { // always the same
      return UInt.lit(1L << List.copyOf(numbers).indexOf(own.getFirst()), numbers.size());
    }
    var each = new ArrayList<Bool>();
    for (int g : numbers) {
      each.add(own.contains(g) ? f.flow.bit(f.flows.indexOf(g)) : Bool.lit(false));
    }
    return RoundRobin.mask(each);
  }

  /** One-hot, the VC that a head takes if it leaves now, or 0; or that its head took. */
  private UInt chosen(Turn t, Bool head, OutputVcs vcs) {
    Front f = t.from;
    var open = t.flows.allowed(t.flow).and(vcs.free(f.kind, f.next)).named("open_" + t.label());
    UInt pick = t.inTurn.pick(open);
    if (head == null) {
      return pick.named("vc_" + t.label());
    }
    var vc = head.mux(pick, f.taken).named("vc_" + t.label());
    when(t.sent, () -> f.taken.set(vc));
    return vc;
  }

  /** Tells the turns of a class that is free which VC a head takes. */
  private void begins(VcTurn inTurn, List<Turn> ofClass) {
    var vc = UInt.lit(0, ofClass.getFirst().vc.width());
    for (Turn t : ofClass) {
      vc = vc.or(t.vc.mask(t.sent.andNot(begun(t))));
    }
    inTurn.takes(vc.named("begins_" + ofClass.getFirst().label()));
    if (checks != null) {
      checks.told(ofClass, vc, ofClass.getFirst().from.kind.packetFlits() > 1);
    }
  }

  /** Tells flows which flit of theirs leaves. */
  private void flowing(OutputFlows told, List<Turn> members) {
    var flow = UInt.lit(0, told.count());
    var vc = UInt.lit(0, members.getFirst().vc.width());
    var tail = Bool.lit(false);
    for (Turn t : members) {
      flow = flow.or(t.flow.mask(t.sent));
      vc = vc.or(t.vc.mask(t.sent));
      tail = tail.or(t.sent.and(flits.isTail(t.from.flit)));
    }
    told.moves(flow, vc, tail);
    if (checks != null) {
      checks.told(told, members, flow, vc, tail);
    }
  }

  /**
   * A head asks at once for all outputs that it could have, but for none before those of lower
   * rank. If it is granted all that it lacks, it moves; else it keeps the grants up to the first
   * that failed. With the last one it has all, and moves: that one it never keeps.
   */
  private void claiming(Front f) {
    IntFunction<Bool> claimed = k -> f.turns.get(k).claimed;
    IntFunction<Bool> couldHave = k -> f.turns.get(k).claimed.or(f.turns.get(k).may);
    IntFunction<Bool> has = k -> f.turns.get(k).claimed.or(f.turns.get(k).granted);
    for (Turn t : f.turns) {
      int rank = routing.rank(t.output);
      IntPredicate lower = k -> routing.rank(f.outputs.get(k)) < rank;
      IntPredicate higher = k -> routing.rank(f.outputs.get(k)) > rank;
      var inOrder = t.may.and(all(f, lower, couldHave));
      if (t.isLast) {
        t.request = f.claims.mux(inOrder, t.may).named("request_" + t.label());
        t.waits = f.claims.andNot(all(f, lower, has)).named("waits_" + t.label());
        continue;
      }
      var asks = t.claimed.mux(t.wanted.and(all(f, higher, claimed)), inOrder);
      t.request = f.claims.mux(asks, t.may).named("request_" + t.label());
      var hasLower = all(f, lower, has);
      var hasOthers = hasLower.and(all(f, higher, has));
      t.waits = f.claims.andNot(t.claimed).andNot(hasOthers).named("waits_" + t.label());
      var claims = t.granted.and(f.claims).and(hasLower).named("claims_" + t.label());
      t.claims = claims.and(t.waits);
      when(f.buffer.pop, () -> t.claimed.set(false)).elseWhen(claims, () -> t.claimed.set(true));
    }
  }

  /** Whether something holds for all of some outputs that the front flit goes to. */
  private static Bool all(Front f, IntPredicate which, IntFunction<Bool> what) {
    Bool all = Bool.lit(true);
    for (int k = 0; k < f.turns.size(); k++) {
      if (which.test(k)) {
        all = all.and(f.route.bit(k).not().or(what.apply(k)));
      }
    }
    return all;
  }

  /** Lets one VC of an input ask: the next in turn of those that could leave. */
  private void choose(int i) {
    var ofInput = fronts.stream().filter(f -> f.input == i).toList();
    if (ofInput.size() < 2) {
      return;
    }
    var eligible = new ArrayList<Bool>();
    var waiting = new ArrayList<Bool>();
    var granted = Bool.lit(false);
    for (Front f : ofInput) {
      eligible.add(any(f.turns.stream().map(t -> t.request).toList()));
      waiting.add(any(f.turns.stream().map(t -> t.wanted).toList()));
      granted = granted.or(any(f.turns.stream().map(t -> t.granted).toList()));
    }
    var asking = RoundRobin.mask(eligible);
    var chosen =
        new Turns(this, "Vc_" + i, asking.width()).grant(asking, waiting, List.of(), granted);
    for (int k = 0; k < ofInput.size(); k++) {
      for (Turn t : ofInput.get(k).turns) {
        t.asks = t.request.and(chosen.bit(k)).named("asks_" + t.label());
      }
    }
  }

  private Bool begun(Turn t) {
    return t.from.kind.packetFlits() == 1 ? Bool.lit(false) : flits.isHead(t.from.flit).not();
  }

  private Bool unused(int o) {
    if (out[o] != null) {
      out[o].valid().set(0);
      out[o].flit().set(0);
      out[o].credit().optional();
    }
    return Bool.lit(false);
  }

  /** One output; returns whether a flit is granted it. */
  private Bool output(int o, OutputVcs vcs) {
    List<Turn> candidates = turns.get(o);
    boolean longPackets = candidates.stream().anyMatch(t -> t.from.kind.packetFlits() > 1);
    var grant =
        new OutputArbiter(
                this,
                p,
                o,
                candidates.stream().map(t -> t.asks).toList(),
                candidates.stream().map(t -> t.wanted).toList(),
                longPackets ? candidates.stream().map(this::begun).toList() : List.of(),
                candidates.stream().map(t -> t.from.kind).toList())
            .grant()
            .named("grant_" + o);
    for (int k = 0; k < candidates.size(); k++) {
      Turn t = candidates.get(k);
      if (t.claimed == null) {
        t.sent.set(grant.bit(k));
      } else {
        t.granted.set(grant.bit(k));
        t.sent.set(t.granted.andNot(t.waits));
      }
    }
    for (int v : vcs.used()) {
      Bool leaves = Bool.lit(false);
      var claims = new ArrayList<Bool>();
      var movers = new ArrayList<Mover>();
      Bool tail = Bool.lit(false);
      for (int k = 0; k < candidates.size(); k++) {
        Turn t = candidates.get(k);
        Front f = t.from;
        int place = f.next.indexOf(v);
        if (place >= 0) {
          var here = t.vc == null ? t.sent : t.sent.and(t.vc.bit(place));
          leaves = leaves.or(here);
          if (checks != null) {
            movers.add(new Mover(t, place, here));
          }
          if (t.claims != null) {
            claims.add(t.claims);
          }
          tail = f.kind.packetFlits() == 1 ? tail : tail.or(here.and(flits.isTail(f.flit)));
        }
      }
      vcs.moves(v, leaves, tail);
      if (checks != null) {
        checks.packets(o, v, movers, tail, vcs);
        checks.sends(o, v, vcs.sending(v));
      }
      if (!claims.isEmpty()) {
        vcs.claims(v, any(claims));
      }
    }
    vcs.rest();
    candidates.stream()
        .filter(t -> t.flows != null)
        .collect(groupingBy(t -> t.flows, LinkedHashMap::new, toList()))
        .forEach(this::flowing);
    candidates.stream()
        .filter(t -> t.inTurn != null)
        .collect(groupingBy(t -> t.inTurn, LinkedHashMap::new, toList()))
        .forEach(this::begins);
    var leaving = new ArrayList<UInt>();
    for (Turn t : candidates) {
      leaving.add(t.from.kind.forks() ? routing.onward(o, t.from.stage) : t.from.stage);
    }
    var select = p.stages() == 3 ? delayed(grant).named("selected_" + o) : grant;
    var flit = candidates.size() == 1 ? leaving.getFirst() : RoundRobin.select(select, leaving);
    var register = regWithoutReset(p.width()).named("leaving_" + o);
    when(select.any(), () -> register.set(flit));
    out[o].flit().set(register);
    out[o].valid().set(vcs.valid());
    if (checks != null) {
      checks.output(o, vcs, register);
    }
    return any(candidates.stream().map(t -> t.sent).toList());
  }
}

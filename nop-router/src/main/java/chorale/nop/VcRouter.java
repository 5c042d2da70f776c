package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import chorale.nop.RouterChecks.Mover;
import chorale.nop.RouterParameters.Allocation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

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
  private final FreeChoice choice;
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
    choice = new FreeChoice(this, p, routing, flits, ports, checks);
    var inputs = new RouterInputs(this, p, routing, flits, checks);
    moves = out(ports);
    moves.optional();
    blocked = out(ports);
    blocked.optional();
    for (int i = 0; i < ports; i++) {
      if (present.get(i)) {
        fronts.addAll(inputs.of(i, in[i]));
      }
    }
    fronts.forEach(f -> f.turns.forEach(t -> turns.get(t.output).add(t)));
    var outputs = new OutputVcs[ports];
    for (int o = 0; o < ports; o++) {
      if (!turns.get(o).isEmpty()) {
        outputs[o] = requests(o, places);
      }
    }
    var claims = new HeadClaims(this, routing);
    fronts.stream().filter(f -> f.claims != null).forEach(claims::claiming);
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
      held.add(Turn.any(turns.get(o), t -> t.wanted).andNot(moves));
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

  /** Who could leave by an output. */
  private OutputVcs requests(int o, Places places) {
    List<Turn> candidates = turns.get(o);
    var used = new TreeSet<Integer>();
    candidates.forEach(t -> used.addAll(t.from.next));
    var vcs = new OutputVcs(this, p, out[o], o, used, places, routing.isRouter(o));
    choice.flows(o, candidates, vcs);
    for (Turn t : candidates) {
      Front f = t.from;
      Bool head = f.kind.packetFlits() == 1 ? null : flits.isHead(f.flit);
      t.vc = f.kind.isFree() ? choice.chosen(t, head, vcs) : f.nextVc;
      t.may = t.wanted.and(vcs.takes(f.kind, head, f.next, t.vc));
      if (t.claimed == null) {
        t.request = t.may.named("request_" + t.label());
      } else {
        t.may.named("may_" + t.label());
      }
    }
    return vcs;
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
      eligible.add(Turn.any(f.turns, t -> t.request));
      waiting.add(Turn.any(f.turns, t -> t.wanted));
      granted = granted.or(Turn.any(f.turns, t -> t.granted));
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
                longPackets ? candidates.stream().map(t -> t.isWithin(flits)).toList() : List.of(),
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
        vcs.claims(v, claims.stream().reduce(Bool.lit(false), Bool::or));
      }
    }
    vcs.rest();
    choice.moves(candidates);
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
    return Turn.any(candidates, t -> t.sent);
  }
}

package chorale.nop;

import static java.util.stream.Collectors.toMap;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The inputs of a router: what is found out about a flit while it is written, the buffers, and what
 * lies at their fronts; the credits that go back. A part of a router, without a module of its own.
 */
final class RouterInputs {
  private final Module router;
  private final RouterParameters p;
  private final VcRouting routing;
  private final VcRouter.Flits flits;
  private final RouterChecks checks;

  /** Inputs; {@code checks} is null unless checked. */
  RouterInputs(
      Module router,
      RouterParameters p,
      VcRouting routing,
      VcRouter.Flits flits,
      RouterChecks checks) {
    this.router = router;
    this.p = p;
    this.routing = routing;
    this.flits = flits;
    this.checks = checks;
  }

  /** The oldest flit of each VC of input {@code i} in which packets come, with its turns. */
  List<Front> of(int i, Channel in) {
    var ofInput = new ArrayList<Front>();
    for (int v = 0; v < p.vcs(); v++) {
      if (!routing.outputs(i, v).isEmpty()) {
        ofInput.add(front(i, v, in));
      }
    }
    if (ofInput.isEmpty()) { // nobody sends here
      in.valid().optional();
      in.flit().optional();
      in.credit().set(0);
      return ofInput;
    }
    buffers(i, ofInput);
    var freed = new Bool[p.vcs()];
    Arrays.fill(freed, Bool.lit(false));
    ofInput.forEach(f -> freed[f.vc] = f.buffer.pop);
    UInt returned = router.delayed(RoundRobin.mask(List.of(freed))).named("freed_" + i);
    in.credit().set(returned);
    if (checks != null) {
      var buffers = ofInput.stream().collect(toMap(f -> f.vc, f -> f.buffer));
      checks.input(i, in, buffers, returned);
    }
    return ofInput;
  }

  private Front front(int i, int v, Channel in) {
    var f = new Front();
    f.input = i;
    f.vc = v;
    f.kind = p.classOfVc().get(v);
    f.outputs = routing.outputs(i, v);
    f.next = routing.next(i, v);
    var arrives = in.valid().bit(v);
    UInt flit = in.flit();
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
  private void buffers(int i, List<Front> ofInput) {
    for (VcClass kind : p.classes()) {
      var of = ofInput.stream().filter(f -> f.kind.equals(kind)).toList();
      if (kind.isFree() && routing.isRouter(i) && !of.isEmpty()) {
        var shared =
            new SharedPlaces(
                router,
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
              new VcBuffer(router, f.label(), kind.depth(), f.arrives, f.arriving, p.checked());
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
      f.taken = router.regWithoutReset(f.kind.vcs()).named("taken_" + f.label());
    }
    f.stage = f.flit;
    if (p.stages() == 3) {
      f.stage = router.regWithoutReset(p.width()).named("stage_" + f.label());
      f.stage.set(f.flit);
    }
    for (int k = 0; k < f.outputs.size(); k++) {
      var t = new Turn(f, f.outputs.get(k));
      t.wanted = f.route == null ? f.buffer.valid : f.buffer.valid.and(f.route.bit(k));
      if (f.kind.forks() && f.outputs.size() > 1) {
        t.served = router.regBool().named("served_" + t.label());
        t.wanted = t.wanted.andNot(t.served);
        if (f.kind.wholePackets() && f.kind.packetFlits() > 1) {
          t.isLast = f.outputs.stream().allMatch(o -> routing.rank(o) <= routing.rank(t.output));
          t.claimed = t.isLast ? t.served : router.regBool().named("claimed_" + t.label());
        }
      }
      t.sent = router.wireBool().named("sent_" + t.label());
      t.granted = t.claimed == null ? t.sent : router.wireBool().named("granted_" + t.label());
      f.turns.add(t);
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
    var held = router.regWithoutReset(found.width()).named(name + "_held");
    var now = flits.isHead(flit).mux(found, held).named(name);
    router.when(arrives, () -> held.set(now));
    return now;
  }

  /** When does the front flit leave its buffer? */
  private void advance(Front f) {
    if (f.turns.getFirst().served == null) {
      f.buffer.pop.set(Turn.any(f.turns, t -> t.sent));
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
      router.when(complete, () -> t.served.set(false)).elseWhen(t.sent, () -> t.served.set(true));
    }
  }
}

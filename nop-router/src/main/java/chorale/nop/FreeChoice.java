package chorale.nop;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * In which virtual channel (VC) the packets of a class leave that may take any ({@link
 * VcClass#isFree}): one that their flow allows ({@link OutputFlows}), the next in turn ({@link
 * VcTurn}). A part of a router, without a module of its own.
 */
final class FreeChoice {
  private final Module router;
  private final RouterParameters p;
  private final VcRouting routing;
  private final VcRouter.Flits flits;
  private final int ports;
  private final RouterChecks checks;

  /** The choices of a router; {@code checks} is null unless checked. */
  FreeChoice(
      Module router,
      RouterParameters p,
      VcRouting routing,
      VcRouter.Flits flits,
      int ports,
      RouterChecks checks) {
    this.router = router;
    this.p = p;
    this.routing = routing;
    this.flits = flits;
    this.ports = ports;
    this.checks = checks;
  }

  /** Gives the packets of free classes that leave by output {@code o} their flows. */
  void flows(int o, List<Turn> ofOutput, OutputVcs vcs) {
    for (VcClass kind : p.classes()) {
      var ofClass = ofOutput.stream().filter(t -> t.from.kind.equals(kind)).toList();
      if (!kind.isFree() || ofClass.isEmpty()) {
        continue;
      }
      int c = p.classes().indexOf(kind);
      var inTurn = new VcTurn(router, o + "_" + c, kind.vcs());
      ofClass.forEach(t -> t.inTurn = inTurn);
      int most = OutputFlows.most((int) ofClass.stream().map(t -> t.from.input).distinct().count());
      for (int i = 0; i < ports; i++) {
        int input = i;
        var members = ofClass.stream().filter(t -> t.from.input == input).toList();
        if (!members.isEmpty()) {
          var next = members.getFirst().from.next;
          var numbers = new TreeSet<Integer>();
          members.forEach(
              t ->
                  routing.flows(input, t.from.vc, o).stream()
                      .map(g -> OutputFlows.fold(g, most))
                      .forEach(numbers::add));
          members.forEach(t -> t.flow = flow(t, numbers, most));
          var flows =
              new OutputFlows(
                  router,
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
  private UInt flow(Turn t, Set<Integer> numbers, int most) {
    Front f = t.from;
    var own = routing.flows(f.input, f.vc, t.output);
    var folded = own.stream().map(g -> OutputFlows.fold(g, most)).distinct().toList();
    if (folded.size() == 1) { // always the same
      return UInt.lit(1L << List.copyOf(numbers).indexOf(folded.getFirst()), numbers.size());
    }
    var each = new ArrayList<Bool>();
    for (int n : numbers) {
      each.add(
          own.stream()
              .filter(g -> OutputFlows.fold(g, most) == n)
              .map(g -> f.flow.bit(f.flows.indexOf(g)))
              .reduce(Bool.lit(false), Bool::or));
    }
    return RoundRobin.mask(each);
  }

  /** One-hot, the VC that a head takes if it leaves now, or 0; or that its head took. */
  UInt chosen(Turn t, Bool head, OutputVcs vcs) {
    Front f = t.from;
    var open = t.flows.allowed(t.flow).and(vcs.free(f.kind, f.next)).named("open_" + t.label());
    UInt pick = t.inTurn.pick(open);
    if (head == null) {
      return pick.named("vc_" + t.label());
    }
    var vc = head.mux(pick, f.taken).named("vc_" + t.label());
    router.when(t.sent, () -> f.taken.set(vc));
    return vc;
  }

  /** Tells flows and turns which flits leave by an output. */
  void moves(List<Turn> ofOutput) {
    ofOutput.stream()
        .filter(t -> t.flows != null)
        .collect(groupingBy(t -> t.flows, LinkedHashMap::new, toList()))
        .forEach(this::flowing);
    ofOutput.stream()
        .filter(t -> t.inTurn != null)
        .collect(groupingBy(t -> t.inTurn, LinkedHashMap::new, toList()))
        .forEach(this::begins);
  }

  /** Tells the turns of a class that is free which VC a head takes. */
  private void begins(VcTurn inTurn, List<Turn> ofClass) {
    var vc = UInt.lit(0, ofClass.getFirst().vc.width());
    for (Turn t : ofClass) {
      vc = vc.or(t.vc.mask(t.sent.andNot(t.isWithin(flits))));
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
}

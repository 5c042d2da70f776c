package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;
import java.util.List;

/**
 * Input-buffered wormhole router with credits and multicast.
 *
 * <p>A flit that arrives in cycle t is in its input's queue in t + 1, where it is routed,
 * arbitrated and moved to the output register; it leaves in t + 2. Throughput 1 flit per cycle and
 * output, also from one packet to the next. Each output is held by one packet from head to tail and
 * then given to the next input in turn. A flit of a forking packet leaves its queue when every
 * branch has a copy; branches move on their own. The credit of a flit is returned one cycle after
 * it left its queue, so that a link of latency L is never short of credits if the buffer has at
 * least {@code 4 + 2 L} places.
 */
public final class Router extends Module {
  /** Cycles from a flit at an input to the same flit at an output, when nothing is in its way. */
  public static final int LATENCY = 2;

  /** Inputs. */
  public final Link[] in;

  /** Outputs. */
  public final Link[] out;

  /** Per output, whether a flit leaves its queue for it in this cycle. */
  public final Bool[] moves;

  /** Per output, whether a flit is held back in this cycle for want of a credit. */
  public final Bool[] starved;

  private final FlitFormat format;
  private final Routing routing;
  private final List<Input> inputs = new ArrayList<>();

  /**
   * The front of one input, per output: whether its packet goes there, whether its front flit moves
   * there now, and whether that branch has its copy already. Null where there is no such turn, and
   * {@code served} also where nothing forks.
   */
  private record Input(Fifo queue, UInt flit, Bool head, Bool[] wants, Bool[] sent, Bool[] served) {
    Bool valid() {
      return queue.deq.valid();
    }
  }

  /**
   * A router.
   *
   * @param depth places in each input's buffer, in flits
   * @param downstream places in the buffer at the far end of each output, in flits
   */
  public Router(
      Module parent,
      FlitFormat format,
      Routing routing,
      int numberOfInputs,
      int numberOfOutputs,
      int depth,
      int downstream) {
    super(parent);
    this.format = format;
    this.routing = routing;
    in = new Link[numberOfInputs];
    out = new Link[numberOfOutputs];
    moves = new Bool[numberOfOutputs];
    starved = new Bool[numberOfOutputs];
    for (int i = 0; i < numberOfInputs; i++) {
      in[i] = Link.receiver(this, format.width());
    }
    for (int o = 0; o < numberOfOutputs; o++) {
      out[o] = Link.sender(this, format.width());
      moves[o] = outBool();
      starved[o] = outBool();
    }
    for (int i = 0; i < numberOfInputs; i++) {
      inputs.add(input(i, depth));
    }
    for (int o = 0; o < numberOfOutputs; o++) {
      output(o, downstream);
    }
    for (int i = 0; i < numberOfInputs; i++) {
      advance(i);
    }
  }

  @Override
  protected String kind() {
    return "Router_" + routing.label();
  }

  private Input input(int i, int depth) {
    var queue = new Fifo(this, format.width(), depth);
    queue.name("queue_" + i);
    queue.enq.ready().optional(); // a flit has a credit, so it has a place
    queue.enq.valid().set(in[i].valid());
    queue.enq.bits().set(in[i].flit());
    in[i].credit().set(delayed(queue.deq.fire()).named("freed_" + i));

    var flit = queue.deq.bits();
    var head = format.isHead(flit);
    var wants = new Bool[out.length];
    var sent = new Bool[out.length];
    var served = new Bool[out.length];
    for (int o = 0; o < out.length; o++) {
      if (routing.turns(i, o)) {
        String turn = "_" + i + "_" + o;
        var held = regBool().named("route" + turn);
        var wanted = routing.wants(i, o, flit);
        wants[o] = head.mux(wanted, held).named("wants" + turn);
        Bool toHold = wants[o];
        when(queue.deq.valid(), () -> held.set(toHold));
        sent[o] = wireBool().named("sent" + turn);
        served[o] = routing.forks(i) ? regBool().named("served" + turn) : null;
      }
    }
    return new Input(queue, flit, head, wants, sent, served);
  }

  private void output(int o, int downstream) {
    List<Integer> sources = new ArrayList<>();
    for (int i = 0; i < in.length; i++) {
      if (routing.turns(i, o)) {
        sources.add(i);
      }
    }
    int n = sources.size();
    var busy = regBool().named("busy_" + o);
    var owner = reg(n).named("owner_" + o);
    var last = reg(n, 1L << (n - 1)).named("last_" + o);
    var credits = reg(log2(downstream + 1), downstream).named("credits_" + o);

    var open = new ArrayList<Bool>(); // flits at the front of an input that still want this output
    var heads = new ArrayList<Bool>();
    for (int i : sources) {
      Input f = inputs.get(i);
      Bool want = f.valid().and(f.wants()[o]);
      if (routing.forks(i)) {
        want = want.andNot(f.served()[o]);
      }
      want = want.named("open_" + i + "_" + o);
      open.add(want);
      heads.add(want.and(f.head()));
    }
    var grant = RoundRobin.grant(RoundRobin.mask(heads), last).named("grant_" + o);
    var select = busy.mux(owner, grant).named("select_" + o);
    var offered = select.and(RoundRobin.mask(open)).any().named("offered_" + o);
    var move = offered.and(credits.any()).named("move_" + o);
    for (int k = 0; k < n; k++) {
      inputs.get(sources.get(k)).sent()[o].set(select.bit(k).and(open.get(k)).and(credits.any()));
    }
    var flits = sources.stream().map(i -> inputs.get(i).flit()).toList();
    var flit = RoundRobin.select(select, flits).named("flit_" + o);
    when(
        move,
        () -> {
          busy.set(format.isTail(flit).not());
          owner.set(select);
          last.set(select);
        });
    when(move.andNot(out[o].credit()), () -> credits.set(credits.minus(1)))
        .elseWhen(out[o].credit().andNot(move), () -> credits.set(credits.plus(1)));

    var leaving = regWithoutReset(format.width()).named("leaving_" + o);
    leaving.set(flit);
    out[o].valid().set(delayed(move).named("leaves_" + o));
    out[o].flit().set(leaving);
    moves[o].set(move);
    starved[o].set(offered.andNot(credits.any()));
  }

  /** When does the front flit of an input leave its queue? */
  private void advance(int i) {
    Input f = inputs.get(i);
    Bool[] sent = f.sent();
    if (!routing.forks(i)) {
      Bool any = Bool.lit(false);
      for (Bool s : sent) {
        if (s != null) {
          any = any.or(s);
        }
      }
      f.queue().deq.ready().set(any);
      return;
    }
    Bool all = Bool.lit(true);
    for (int o = 0; o < sent.length; o++) {
      if (sent[o] != null) {
        all = all.and(f.wants()[o].not().or(f.served()[o]).or(sent[o]));
      }
    }
    var complete = all.named("complete_" + i);
    f.queue().deq.ready().set(complete);
    for (int o = 0; o < sent.length; o++) {
      if (sent[o] != null) {
        Bool served = f.served()[o];
        Bool now = sent[o];
        when(f.valid().and(complete), () -> served.set(false))
            .elseWhen(now, () -> served.set(true));
      }
    }
  }
}

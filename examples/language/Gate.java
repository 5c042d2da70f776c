import chorale.hdl.*;
import chorale.hdl.Module;

/** A memory's channel, as its client sees it. */
record Channel(Stream requests, Stream replies, Bool busy) implements Bundle {
  static Channel client(Ports p) {
    return new Channel(p.source(32), p.sink(64), p.inBool());
  }
}

/** Passes a channel on while it is switched on. */
final class Gate extends Module {
  final Bool on = inBool();
  final Channel user = flipped(Channel::client);
  final Channel memory = ports(Channel::client);

  Gate(Module parent) {
    super(parent);
    var inner = wires(Channel::client);
    connect(user, inner);
    memory.requests().valid().set(inner.requests().valid().and(on));
    memory.requests().bits().set(inner.requests().bits());
    inner.requests().ready().set(memory.requests().ready().and(on));
    inner.replies().from(memory.replies());
    inner.busy().set(memory.busy().or(on.not()));
  }
}

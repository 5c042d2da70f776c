import chorale.hdl.*;
import chorale.hdl.Module;

/** Grants one of the requests: the first above the one that was taken last, else the lowest. */
final class Turns extends Module {
  final UInt requests;
  final Bool take = inBool();
  final UInt grant;

  Turns(Module parent, int n) {
    super(parent);
    requests = in(n);
    grant = out(n);
    var last = reg(n); // one-hot; 0 after reset
    var above = requests.and(last.minus(1).or(last).not());
    var candidates = above.any().mux(above, requests);
    grant.set(candidates.and(candidates.not().plus(1))); // the lowest 1
    when(take, () -> last.set(grant));
  }
}

package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;

/**
 * The home's store of contributions, timing only: two banks, for even and odd tokens, for each slot
 * of the top k, each with one write and one read per cycle. Writers that meet in a bank take turns.
 * The reducer has each bank's read to itself, all k of a token at once, so that only writes need
 * ports here.
 */
final class ContributionBanks extends Module {
  /** Per trunk, the bank that its flit is for. */
  final Stream[] write;

  static int bankBits(PackageParameters p) {
    return p.slotBits() + 1;
  }

  ContributionBanks(Module parent, PackageParameters p) {
    super(parent);
    int n = p.enabledGroups().size();
    write = new Stream[n];
    for (int i = 0; i < n; i++) {
      write[i] = sink(bankBits(p));
    }
    Bool[] granted = new Bool[n];
    for (int b = 0; b < 2 * p.topK(); b++) {
      var requests = new ArrayList<Bool>();
      for (Stream w : write) {
        requests.add(w.valid().and(w.bits().eq(b)));
      }
      var last = reg(n, 1L << (n - 1)).named("last_" + b);
      UInt grant = RoundRobin.grant(RoundRobin.mask(requests), last).named("grant_" + b);
      when(grant.any(), () -> last.set(grant));
      for (int i = 0; i < n; i++) {
        granted[i] = granted[i] == null ? grant.bit(i) : granted[i].or(grant.bit(i));
      }
    }
    for (int i = 0; i < n; i++) {
      write[i].ready().set(granted[i]);
    }
  }
}

package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.UInt;

/** Routing at the root: one input, the dispatcher's, and one output to each of the groups. */
public record RootRouting(FlitFormat format, int groups, int leavesPerGroup) implements Routing {
  @Override
  public String label() {
    return "root";
  }

  @Override
  public boolean turns(int input, int output) {
    return true;
  }

  @Override
  public boolean forks(int input) {
    return groups > 1;
  }

  @Override
  public Bool wants(int input, int output, UInt head) {
    int lo = output * leavesPerGroup;
    return format.leafMask(head).slice(lo + leavesPerGroup - 1, lo).any();
  }
}

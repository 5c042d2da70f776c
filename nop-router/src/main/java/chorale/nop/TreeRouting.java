package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.UInt;

/**
 * Up/down routing in a NoP-Tree switch. Ports: 0 to the parent, 1 to n to the children, and last,
 * if the group has one, to its memory. Dispatch comes from the parent and goes to every child with
 * a leaf in its mask, one copy per link; weights come from the memory and go to one child; a child
 * sends results to the parent and requests to the memory.
 *
 * <p>Deadlock: down-going packets wait only for down-links, up-going ones only for up-links, and
 * requests only for the memory's port, and no packet turns from up to down but in an end that
 * always drains. Only the parent's input forks, so no two packets hold one branch each of what the
 * other waits for.
 */
public record TreeRouting(
    FlitFormat format, int firstLeaf, int children, int leavesPerChild, boolean memory)
    implements Routing {
  /** Number of ports. */
  public int ports() {
    return 1 + children + (memory ? 1 : 0);
  }

  private boolean isMemory(int port) {
    return memory && port == children + 1;
  }

  @Override
  public String label() {
    return "leaves_" + firstLeaf + "_" + (firstLeaf + children * leavesPerChild - 1);
  }

  @Override
  public boolean turns(int input, int output) {
    if (input == 0 || isMemory(input)) {
      return output > 0 && !isMemory(output);
    }
    return output == 0 || isMemory(output);
  }

  @Override
  public boolean forks(int input) {
    return input == 0 && children > 1;
  }

  @Override
  public Bool wants(int input, int output, UInt head) {
    if (output == 0) {
      return format.is(head, TrafficClass.COMBINE);
    }
    if (isMemory(output)) {
      return format.is(head, TrafficClass.REQUEST);
    }
    int lo = firstLeaf + (output - 1) * leavesPerChild;
    return format.leafMask(head).slice(lo + leavesPerChild - 1, lo).any();
  }
}

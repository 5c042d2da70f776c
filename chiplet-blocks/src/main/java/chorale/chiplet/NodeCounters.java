package chorale.chiplet;

import java.util.ArrayList;
import java.util.List;

/**
 * The counters of each kind of node, in the order in which {@link MozartPackage#selectCounter}
 * numbers them. Engines count the cycles in which they work (busy), have work but make no progress
 * (blocked), and stand at a command that waits for a semaphore (waiting); links count the flits
 * that move and the cycles in which a flit is held back for want of a credit (starved).
 */
public final class NodeCounters {
  /** Engines of a MoE chiplet. */
  public static final List<String> LEAF_ENGINES = List.of("dma", "array", "combine");

  /** Engines of the attention chiplet. */
  public static final List<String> ROOT_ENGINES = List.of("dispatch", "reduce");

  /** Counters of a MoE chiplet; the link is the one to the switch. */
  public static final List<String> LEAF = names(LEAF_ENGINES, List.of("up"));

  private NodeCounters() {}

  /** Counters of the attention chiplet; one link to each group. */
  public static List<String> root(int groups) {
    var links = new ArrayList<String>();
    for (int g = 0; g < groups; g++) {
      links.add("down_" + g);
    }
    return names(ROOT_ENGINES, links);
  }

  /** Counters of a switch: the links to the root, to each chiplet and to the memory. */
  public static List<String> groupSwitch(int chiplets) {
    var links = new ArrayList<String>();
    links.add("up");
    for (int c = 0; c < chiplets; c++) {
      links.add("down_" + c);
    }
    links.add("memory");
    return names(List.of(), links);
  }

  /** Counters of a memory node; the link is the one to the switch. */
  public static List<String> memory() {
    return names(List.of("dram"), List.of("reply"));
  }

  private static List<String> names(List<String> engines, List<String> links) {
    var names = new ArrayList<String>();
    for (String e : engines) {
      names.addAll(List.of(e + "_busy", e + "_blocked", e + "_waiting"));
    }
    for (String l : links) {
      names.addAll(List.of(l + "_flits", l + "_starved"));
    }
    return List.copyOf(names);
  }
}

package chorale.chiplet;

import chorale.chiplet.memory.HbmCounter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The counters of a package, node by node, in the order in which {@link MozartPackage#selectNode}
 * and {@link MozartPackage#selectCounter} number them. Engines count the cycles in which they work
 * (busy), have work but make no progress (blocked), and stand at a command that waits for a
 * semaphore (waiting); links count the flits that move and the cycles in which flits wait and none
 * moves (blocked).
 */
public final class NodeCounters {
  /** Engines of a MoE chiplet. */
  public static final List<String> LEAF_ENGINES = List.of("dma", "array", "combine", "store");

  /** Engines of the attention chiplet. */
  public static final List<String> ROOT_ENGINES = List.of("dispatch", "reduce");

  /** Counters of a MoE chiplet; the link is the one to the switch. */
  static final List<String> LEAF = names(LEAF_ENGINES, List.of("up"));

  /** Counters of the attention chiplet. */
  static final List<String> ROOT = names(ROOT_ENGINES, List.of());

  /** Counters of a memory; the link is the one to the switch. The rest are its controllers'. */
  static final List<String> MEMORY =
      Stream.concat(
              names(List.of("dram"), List.of("reply")).stream(),
              Arrays.stream(HbmCounter.values())
                  .map(c -> "hbm_" + c.name().toLowerCase(Locale.ROOT)))
          .toList();

  /** A node with its counters. */
  public record Node(String name, List<String> counters) {}

  private NodeCounters() {}

  /** All nodes: the MoE chiplets, the attention chiplet, the switches, the root, the memories. */
  public static List<Node> nodes(PackageParameters p) {
    var nodes = new ArrayList<Node>();
    p.enabled().forEach(c -> nodes.add(new Node("chiplet_" + c, LEAF)));
    nodes.add(new Node("attention", ROOT));
    p.enabledGroups().forEach(g -> nodes.add(new Node("switch_" + g, groupSwitch(p))));
    nodes.add(new Node("root", root(p)));
    p.enabledGroups().forEach(g -> nodes.add(new Node("memory_" + g, MEMORY)));
    return nodes;
  }

  /** The number of a node. */
  static int number(PackageParameters p, String name) {
    return nodes(p).stream().map(Node::name).toList().indexOf(name);
  }

  /** Links of a switch, in the order of its ports: to each chiplet, the memory and the root. */
  private static List<String> groupSwitch(PackageParameters p) {
    var links = new ArrayList<String>();
    for (int c = 0; c < p.chipletsPerGroup(); c++) {
      links.add("down_" + c);
    }
    links.add("memory");
    links.add("up");
    return names(List.of(), links);
  }

  /** Links of the root, in the order of its ports: to each group. */
  private static List<String> root(PackageParameters p) {
    var links = new ArrayList<String>();
    for (int g = 0; g < p.groups(); g++) {
      links.add("down_" + g);
    }
    return names(List.of(), links);
  }

  private static List<String> names(List<String> engines, List<String> links) {
    var names = new ArrayList<String>();
    for (String e : engines) {
      names.addAll(List.of(e + "_busy", e + "_blocked", e + "_waiting"));
    }
    for (String l : links) {
      names.addAll(List.of(l + "_flits", l + "_blocked"));
    }
    return List.copyOf(names);
  }
}

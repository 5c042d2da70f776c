package chorale.bench;

import chorale.bench.Measurement.Node.Kind;
import chorale.workload.Program;
import chorale.workload.Traffic;
import java.util.ArrayList;
import java.util.List;

/**
 * What one direction of a link carried.
 *
 * @param from node that sends
 * @param to node that receives
 * @param flits flits that moved; a link moves one per cycle, so these are its busy cycles
 * @param starved cycles in which a flit was held back for want of a credit
 * @param expected flits by the closed form of the Program's traffic
 */
record LinkLoad(String from, String to, long flits, long starved, long expected) {

  /** Every link of the package, groups in order. */
  static List<LinkLoad> of(Program program, Measurement m) {
    var nop = program.config().pack().nop();
    var traffic = Traffic.of(program);
    var links = new ArrayList<LinkLoad>();
    for (int g = 0; g < nop.groups(); g++) {
      String s = "switch_" + g;
      links.add(
          load(
              m,
              Kind.ATTENTION,
              0,
              "down_" + g,
              "attention",
              s,
              traffic.flits(Traffic.Link.TRUNK_DOWN, g)));
      links.add(
          load(m, Kind.SWITCH, g, "up", s, "attention", traffic.flits(Traffic.Link.TRUNK_UP, g)));
      for (int i = 0; i < nop.chipletsPerGroup(); i++) {
        int c = g * nop.chipletsPerGroup() + i;
        String leaf = "chiplet_" + c;
        links.add(
            load(
                m, Kind.SWITCH, g, "down_" + i, s, leaf, traffic.flits(Traffic.Link.LEAF_DOWN, c)));
        links.add(load(m, Kind.CHIPLET, c, "up", leaf, s, traffic.flits(Traffic.Link.LEAF_UP, c)));
      }
      String memory = "memory_" + g;
      links.add(
          load(
              m,
              Kind.SWITCH,
              g,
              "memory",
              s,
              memory,
              traffic.flits(Traffic.Link.SWITCH_TO_MEMORY, g)));
      links.add(
          load(
              m,
              Kind.MEMORY,
              g,
              "reply",
              memory,
              s,
              traffic.flits(Traffic.Link.MEMORY_TO_SWITCH, g)));
    }
    return links;
  }

  private static LinkLoad load(
      Measurement m, Kind kind, int node, String link, String from, String to, long expected) {
    return new LinkLoad(
        from,
        to,
        m.count(kind, node, link + "_flits"),
        m.count(kind, node, link + "_starved"),
        expected);
  }
}

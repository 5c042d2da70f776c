package chorale.bench;

import chorale.workload.Program;
import chorale.workload.Traffic;
import java.util.ArrayList;
import java.util.List;

/**
 * What one direction of a link carried.
 *
 * @param from node that sends
 * @param to node that receives
 * @param counter of the sending node that counted its flits
 * @param flits flits that moved; a link moves one per cycle, so these are its busy cycles
 * @param blocked cycles in which flits waited and none moved, for want of credits or of the rest of
 *     a packet
 * @param expected flits by the closed form of the Program's traffic
 */
record LinkLoad(String from, String to, String counter, long flits, long blocked, long expected) {

  /** Every link of the package, groups in order. */
  static List<LinkLoad> of(Program program, Measurement m) {
    var nop = program.config().pack().nop();
    var traffic = Traffic.of(program);
    var links = new ArrayList<LinkLoad>();
    for (int g = 0; g < nop.groups(); g++) {
      String s = "switch_" + g;
      String memory = "memory_" + g;
      if (!m.has(s)) {
        continue; // the whole group is left out
      }
      links.add(load(m, "root", "down_" + g, s, traffic.flits(Traffic.Link.TRUNK_DOWN, g)));
      links.add(load(m, s, "up", "root", traffic.flits(Traffic.Link.TRUNK_UP, g)));
      for (int i = 0; i < nop.chipletsPerGroup(); i++) {
        int c = g * nop.chipletsPerGroup() + i;
        String leaf = "chiplet_" + c;
        if (m.has(leaf)) {
          links.add(load(m, s, "down_" + i, leaf, traffic.flits(Traffic.Link.LEAF_DOWN, c)));
          links.add(load(m, leaf, "up", s, traffic.flits(Traffic.Link.LEAF_UP, c)));
        }
      }
      links.add(load(m, s, "memory", memory, traffic.flits(Traffic.Link.SWITCH_TO_MEMORY, g)));
      links.add(load(m, memory, "reply", s, traffic.flits(Traffic.Link.MEMORY_TO_SWITCH, g)));
    }
    return links;
  }

  private static LinkLoad load(Measurement m, String from, String link, String to, long expected) {
    return new LinkLoad(
        from,
        to,
        link + "_flits",
        m.count(from, link + "_flits"),
        m.count(from, link + "_blocked"),
        expected);
  }
}

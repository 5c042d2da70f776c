package chorale.workload.trace;

import chorale.workload.BadInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an MLCommons Chakra trace holds, also one without a routing: a MoE layer shows in it as
 * all-to-all collectives, one to dispatch and one to combine.
 *
 * @param nodes number of nodes by type
 * @param collectives the collectives by kind, as the schema calls them
 * @param routings nodes that carry a routing
 */
public record ChakraSummary(
    Map<String, Long> nodes, Map<String, Collective> collectives, long routings) {
  /**
   * Collectives of one kind.
   *
   * @param count how many
   * @param bytes their bytes together, by the attribute {@code comm_size}
   */
  public record Collective(long count, long bytes) {
    private Collective plus(Collective other) {
      return new Collective(count + other.count, bytes + other.bytes);
    }
  }

  private static final int COLLECTIVE_NODE = ChakraNodes.TYPES.indexOf("COMM_COLL_NODE");

  /**
   * Reads all of {@code path}.
   *
   * @throws BadInput if it is no Chakra trace
   */
  public static ChakraSummary of(Path path) {
    var file = new TraceFile(path);
    Map<String, Long> nodes = new TreeMap<>();
    Map<String, Collective> collectives = new TreeMap<>();
    long routings = 0;
    try (var trace = new ChakraNodes(file.content(file.raw()))) {
      for (var node = trace.next(); node != null; node = trace.next()) {
        nodes.merge(name(ChakraNodes.TYPES, node.type()), 1L, Long::sum);
        routings += node.attributes().containsKey(ChakraRows.EXPERTS) ? 1 : 0;
        if (node.type() == COLLECTIVE_NODE) {
          int kind = (int) node.whole("comm_type", -1);
          var one = new Collective(1, node.whole("comm_size", 0));
          collectives.merge(name(ChakraNodes.COLLECTIVES, kind), one, Collective::plus);
        }
      }
    } catch (IOException e) {
      throw file.explain(e, 0);
    }
    return new ChakraSummary(nodes, collectives, routings);
  }

  private static String name(List<String> names, int number) {
    return number >= 0 && number < names.size() ? names.get(number) : "UNKNOWN";
  }
}

package chorale.workload.trace;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The routing in an MLCommons Chakra execution trace. Chakra's schema has no field for it, but
 * nodes carry attributes; a node is taken for a MoE layer's gate if it has {@value #EXPERTS}: a
 * list of integers, {@value #TOP_K} of each token, token after token; {@value #LAYER} says the
 * layer, {@value #WEIGHTS}, a list of as many numbers, the weights.
 */
final class ChakraRows implements RowSource {
  static final String LAYER = "moe_layer";
  static final String TOP_K = "moe_top_k";
  static final String EXPERTS = "moe_expert_ids";
  static final String WEIGHTS = "moe_weights";

  private final ChakraNodes nodes;
  private final Deque<TraceRow> ready = new ArrayDeque<>();
  private final TokenCount count = new TokenCount();
  private long read;
  private boolean found;

  ChakraRows(InputStream raw) {
    nodes = new ChakraNodes(raw);
  }

  @Override
  public TraceRow read() throws IOException {
    while (ready.isEmpty()) {
      var node = nodes.next();
      if (node == null) {
        if (!found) {
          throw new Fault(
              "none of the %d nodes carries a routing".formatted(read),
              "give the gates' nodes the attributes %s, %s and %s"
                  .formatted(LAYER, TOP_K, EXPERTS));
        }
        return null;
      }
      read++;
      if (node.attributes().containsKey(EXPERTS)) {
        found = true;
        rows(node);
      }
    }
    return ready.poll();
  }

  private void rows(ChakraNodes.Node node) throws Fault {
    double[] experts = node.attributes().get(EXPERTS);
    double[] weights = node.attributes().getOrDefault(WEIGHTS, new double[0]);
    int layer = (int) node.whole(LAYER, -1);
    int k = (int) node.whole(TOP_K, 0);
    if (layer < 0 || k < 1) {
      throw new Fault(
          "node '%s' has %s, but no %s".formatted(node.name(), EXPERTS, layer < 0 ? LAYER : TOP_K),
          "add the attribute");
    }
    if (experts.length % k != 0 || weights.length != 0 && weights.length != experts.length) {
      throw new Fault(
          "node '%s' has %d experts and %d weights with %s %d"
              .formatted(node.name(), experts.length, weights.length, TOP_K, k),
          "write %s of both for each token".formatted(TOP_K));
    }
    for (int at = 0; at < experts.length; at += k) {
      var ids = new int[k];
      var values = weights.length == 0 ? TraceRow.NO_WEIGHTS : new float[k];
      for (int j = 0; j < k; j++) {
        ids[j] = (int) experts[at + j];
        if (values.length > 0) {
          values[j] = (float) weights[at + j];
        }
      }
      ready.add(new TraceRow(layer, count.next(layer), ids, values));
    }
  }

  @Override
  public int line() {
    return 0;
  }

  @Override
  public void close() throws IOException {
    nodes.close();
  }
}

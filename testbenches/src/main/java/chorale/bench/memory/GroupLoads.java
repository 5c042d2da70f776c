package chorale.bench.memory;

import chorale.chiplet.memory.DramShape;
import chorale.workload.Routing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one pseudo-channel of a stack is asked for when the chiplets of a group load their experts,
 * layer by layer, each chiplet its hottest expert first, all chiplets at once and in turns of
 * {@value #CHUNK} bursts. An expert is spread evenly over all pseudo-channels of the stack; its
 * share is one block, the blocks lie one after the other.
 */
final class GroupLoads implements Requests {
  /** Bursts of a chiplet's turn: 4 half rows, one in each bank group. */
  static final int CHUNK = 64;

  private final Code code;
  private final AddressMap map;
  private final int bursts;
  private final List<Deque<Long>> blocks = new ArrayList<>(); // by chiplet, where they begin
  private final long[] done; // by chiplet, bursts of its block
  private int chiplet;
  private int turn;

  /**
   * @param layers routing of each layer
   * @param chiplets of the group, the first of the package
   * @param perChiplet experts of a chiplet, one after the other by number
   * @param bursts of an expert's share
   */
  GroupLoads(
      DramShape shape,
      AddressMap map,
      List<Routing> layers,
      int chiplets,
      int perChiplet,
      int bursts) {
    code = new Code(shape);
    this.map = map;
    this.bursts = bursts;
    done = new long[chiplets];
    long experts = (long) chiplets * perChiplet;
    if (layers.size() * experts * bursts > shape.bursts()) {
      throw new IllegalArgumentException(
          "%d layers of %d experts of %d bursts do not fit %d bursts"
              .formatted(layers.size(), experts, bursts, shape.bursts()));
    }
    for (int c = 0; c < chiplets; c++) {
      var queue = new ArrayDeque<Long>();
      for (int l = 0; l < layers.size(); l++) {
        var routing = layers.get(l);
        long first = l * experts;
        IntStream.range(c * perChiplet, (c + 1) * perChiplet)
            .boxed()
            .sorted(Comparator.comparing(e -> -routing.load(e)))
            .forEach(e -> queue.add((first + e) * bursts));
      }
      blocks.add(queue);
    }
  }

  @Override
  public int next() {
    if (turn == CHUNK || blocks.get(chiplet).isEmpty()) {
      turn = 0;
      int tried = 0;
      do {
        chiplet = (chiplet + 1) % blocks.size();
        if (tried++ == blocks.size()) {
          return END;
        }
      } while (blocks.get(chiplet).isEmpty());
    }
    turn++;
    var queue = blocks.get(chiplet);
    int request = map.request(code, false, queue.peek() + done[chiplet]++);
    if (done[chiplet] == bursts) {
      done[chiplet] = 0;
      queue.remove();
    }
    return request;
  }
}

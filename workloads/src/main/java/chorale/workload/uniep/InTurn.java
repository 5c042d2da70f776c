package chorale.workload.uniep;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Packets to all receivers in turn, beginning with the sender itself: if all senders do so, they
 * send to different receivers at any time. Otherwise those to one receiver, which come behind each
 * other where rows are ordered by their homes, meet at its link and hold up what is behind them.
 */
final class InTurn {
  private InTurn() {}

  /** Those to the same receiver stay in order. */
  static <T> List<T> of(List<T> packets, ToIntFunction<T> receiver, int sender, int receivers) {
    var queues = new ArrayList<Deque<T>>();
    for (int r = 0; r < receivers; r++) {
      queues.add(new ArrayDeque<>());
    }
    for (var p : packets) {
      queues.get(Math.floorMod(receiver.applyAsInt(p) - sender, receivers)).add(p);
    }
    var all = new ArrayList<T>(packets.size());
    while (all.size() < packets.size()) {
      for (var queue : queues) {
        if (!queue.isEmpty()) {
          all.add(queue.remove());
        }
      }
    }
    return all;
  }
}

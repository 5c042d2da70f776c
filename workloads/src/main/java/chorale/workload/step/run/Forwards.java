package chorale.workload.step.run;

import chorale.workload.step.Tensor;
import chorale.workload.step.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which loads may find what they read in the controllers' write buffers, and so need no data bus.
 *
 * <p>When a load begins that waits for the word that its tensor is stored, nothing more of the
 * tensor comes to the buffers, so no more than these hold is read from there. The same holds of all
 * later loads together whose tensors were stored by then: they have one number.
 */
final class Forwards {
  /** By command: whether it loads what may lie in a write buffer. */
  final boolean[] may;

  /** By such a command: its number. */
  final int[] number;

  private record Place(Tensor tensor, int expert, int matrix) {}

  private final StepGraph graph;
  private int numbers;

  Forwards(StepGraph graph) {
    this.graph = graph;
    int commands = graph.command.length;
    may = new boolean[commands];
    number = new int[commands];
    Arrays.fill(number, -1);
    var stores = new HashMap<Place, List<Integer>>();
    for (int i = 0; i < commands; i++) {
      if (graph.command[i].work() instanceof Work.Store s) {
        stores
            .computeIfAbsent(new Place(s.tensor(), s.expert(), s.matrix()), _ -> new ArrayList<>())
            .add(i);
      }
    }
    for (int q = 0; q + 1 < graph.first.length; q++) {
      loads(graph.first[q], graph.first[q + 1], stores);
    }
  }

  private void loads(int first, int behind, Map<Place, List<Integer>> stores) {
    var before = new BitSet();
    int now = -1;
    for (int i = first; i < behind; i++) {
      if (!(graph.command[i].work() instanceof Work.Load l)) {
        return;
      }
      int load = i;
      var stored =
          stores.getOrDefault(new Place(l.tensor(), l.expert(), l.matrix()), List.of()).stream()
              .filter(s -> !leads(load, s))
              .toList();
      may[i] = !stored.isEmpty();
      if (may[i] && (now < 0 || !stored.stream().allMatch(before::get))) {
        before = before(i);
        if (!stored.stream().allMatch(before::get)) {
          throw new IllegalArgumentException(
              "chiplet %d loads %s of expert %d and does not wait until it is stored"
                  .formatted(graph.chiplet(i), l.tensor(), l.expert()));
        }
        now = numbers++;
      }
      number[i] = may[i] ? now : -1;
    }
  }

  /** Whether a command is always done before another one is issued. */
  private boolean leads(int early, int late) {
    var seen = new BitSet();
    var next = new ArrayDeque<Integer>(List.of(late));
    while (!next.isEmpty()) {
      int at = next.remove();
      for (int p : graph.after[at]) {
        if (p >= early && graph.queue[p] == graph.queue[early]) { // engines are in order
          return true;
        }
        add(p, seen, next);
      }
      int before = graph.before(at, 1);
      if (before >= 0) {
        add(before, seen, next);
      }
    }
    return false;
  }

  private static void add(int command, BitSet seen, ArrayDeque<Integer> next) {
    if (!seen.get(command)) {
      seen.set(command);
      next.add(command);
    }
  }

  /** All commands that are done before a command is issued, as far as one chiplet shows it. */
  private BitSet before(int command) {
    var issued = new BitSet();
    var done = new BitSet();
    var next = new ArrayDeque<Integer>(List.of(command));
    while (!next.isEmpty()) {
      int at = next.remove();
      for (int p : graph.after[at]) {
        // those before it in its queue are done as well
        for (int d = p; d >= graph.first[graph.queue[p]] && !done.get(d); d--) {
          done.set(d);
          add(d, issued, next);
        }
      }
      int before = graph.before(at, 1);
      if (before >= 0) {
        add(before, issued, next);
      }
    }
    return done;
  }
}

package chorale.bench;

import chorale.workload.Command;
import chorale.workload.Engine;
import chorale.workload.Matrix;
import chorale.workload.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * When each command of a run was under way: from the cycle in which its engine was free and its
 * semaphores allowed it, to the cycle in which the RTL said it was done. A load may stand in the
 * memory's queue for a part of that time.
 */
final class Timeline {
  /**
   * A command's time.
   *
   * @param node chiplet
   * @param engine of {@link chorale.chiplet.NodeCounters}
   * @param expert whose it is, -1 if it is no expert's
   * @param what the matrix, or the tokens
   * @param begin first cycle
   * @param end cycle by which it was done
   */
  record Span(String node, String engine, int expert, String what, long begin, long end) {}

  private final Program program;
  private final Measurement m;
  private final List<Span> spans = new ArrayList<>();

  private Timeline(RunResult result) {
    program = result.program();
    m = result.measurement();
  }

  /** All commands, engine by engine, each in its order. */
  static List<Span> of(RunResult result) {
    var timeline = new Timeline(result);
    var stamps = result.measurement().tokens();
    timeline.attention("dispatch", stamps.dispatched());
    timeline.attention("reduce", stamps.combined());
    for (int c = 0; c < result.program().moe().size(); c++) {
      if (result.measurement().has("chiplet_" + c)) {
        timeline.chiplet(c);
      }
    }
    return timeline.spans;
  }

  private void attention(String engine, long[] stamps) {
    if (stamps.length > 0) {
      var sorted = Arrays.stream(stamps).sorted().toArray();
      String what = stamps.length + " tokens";
      spans.add(new Span("attention", engine, -1, what, sorted[0], sorted[sorted.length - 1]));
    }
  }

  private void chiplet(int c) {
    String node = "chiplet_" + c;
    var loads = program.moe().get(c).queue(Engine.DMA);
    var gemms = program.moe().get(c).queue(Engine.ARRAY);
    var loaded = m.events().loaded().get(c);
    var multiplied = m.events().multiplied().get(c);
    int slots = Matrix.values().length * program.config().pack().chiplet().expertsResident();
    for (int i = 0; i < loaded.size(); i++) {
      if (loads.get(i) instanceof Command.Load load) {
        // the slot in the SRAM is that of an earlier matrix, whose GEMM has to be done
        long begin = Math.max(end(loaded, i - 1), end(multiplied, i - slots));
        spans.add(new Span(node, "dma", load.expert(), name(load.matrix()), begin, loaded.get(i)));
      }
    }
    for (int i = 0; i < multiplied.size(); i++) {
      if (gemms.get(i) instanceof Command.Gemm gemm) {
        long begin = Math.max(end(multiplied, i - 1), end(loaded, i));
        if (gemm.matrix() == Matrix.GATE) {
          begin = Math.max(begin, m.events().gathered()[gemm.expert()]);
        }
        String what = "%s, %d tokens".formatted(name(gemm.matrix()), gemm.m());
        spans.add(new Span(node, "array", gemm.expert(), what, begin, multiplied.get(i)));
      }
    }
    long last = 0;
    for (int i = 0; i < multiplied.size(); i++) {
      if (gemms.get(i) instanceof Command.Gemm gemm && gemm.matrix() == Matrix.DOWN) {
        long begin = Math.max(last, multiplied.get(i));
        last = m.events().returned()[gemm.expert()];
        String what = gemm.m() + " results home";
        spans.add(new Span(node, "combine", gemm.expert(), what, begin, last));
      }
    }
  }

  private static long end(List<Long> ends, int i) {
    return i < 0 ? 0 : ends.get(i);
  }

  private static String name(Matrix matrix) {
    return RunResult.name(matrix);
  }
}

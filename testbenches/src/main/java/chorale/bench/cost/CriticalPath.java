package chorale.bench.cost;

import chorale.bench.cost.Blif.Cell;
import chorale.bench.cost.SourceLines.Signal;
import chorale.bench.cost.TimingReport.Step;
import chorale.hdl.ir.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A path through a mapped netlist in terms of the Java that it came from. Mapping keeps the names
 * of registers only, so a net in between is recognised by what it computes: it is the signal of the
 * design, or the opposite of one, that has the same value in all cases tried.
 *
 * @param points where the path passes a signal of the design
 */
public record CriticalPath(List<Point> points) {

  /**
   * A signal on the path.
   *
   * @param time in ns since the clock edge at which its value is there
   */
  public record Point(String signal, Place place, double time) {}

  static CriticalPath of(Synthesis.Result design, CellLibrary library, SourceLines lines) {
    var names = new Names(design, library, lines);
    var mapped = Signatures.of(design.netlist().mapped(), library, "reset");
    var points = new ArrayList<Point>();
    List<Step> steps = design.netlist().worst().steps();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      String net = step.instance();
      boolean end = i == steps.size() - 1;
      if (!step.pin().isEmpty()) {
        Cell cell = design.netlist().mapped().cells().get(Integer.parseInt(net.substring(1)));
        boolean register = library.cell(cell.kind()).flipFlop();
        net = cell.pins().get(register && end ? "Q" : step.pin());
        if (register && !end && !step.pin().equals("Q")) {
          continue; // its clock
        }
      }
      Signal signal = names.of(net, mapped.get(net));
      if (signal == null) {
        continue;
      }
      var point = new Point(signal.name(), signal.place(), step.time());
      if (!points.isEmpty() && points.getLast().signal.equals(point.signal)) {
        points.removeLast(); // one signal, through buffers
      }
      points.add(point);
    }
    return new CriticalPath(points);
  }

  /** {@code VcBuffer.java:40 head 0.21 ns}, one for each point. */
  public String text() {
    return points.stream()
        .map(p -> String.format(Locale.ROOT, "%s %s %.2f", p.place, p.signal, p.time))
        .collect(Collectors.joining(" -> "));
  }

  /**
   * When the oldest flit of a buffer is read, and when an output is granted, in ns; 0 if the path
   * does not pass there.
   */
  double[] milestones() {
    double read = 0;
    double granted = 0;
    for (Point p : points) {
      if (granted == 0 && p.signal.startsWith("buffer_")) {
        read = p.time;
      } else if (p.signal.startsWith("grant_")) {
        granted = p.time;
      }
    }
    return new double[] {read, granted};
  }

  /** The signals of the design by their values. */
  private static final class Names {
    private final SourceLines lines;
    private final Map<List<Long>, Signal> byValue = new HashMap<>();

    Names(Synthesis.Result design, CellLibrary library, SourceLines lines) {
      this.lines = lines;
      Signatures.of(design.logic(), library, "reset")
          .forEach(
              (net, value) -> {
                Signal signal = lines.signal(net);
                if (signal != null) {
                  byValue.merge(key(value), signal, Names::nearer);
                }
              });
    }

    private static Signal nearer(Signal a, Signal b) {
      return Comparator.comparingInt(Signal::rank).compare(a, b) <= 0 ? a : b;
    }

    Signal of(String net, long[] value) {
      if (value == null) {
        return lines.signal(net);
      }
      return Arrays.stream(value).allMatch(v -> v == value[0] && (v == 0 || v == -1))
          ? null
          : byValue.get(key(value));
    }

    /** A value and its opposite are one. */
    private static List<Long> key(long[] value) {
      long flip = (value[0] & 1) == 1 ? -1 : 0;
      return Arrays.stream(value).mapToObj(v -> v ^ flip).toList();
    }
  }
}

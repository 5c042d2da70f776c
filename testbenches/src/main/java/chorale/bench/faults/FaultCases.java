package chorale.bench.faults;

import chorale.bench.faults.Fault.Kind;
import chorale.bench.faults.Fault.Outage;
import chorale.nop.d2d.D2dParameters;
import java.util.ArrayList;
import java.util.List;

/** The links of the study of faults, and what is done to each of them. */
public final class FaultCases {
  /** Flits of a run at the lowest rates, of which others would not show an error. */
  private static final long MANY = 10_000_000;

  private static final long SOME = 600_000;
  private static final long LEAST = 20_000;

  private final double scale;
  private final List<Case> cases = new ArrayList<>();

  private FaultCases(double scale) {
    this.scale = scale;
  }

  /** A link with a name. */
  public record Link(String name, D2dParameters p) {}

  /**
   * One run.
   *
   * @param flitRate probability that a flit is hit, which {@code fault} has per frame
   * @param flits of both directions
   */
  public record Case(int number, Link link, double flitRate, Fault fault, long flits) {}

  /** Short and long wires, windows above and below the round trip, narrow and wide flits. */
  public static List<Link> links() {
    var near = D2dParameters.of(2, 32, 64, 8, 5, 3);
    var far = D2dParameters.of(2, 32, 160, 8, 8, 40);
    return List.of(
        new Link("near", near),
        new Link("near_small_window", near.withWindow(near.roundTrip() / 2)),
        new Link("far", far),
        new Link("far_small_window", far.withWindow(3 * far.roundTrip() / 4)),
        new Link("far_large_window", far.withWindow(3 * far.roundTrip())),
        new Link("standard_256", D2dParameters.ucieStandard(2, 256, 64, 16)),
        new Link("advanced_512", D2dParameters.ucieAdvanced(4, 512, 48, 16)),
        new Link("standard_1024", D2dParameters.ucieStandard(1, 1024, 64, 32)));
  }

  /** All runs, with {@code scale} times the flits of the full study. */
  public static List<Case> all(double scale) {
    var all = new FaultCases(scale);
    links().forEach(all::add);
    return all.cases;
  }

  private void add(Link link) {
    boolean wide = link.p.flitWidth() > Long.SIZE; // costs more, and errors are as frequent
    long some = wide ? SOME / 2 : SOME;
    long many = cases.isEmpty() ? MANY : some;
    add(link, Kind.NONE, 0, some / 4);
    add(link, Kind.BITS, 1e-6, many);
    add(link, Kind.BITS, 1e-5, many);
    add(link, Kind.BITS, 1e-4, some);
    add(link, Kind.BITS, 1e-3, some);
    for (double rate : new double[] {1e-4, 1e-3}) {
      add(link, Kind.BURST, rate, some);
      if (link.p.crc().width() == 32) { // 16 bits do not show all noise
        add(link, Kind.NOISE, rate, some);
      }
    }
    for (Outage outage : new Outage[] {Outage.HOLD, Outage.LOW, Outage.HIGH}) {
      add(link, 1e-4, perFrame(link, Kind.BITS, 1e-4).with(outage), some / 3);
    }
    int lanes = link.p.lanes();
    for (int lane = 0; lane <= lanes; lane += wide ? lanes / 4 : 1) {
      for (boolean level : new boolean[] {false, true}) {
        var dead = perFrame(link, Kind.BITS, 1e-4).withDeadLane(lane, level);
        add(link, 1e-4, dead, some / 6);
      }
    }
  }

  /** A frame is hit if one of its flits is. */
  private static Fault perFrame(Link link, Kind kind, double flitRate) {
    return Fault.of(kind, 1 - Math.pow(1 - flitRate, link.p.group()));
  }

  private void add(Link link, Kind kind, double flitRate, long flits) {
    add(link, flitRate, perFrame(link, kind, flitRate), flits);
  }

  private void add(Link link, double flitRate, Fault fault, long flits) {
    long scaled = Math.max(LEAST, Math.round(flits * scale));
    cases.add(new Case(cases.size(), link, flitRate, fault, scaled));
  }
}

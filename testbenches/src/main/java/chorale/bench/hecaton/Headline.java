package chorale.bench.hecaton;

import chorale.workload.catalogue.Catalogue;
import chorale.workload.catalogue.ModelShape;
import chorale.workload.hecaton.GridAssumption;
import chorale.workload.hecaton.GridAssumptions;
import chorale.workload.hecaton.GridStep;
import chorale.workload.hecaton.Scheme;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The paper's two models by each scheme, as assumed, with one assumption changed, and with three.
 */
public final class Headline {
  private Headline() {}

  /**
   * A model under some assumptions, by each scheme.
   *
   * @param claim the model, and what the paper says of it
   * @param changed which assumption; null if none, or several
   * @param a all assumptions
   * @param steps by scheme
   */
  public record Point(
      PaperClaim claim, GridAssumption changed, GridAssumptions a, Map<Scheme, GridStep> steps) {
    /** Of a scheme over Megatron's with a flat ring. */
    public double speedup(Scheme scheme) {
      return steps.get(Scheme.FLAT_1D).cycles() / steps.get(scheme).cycles();
    }

    /** Joules of Megatron's over a scheme's. */
    public double energyRatio(Scheme scheme) {
      return steps.get(Scheme.FLAT_1D).joules() / steps.get(scheme).joules();
    }
  }

  /** Each model as it is, and then with each assumption at each end of its range. */
  public static List<Callable<Point>> oneChanged() {
    var jobs = new ArrayList<Callable<Point>>();
    for (var claim : PaperClaim.all()) {
      var model = Catalogue.find(claim.model());
      jobs.add(() -> point(claim, model, null, GridAssumptions.usual()));
      for (var assumption : GridAssumption.values()) {
        for (double value : new double[] {assumption.low(), assumption.high()}) {
          if (value != assumption.value()) {
            jobs.add(
                () ->
                    point(
                        claim, model, assumption, GridAssumptions.usual().with(assumption, value)));
          }
        }
      }
    }
    return jobs;
  }

  /**
   * Each model with all values of what moves most: products, links, and how many dies there are.
   */
  public static List<Callable<Point>> region() {
    var jobs = new ArrayList<Callable<Point>>();
    for (var claim : PaperClaim.all()) {
      var model = Catalogue.find(claim.model());
      for (double side : doublings(GridAssumption.SIDE_FOR_8192, 2)) {
        for (double macs : doublings(GridAssumption.MACS, 4)) {
          for (double link : doublings(GridAssumption.LINK, 4)) {
            for (double idle : new double[] {0, GridAssumption.IDLE.high()}) {
              var a =
                  GridAssumptions.usual()
                      .with(GridAssumption.SIDE_FOR_8192, side)
                      .with(GridAssumption.MACS, macs)
                      .with(GridAssumption.LINK, link)
                      .with(GridAssumption.IDLE, idle);
              jobs.add(() -> point(claim, model, null, a));
            }
          }
        }
      }
    }
    return jobs;
  }

  private static List<Double> doublings(GridAssumption assumption, double factor) {
    var values = new ArrayList<Double>();
    for (double v = assumption.low(); v <= assumption.high(); v *= factor) {
      values.add(v);
    }
    return values;
  }

  private static Point point(
      PaperClaim claim, ModelShape model, GridAssumption changed, GridAssumptions a) {
    var steps = new EnumMap<Scheme, GridStep>(Scheme.class);
    for (var scheme : Scheme.values()) {
      steps.put(scheme, GridStep.of(model, scheme, a));
    }
    return new Point(claim, changed, a, steps);
  }
}

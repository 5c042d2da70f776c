package chorale.workload.uniep;

import java.util.List;

/**
 * A chiplet of a {@link PointStep} while its commands are made.
 *
 * @param engines its queues
 */
record PointChiplet(PointStep step, PartPlan plan, int number, PointEngines engines) {
  Point point() {
    return step.point();
  }

  /** Its parts, in the order in which they are done. */
  List<Part> parts() {
    return plan.of(number);
  }

  int firstToken() {
    return number * plan.homeTokens();
  }
}

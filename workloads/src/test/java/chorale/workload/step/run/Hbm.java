package chorale.workload.step.run;

import chorale.workload.step.run.HbmTimes.Control;
import chorale.workload.step.run.HbmTimes.Shape;

/** Pseudo-channels that tests reckon with by hand. */
final class Hbm {
  /** Rows of 1 KB in 16 banks: DramShape.HBM. */
  private static final Shape SHAPE = new Shape(4, 4, 32, 32);

  /** Those of ControllerParameters.of. */
  private static final Control CONTROL = new Control(128, 64, 16, 2000);

  /** HBM2 at 2.0 Gb/s per pin: DramTiming.HBM2, after JESD235. */
  static final HbmTimes HBM2 =
      new HbmTimes(
          2, 14, 5, 14, 12, 14, 34, 2, 4, 4, 4, 15, 5, 16, 6, 8, 13, 8, 350, 3900, SHAPE, CONTROL);

  /** HBM3 at 6.4 Gb/s per pin: DramTiming.HBM3, after JESD238. */
  static final HbmTimes HBM3 =
      new HbmTimes(
          2, 20, 10, 31, 15, 26, 45, 2, 4, 4, 5, 24, 9, 33, 7, 10, 20, 8, 560, 6240, SHAPE,
          CONTROL);

  private Hbm() {}
}

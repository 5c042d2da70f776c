package chorale.bench.train;

import chorale.chiplet.StackParameters;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.memory.DramTiming;
import chorale.workload.step.run.HbmTimes;
import chorale.workload.step.run.StepTiming;

/** What a package's hardware says of its times, for bounds and fast model. */
final class StepTimings {
  /** RouterParameters.of: two stages. */
  private static final int ROUTER_STAGES = 2;

  /** Topology and Network of a training package: a register on each link. */
  private static final int LINK = 1;

  /** CopyEngine: a word is written 2 cycles behind its read. */
  private static final int COPY_EDGE = 2;

  /** TrainingParameters: places of a VC. */
  private static final int PLACES = 8;

  private static final StepTiming.Links LINKS =
      new StepTiming.Links(ROUTER_STAGES, LINK, LINK, PLACES);

  private StepTimings() {}

  /** Those of a package whose host has written so many words before the run. */
  static StepTiming of(TrainingParameters p, long words) {
    var stack = p.stack().orElseThrow();
    return new StepTiming(
        compute(p),
        LINKS,
        new StepTiming.Stack(
            hbm(p), stack.channels(), stack.loads(), stack.stores(), stack.open(), words));
  }

  /** Those of a package without memories of groups: what is said of them is of no command's. */
  static StepTiming withoutStack(TrainingParameters p) {
    var any = new StackParameters(DramTiming.HBM2, 1, 2, 8, 4, 16);
    var other =
        ExpertStudy.streamedParameters(1, any, p.lanes(), p.packetWords(), p.array().datapath());
    var options = p.options();
    var links =
        new StepTiming.Links(
            ROUTER_STAGES, LINK, LINK, PLACES, options.multicast(), options.linkCycles());
    return new StepTiming(compute(p), links, of(other, 0).stack());
  }

  private static StepTiming.Compute compute(TrainingParameters p) {
    var array = p.array();
    return new StepTiming.Compute(
        array.arrays(),
        array.productStages(),
        p.vector().lanesPerCycle(),
        p.vector().block(),
        COPY_EDGE);
  }

  private static HbmTimes hbm(TrainingParameters p) {
    var c = p.controller();
    var t = c.timing();
    return new HbmTimes(
        t.bl(),
        t.cl(),
        t.cwl(),
        t.rcdRead(),
        t.rcdWrite(),
        t.rp(),
        t.ras(),
        t.ccdS(),
        t.ccdL(),
        t.rrdS(),
        t.rrdL(),
        t.faw(),
        t.rtp(),
        t.wr(),
        t.wtrS(),
        t.wtrL(),
        t.rtw(),
        t.rrefd(),
        t.rfc(),
        t.refi(),
        new HbmTimes.Shape(
            c.shape().bankGroups(),
            c.shape().banksPerGroup(),
            c.shape().columns(),
            c.shape().burstBytes()),
        new HbmTimes.Control(c.reads(), c.writes(), c.rowsPerBank(), c.ageCap()));
  }
}

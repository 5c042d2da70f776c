package chorale.workload.uniep;

import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Traffic;
import chorale.workload.step.VectorTask;
import java.util.List;

/** The commands of a chiplet for a {@link PointStep}. */
final class PointCommands {
  private final PointChiplet here;

  PointCommands(PointStep step, PartPlan plan, int chiplet, ChipletQueues queues) {
    here = new PointChiplet(step, plan, chiplet, new PointEngines(step, chiplet, queues));
  }

  void add() {
    var home = new PointHome(here);
    var arrivals = new PartArrivals(here);
    home.send(Traffic.DISPATCH, List.of());
    new ForwardParts(here, arrivals).add();
    home.sum(VectorTask.OUTPUT, Traffic.COMBINE);
    if (here.step().isTraining()) {
      home.send(Traffic.GRADIENT, here.engines().lastOfVectors());
      new BackwardParts(here, arrivals).add();
      home.sum(VectorTask.INPUT_GRADIENT, Traffic.RETURN);
    }
  }
}

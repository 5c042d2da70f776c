package chorale.workload.step.run;

import chorale.workload.Placement;
import chorale.workload.Routing;
import chorale.workload.mozart.MozartSchedule;
import chorale.workload.mozart.MozartStep;
import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Machine;
import chorale.workload.step.Step;
import chorale.workload.step.StepEngine;
import chorale.workload.step.StepQueue;
import chorale.workload.step.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Steps for tests, and timings of small packages. */
final class Steps {
  private Steps() {}

  /** A step, and what it runs on. */
  record Case(Step step, StepTiming timing) {}

  static StepTiming timing(Machine machine, HbmTimes hbm, int channels) {
    return new StepTiming(
        new StepTiming.Compute(1, 1, machine.lanes(), 16, 2),
        new StepTiming.Links(2, 1, 1, 8),
        new StepTiming.Stack(hbm, channels, 16, 8, 32, 0));
  }

  /** A step of a single command. */
  static Step single(Machine machine, StepEngine engine, Work work) {
    var queues = new ArrayList<StepQueue>();
    var own = new ChipletQueues(0, machine.tiles());
    own.add(engine, work);
    own.into(queues);
    return new Step(machine, 1, queues);
  }

  /** Mozart's schedule with everything chosen by a seed; two layers now and then. */
  static Case random(long seed) {
    var random = new Random(seed);
    int lanes = 4 << random.nextInt(3);
    int packet = 8 << random.nextInt(2);
    int homes = random.nextInt(3);
    var machine =
        new Machine(
            1 + random.nextInt(3),
            1 + random.nextInt(4),
            homes,
            lanes,
            1 + random.nextInt(2),
            packet);
    int experts = machine.experts() * (1 + random.nextInt(3)) + random.nextInt(machine.experts());
    int tokens = machine.homeCount() * (2 + random.nextInt(12));
    int topK = 1 + random.nextInt(Math.min(4, experts));
    boolean overlaps = random.nextBoolean();
    boolean deduplicates = random.nextBoolean();
    int inner = lanes * (1 + random.nextInt(3));
    var layers = new ArrayList<MozartSchedule>();
    int count = homes > 0 && random.nextInt(4) == 0 ? 2 : 1;
    for (int l = 0; l < count; l++) {
      layers.add(
          new MozartSchedule(
              machine,
              routing(random, tokens, topK, experts),
              placement(random, experts, machine.experts()),
              packet * lanes,
              inner,
              overlaps,
              deduplicates));
    }
    var hbm = random.nextBoolean() ? Hbm.HBM2 : Hbm.HBM3;
    int channels = 1 << random.nextInt(2);
    var stack =
        new StepTiming.Stack(
            hbm,
            channels,
            2 << random.nextInt(5),
            2 << random.nextInt(4),
            4 << random.nextInt(4),
            random.nextInt(10_000));
    var timing = timing(machine, hbm, channels);
    return new Case(
        new MozartStep(layers, random.nextBoolean()).step(),
        new StepTiming(timing.compute(), timing.links(), stack));
  }

  private static Routing routing(Random random, int tokens, int topK, int experts) {
    var all = new int[tokens][];
    Arrays.setAll(all, _ -> random.ints(0, experts).distinct().limit(topK).toArray());
    return new Routing(all, experts);
  }

  private static Placement placement(Random random, int experts, int chiplets) {
    var order = new ArrayList<>(IntStream.range(0, experts).boxed().toList());
    Collections.shuffle(order, random);
    var shares = new int[chiplets][];
    for (int c = 0; c < chiplets; c++) {
      List<Integer> own = order.subList(c * experts / chiplets, (c + 1) * experts / chiplets);
      shares[c] = own.stream().mapToInt(e -> e).toArray();
    }
    return new Placement(shares);
  }
}

package chorale.workload.step.run;

import chorale.workload.Placement;
import chorale.workload.Routing;
import chorale.workload.mozart.MozartSchedule;
import chorale.workload.mozart.MozartStep;
import chorale.workload.mozart.SequenceAttention;
import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Condition.Arrived;
import chorale.workload.step.Machine;
import chorale.workload.step.Packets;
import chorale.workload.step.Step;
import chorale.workload.step.StepEngine;
import chorale.workload.step.StepQueue;
import chorale.workload.step.Traffic;
import chorale.workload.step.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
    return random(seed, false, false);
  }

  /** The same with switches that add packets, or with packets that are multicast, or both. */
  static Case random(long seed, boolean adds, boolean multicasts) {
    return random(seed, adds, multicasts, 1, false);
  }

  /** The same of some micro-batches, several only with homes at the root. */
  static Case random(
      long seed, boolean adds, boolean multicasts, int microBatches, boolean recomputes) {
    var random = new Random(seed);
    int lanes = 4 << random.nextInt(3);
    int packet = 8 << random.nextInt(2);
    int homes = random.nextInt(3);
    homes = adds || microBatches > 1 ? Math.max(1, homes) : homes;
    var machine =
        new Machine(
            1 + random.nextInt(3),
            1 + random.nextInt(4),
            homes,
            lanes,
            1 + random.nextInt(2),
            packet);
    int experts = machine.experts() * (1 + random.nextInt(3)) + random.nextInt(machine.experts());
    int tokens = microBatches * machine.homeCount() * (2 + random.nextInt(12));
    int topK = 1 + random.nextInt(Math.min(4, experts));
    boolean overlaps = random.nextBoolean();
    boolean deduplicates = random.nextBoolean() || adds || multicasts;
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
              deduplicates,
              multicasts,
              adds,
              microBatches,
              recomputes));
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

  /** Layers of attention and experts in micro-batches, everything chosen by a seed. */
  static Case attending(long seed) {
    var random = new Random(seed);
    int homes = 1 + random.nextInt(2);
    var machine = new Machine(2, 2, homes, 4, 1, 8);
    int batches = 1 + random.nextInt(3);
    int sequence = 4 * (1 + random.nextInt(2));
    int tokens = homes * batches * sequence * (1 + random.nextInt(2));
    boolean adds = random.nextInt(3) == 0;
    boolean overlaps = random.nextInt(4) > 0;
    boolean deduplicates = adds || random.nextBoolean();
    boolean recomputes = random.nextBoolean();
    var layers = new ArrayList<MozartSchedule>();
    for (int l = 0; l < 1 + seed % 2; l++) {
      layers.add(
          new MozartSchedule(
              machine,
              routing(random, tokens, 2, 8),
              placement(random, 8, machine.experts()),
              32,
              8,
              overlaps,
              deduplicates,
              adds,
              adds,
              batches,
              recomputes));
    }
    var attention = new SequenceAttention(sequence, 2, 1, 4, random.nextBoolean());
    var step = new MozartStep(layers, Optional.of(attention), true).step();
    return new Case(step, timing(machine, Hbm.HBM2, 1));
  }

  /**
   * A step in which chiplets send rows of tokens that are added, and each home copies a word for
   * each when all have come.
   *
   * @param tokens by chiplet with experts, the tokens of its packets, in order
   * @param perHome tokens of a home
   */
  static Step adding(Machine machine, int perHome, int[]... tokens) {
    var queues = new ArrayList<StepQueue>();
    for (int c = 0; c < tokens.length; c++) {
      var own = new ChipletQueues(c, 1);
      own.add(StepEngine.SEND, added(machine, perHome, tokens[c]));
      own.into(queues);
    }
    for (int h = 0; h < machine.homes(); h++) {
      var own = new ChipletQueues(machine.home(h), 1);
      int first = h * perHome;
      int count =
          (int)
              Arrays.stream(tokens)
                  .flatMapToInt(Arrays::stream)
                  .filter(t -> t / perHome * perHome == first)
                  .distinct()
                  .count();
      var copy = new Work.Copy(Traffic.COMBINE, 0, 0, 1, 1);
      own.add(StepEngine.COPY, copy, new Arrived(Traffic.COMBINE, count));
      own.into(queues);
    }
    return new Step(machine, 1, queues);
  }

  /** Rows of tokens that are added, and their end. */
  static Work.Send added(Machine machine, int perHome, int... tokens) {
    var token = Arrays.copyOf(tokens, tokens.length + 1);
    var rank = new int[token.length];
    rank[tokens.length] = Packets.END;
    var to = Arrays.stream(token).mapToLong(t -> 1L << machine.home(t / perHome)).toArray();
    var packets = new Packets(Traffic.COMBINE, token, rank, to);
    return new Work.Send(packets, Work.ALL_EXPERTS, machine.packetWords());
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

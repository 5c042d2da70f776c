package chorale.bench.memory;

import chorale.bench.memory.MemoryRow.Source;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.DramTiming;
import chorale.workload.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Runs traces and patterns on the RTL; each job is one of them on one device. */
public final class BandwidthStudy {
  /** Reads under way in the runs with a window, as the reference's. */
  private static final int WINDOW = 32;

  private static final int UNLOADED = 20_000;
  private static final int CHIPLETS = 4;
  private static final int EXPERTS_PER_CHIPLET = 4;

  /** Sizes of experts, MB. */
  static final List<Integer> EXPERT_MB = List.of(1, 2, 4, 8, 16);

  private final Controllers controllers;
  private final List<Callable<MemoryRow>> jobs = new ArrayList<>();

  public BandwidthStudy(Controllers controllers) {
    this.controllers = controllers;
  }

  /** What has been asked for. */
  public List<Callable<MemoryRow>> jobs() {
    return List.copyOf(jobs);
  }

  private void ask(
      DramTiming device, String trace, Source source, int window, Supplier<Requests> requests) {
    jobs.add(
        () -> {
          try (var bench = controllers.open(device, Datapath.TIMING)) {
            return new MemoryRow(
                device.name(), trace, source, window, bench.run(requests.get(), window));
          }
        });
  }

  /** Traces of files, as fast as they are taken and with few reads under way. */
  public void files(DramTiming device, Map<String, int[]> traces) {
    traces.forEach(
        (name, requests) -> {
          for (int window : new int[] {MemoryBench.SATURATED, WINDOW}) {
            ask(device, name, Source.FILE, window, () -> Requests.of(requests));
          }
        });
  }

  /** All patterns at full length. */
  public void patterns(DramTiming device) {
    for (Pattern p : Pattern.all()) {
      ask(
          device,
          p.name(),
          Source.PATTERN,
          MemoryBench.SATURATED,
          () -> p.requests(Simulators.LONG));
    }
  }

  /** One read at a time: rows that are open, and rows that are not. */
  public void unloaded(DramTiming device) {
    for (String name : List.of("seq_rd_bgil", "rand1_rd")) {
      ask(device, name, Source.PATTERN, 1, () -> Pattern.of(name).requests(UNLOADED));
    }
  }

  /**
   * A group's chiplets load experts of all sizes at once.
   *
   * @param layers routing, by which the order goes
   * @param channels pseudo-channels of a stack
   */
  public void experts(DramTiming device, List<Routing> layers, int channels) {
    for (int mb : EXPERT_MB) {
      int bursts = (mb << 20) / Pattern.SHAPE.burstBytes() / channels;
      ask(
          device,
          "experts_%dMB_by_load".formatted(mb),
          Source.EXPERTS,
          MemoryBench.SATURATED,
          () ->
              new GroupLoads(
                  Pattern.SHAPE,
                  AddressMap.SWIZZLED,
                  layers,
                  CHIPLETS,
                  EXPERTS_PER_CHIPLET,
                  bursts));
    }
  }
}

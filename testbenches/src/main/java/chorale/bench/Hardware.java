package chorale.bench;

import chorale.chiplet.PackageParameters;
import chorale.chiplet.ProgramImage;
import chorale.chiplet.ProgramImage.Sync;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.ControllerParameters;
import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.memory.FlatTier;
import chorale.chiplet.memory.FlatTiming;
import chorale.workload.BadInput;
import chorale.workload.Bounds;
import chorale.workload.Command;
import chorale.workload.Engine;
import chorale.workload.Matrix;
import chorale.workload.MemoryTiming;
import chorale.workload.Program;
import chorale.workload.RunConfig;
import chorale.workload.SramLayout;
import chorale.workload.Timing;
import chorale.workload.Traffic;
import chorale.workload.Wait;
import chorale.workload.fast.BankedMemory;
import chorale.workload.fast.FastModel;
import chorale.workload.fast.FixedMemory;
import chorale.workload.fast.MemoryModel;
import chorale.workload.fast.PagedMemory;
import java.util.List;
import java.util.Optional;

/** Maps a run's configuration to the parameters of the RTL, and its Program to memory images. */
public final class Hardware {
  private Hardware() {}

  /**
   * The package that a configuration describes.
   *
   * @throws BadInput if its SRAM is too small to have its banks
   */
  public static PackageParameters parameters(RunConfig config) {
    var pack = config.pack();
    var chiplet = pack.chiplet();
    var model = config.model();
    var words = SramLayout.Words.of(config);
    if (words.count() < 2 * chiplet.sramBanks()) {
      throw unfit(
          config,
          RunConfig.SRAM,
          "%d KiB of SRAM are %d words of %d bytes in %d banks"
              .formatted(chiplet.sramKib(), words.count(), words.bytes(), chiplet.sramBanks()),
          "raise package.chiplet.sram_kib or lower sram_banks");
    }
    // The memory's port moves a flit per cycle: a faster memory waits for it.
    return new PackageParameters(
        pack.nop().groups(),
        pack.nop().chipletsPerGroup(),
        pack.nop().disabledChiplets(),
        pack.nop().bufferFlits(),
        pack.nop().linkLatencyCycles(),
        pack.nop().flitBytes(),
        Math.max(2, config.trace().tokens()),
        model.experts(),
        model.topK(),
        config.tokenBodyFlits(),
        chiplet.arrayRows(),
        chiplet.arrayColumns(),
        words.count(),
        chiplet.sramBanks(),
        words.flits(),
        hbm(config).isPresent() ? pack.dram().bytesPerCycle() : pack.deliveredBytesPerCycle(),
        memory(config).most(),
        hbm(config),
        flat(config),
        pack.nop().bodyFlits(pack.dram().burstBytes()),
        pack.dram().outstandingBursts());
  }

  /** The timing of the configuration's memory, if it is an HBM stack. */
  static Optional<DramTiming> hbm(RunConfig config) {
    return switch (config.pack().dram().kind()) {
      case FIXED, SSD -> Optional.empty();
      case HBM2 -> Optional.of(DramTiming.HBM2);
      case HBM3 -> Optional.of(DramTiming.HBM3);
    };
  }

  /** The timing of the configuration's memory, if it is a slow tier. */
  static Optional<FlatTiming> flat(RunConfig config) {
    return config.pack().dram().kind() == RunConfig.DramKind.SSD
        ? Optional.of(FlatTiming.SSD)
        : Optional.empty();
  }

  /**
   * What the bounds know of the configuration's memory. Between a request and the first byte of an
   * open row lie the queue of the channel (1), the controller (1 to the command, 1 behind the data)
   * and the count of the transfer (1), besides cl. A burst of the network may have to wait until
   * the rows of its bursts can be closed and opened, which overlaps for all its banks but tFAW. A
   * drive has its queue of transfers (1) and its own (1); the first read of all waits for a page,
   * and any later one may.
   */
  static MemoryTiming memory(RunConfig config) {
    return flat(config)
        .map(t -> drive(t, config.pack().dram()))
        .or(() -> hbm(config).map(Hardware::banks))
        .orElseGet(() -> MemoryTiming.fixed(config.pack().dram().latencyCycles()));
  }

  private static MemoryTiming drive(FlatTiming t, RunConfig.Dram dram) {
    int share = Math.ceilDiv(t.milliBytes(), dram.bytesPerCycle());
    long slower = Math.ceilDiv(1000L * dram.burstBytes(), t.milliBytes());
    long more = slower - dram.burstBytes() / dram.bytesPerCycle();
    return MemoryTiming.readingAhead(t.latency() - 1, share, 2, (int) more + t.latency());
  }

  private static MemoryTiming banks(DramTiming t) {
    int least = t.cl() + 4;
    int reopen = t.ras() + t.rp() + t.rcdRead();
    return MemoryTiming.banks(
        least,
        least + reopen,
        reopen + t.faw(),
        t.refi(),
        t.rfc() + t.rp(),
        t.rfc() + t.ras() + t.rp() + t.rcdRead() + t.faw());
  }

  /** The bounds of a Program on the package that its configuration describes. */
  public static Bounds bounds(Program program) {
    return Bounds.of(program, Timing.SHIPPED, memory(program.config()));
  }

  /** The cycles of a Program by the fast model of that package. */
  public static FastModel fast(Program program) {
    return FastModel.of(program, Timing.SHIPPED, model(program.config()));
  }

  /** The configuration's memory as the fast model has it. */
  private static MemoryModel model(RunConfig config) {
    var dram = config.pack().dram();
    return flat(config)
        .<MemoryModel>map(
            t ->
                new PagedMemory(
                    t.latency(),
                    t.milliBytes(),
                    t.pageBytes(),
                    t.streams(),
                    FlatTier.SHAPE.burstBytes(),
                    FlatTier.QUEUE))
        .or(() -> hbm(config).map(t -> banked(t, config)))
        .orElseGet(() -> new FixedMemory(dram.latencyCycles()));
  }

  private static MemoryModel banked(DramTiming t, RunConfig config) {
    var shape = ControllerParameters.of(t, Datapath.TIMING).shape();
    return new BankedMemory(
        parameters(config).channels(),
        shape.bankGroups(),
        shape.banksPerGroup(),
        shape.columns(),
        shape.burstBytes(),
        Math.max(t.bl(), t.ccdS()),
        t.ccdL() / t.ccdS(),
        t.cl(),
        t.rcdRead(),
        t.rp(),
        t.ras(),
        t.rtp(),
        t.rrdS(),
        t.faw(),
        t.rfc(),
        t.refi());
  }

  /**
   * The image of a Program.
   *
   * @throws BadInput if it does not fit the package
   */
  static ProgramImage image(Program program, PackageParameters p) {
    try {
      return filled(program, p);
    } catch (IllegalArgumentException e) {
      throw unfit(
          program.config(),
          "",
          "the Program does not fit the package: " + e.getMessage(),
          "make the model smaller, or the array larger");
    }
  }

  private static BadInput unfit(RunConfig config, String key, String message, String mend) {
    return new BadInput(List.of(config.problem(key, message, mend)));
  }

  private static ProgramImage filled(Program program, PackageParameters p) {
    var image = new ProgramImage(p);
    var placement = program.placement();
    var routing = program.routing();
    for (int e = 0; e < placement.expertCount(); e++) {
      image.place(e, placement.chiplet(e), placement.local(e));
    }
    for (int t = 0; t < routing.tokens(); t++) {
      var experts = new int[routing.topK()];
      for (int k = 0; k < experts.length; k++) {
        experts[k] = routing.expert(t, k);
      }
      image.route(t, experts);
    }
    var traffic = Traffic.of(program);
    for (int c : p.enabled()) {
      var layout = SramLayout.of(program, c, traffic.tokensArriving(c));
      var encoder = new MoeEncoder(image, p, c, layout);
      var own = program.moe().get(c);
      for (Engine engine : Engine.values()) {
        for (int i = 0; i < own.queue(engine).size(); i++) {
          encoder.add(own.queue(engine).get(i), i);
        }
      }
    }
    for (Engine engine : List.of(Engine.DISPATCH, Engine.REDUCE)) {
      program.attention().queue(engine).forEach(command -> addToAttention(image, command));
    }
    return image;
  }

  private static void addToAttention(ProgramImage image, Command command) {
    switch (command) {
      case Command.Dispatch d -> image.dispatch(sync(d), d.firstToken(), d.tokens());
      case Command.Reduce r -> image.reduce(sync(r), r.tokens());
      case Command.Load _, Command.Gemm _, Command.Combine _ -> throw misplaced(command);
    }
  }

  /** Appends the commands of one MoE chiplet to the image. */
  private record MoeEncoder(
      ProgramImage image, PackageParameters p, int chiplet, SramLayout layout) {
    /** {@code index}: the command's rank in its engine's queue, which is that of its matrix. */
    void add(Command command, int index) {
      Sync sync = sync(command);
      switch (command) {
        case Command.Load l ->
            image.load(
                chiplet,
                sync,
                l.address() / p.flitBytes(),
                Math.ceilDiv(l.bytes(), p.flitBytes()),
                l.order(),
                layout.weights(index));
        case Command.Gemm g -> {
          boolean down = g.matrix() == Matrix.DOWN;
          image.multiply(
              chiplet,
              sync,
              down ? -1 : g.local(),
              down,
              g.m(),
              g.k(),
              g.n(),
              layout.weights(index),
              down ? layout.intermediate() : 0,
              down ? layout.results(g.local()) : layout.intermediate());
        }
        case Command.Combine c ->
            image.combine(
                chiplet, sync, c.local(), c.first(), c.count(), layout.results(c.local()));
        case Command.Dispatch _, Command.Reduce _ -> throw misplaced(command);
      }
    }
  }

  private static IllegalArgumentException misplaced(Command command) {
    return new IllegalArgumentException("a chiplet has no engine for " + command);
  }

  private static Sync sync(Command command) {
    List<Wait> waits = command.waits();
    if (waits.size() > 2) {
      throw new IllegalArgumentException("a command of the RTL waits for two semaphores at most");
    }
    Wait none = new Wait(0, 0);
    Wait first = waits.isEmpty() ? none : waits.getFirst();
    Wait second = waits.size() < 2 ? none : waits.getLast();
    return new Sync(
        first.semaphore(),
        first.value(),
        second.semaphore(),
        second.value(),
        command.signal().orElse(-1));
  }
}

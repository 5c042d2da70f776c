package chorale.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Compiles one MoE layer forward to a {@link Program} with Mozart's streaming of experts: the
 * chiplets of a group share one DRAM, whose stream of matrices is serial and goes by descending
 * load, so that the loads of colder experts hide behind the computation of hotter ones.
 *
 * <p>Experts without tokens are neither loaded nor computed. With R resident experts the SRAM has
 * 3R slots for matrices; load i takes the slot of load i-3R, so it waits until that Gemm is done.
 */
public final class ProgramBuilder {
  private static final int MATRICES = Matrix.values().length;

  private final RunConfig config;
  private final Routing routing;
  private final Placement placement;
  private final List<List<Integer>> order;
  private final Semaphores semaphores;

  private ProgramBuilder(RunConfig config, Routing routing) {
    this.config = config;
    this.routing = routing;
    var model = config.model();
    var wrong = routing.expertCount() != model.experts() || routing.topK() != model.topK();
    if (wrong || routing.tokens() != config.trace().tokens()) {
      throw new IllegalArgumentException("the routing is not the one the configuration asks for");
    }
    placement =
        Placement.of(
            config.mapping().placement(),
            model.experts(),
            config.pack().chiplets(),
            config.pack().enabledChiplets());
    order = IntStream.range(0, placement.chiplets()).mapToObj(this::loadingOrder).toList();
    semaphores = new Semaphores(config.expertsPerChiplet());
  }

  /**
   * The Program of {@code config} for {@code routing}.
   *
   * @throws BadInput if a chiplet's SRAM or a group's DRAM is too small for its share
   * @throws IllegalArgumentException if tokens, top-k or experts of the two disagree
   */
  public static Program build(RunConfig config, Routing routing) {
    return new ProgramBuilder(config, routing).build();
  }

  private Program build() {
    var chiplets = new ArrayList<ChipletProgram>();
    var groupOrder = groupOrder();
    for (int c = 0; c < placement.chiplets(); c++) {
      chiplets.add(chiplet(c, groupOrder));
    }
    var program = new Program(config, routing, placement, chiplets, attention());
    SramLayout.check(program);
    GroupMemory.check(program);
    return program;
  }

  private ChipletProgram attention() {
    int tokens = routing.tokens();
    var none = OptionalInt.empty();
    return new ChipletProgram(
        new Semaphores(0),
        Map.of(
            Engine.DISPATCH, List.of(new Command.Dispatch(0, tokens, List.of(), none)),
            Engine.REDUCE, List.of(new Command.Reduce(tokens, List.of(), none))));
  }

  /** The experts of a chiplet that have tokens, in the order of loading. */
  private List<Integer> loadingOrder(int chiplet) {
    var experts = IntStream.of(placement.experts(chiplet)).filter(e -> routing.load(e) > 0).boxed();
    return switch (config.mapping().order()) {
      case HOTTEST_FIRST ->
          experts
              .sorted(
                  Comparator.comparingInt((Integer e) -> -routing.load(e)).thenComparingInt(e -> e))
              .toList();
      case INDEX -> experts.sorted().toList();
    };
  }

  /**
   * Position of each expert's gate matrix in its group's stream of loads, by expert. Round r serves
   * the r-th expert of every chiplet of the group, in the mapping's order.
   */
  private int[] groupOrder() {
    var positions = new int[placement.expertCount()];
    var nop = config.pack().nop();
    for (int g = 0; g < nop.groups(); g++) {
      int position = 0;
      for (int round = 0; round < config.expertsPerChiplet(); round++) {
        var experts = new ArrayList<Integer>();
        for (int i = 0; i < nop.chipletsPerGroup(); i++) {
          var own = order.get(g * nop.chipletsPerGroup() + i);
          if (round < own.size()) {
            experts.add(own.get(round));
          }
        }
        if (config.mapping().order() == RunConfig.Order.HOTTEST_FIRST) {
          // stable: equal loads stay in the order of chiplets
          experts.sort(Comparator.comparingInt(e -> -routing.load(e)));
        }
        for (int expert : experts) {
          positions[expert] = position;
          position += MATRICES;
        }
      }
    }
    return positions;
  }

  private ChipletProgram chiplet(int chiplet, int[] groupOrder) {
    var model = config.model();
    int slots = MATRICES * config.pack().chiplet().expertsResident();
    long stride =
        Math.ceilDiv(model.matrixBytes(), config.pack().dram().burstBytes())
            * (long) config.pack().dram().burstBytes();
    List<Command> loads = new ArrayList<>();
    List<Command> gemms = new ArrayList<>();
    List<Command> combines = new ArrayList<>();
    for (int expert : order.get(chiplet)) {
      int local = placement.local(expert);
      int tokens = routing.load(expert);
      for (var matrix : Matrix.values()) {
        int index = loads.size();
        int position = groupOrder[expert] + matrix.ordinal();
        var slotFree = new Wait(semaphores.gemms(), index - slots + 1);
        loads.add(
            new Command.Load(
                expert,
                local,
                matrix,
                position * stride,
                model.matrixBytes(),
                position,
                slotFree.value() > 0 ? List.of(slotFree) : List.of(),
                OptionalInt.of(semaphores.weights())));
        var loaded = new Wait(semaphores.weights(), index + 1);
        var arrived = new Wait(semaphores.tokens(local), tokens);
        gemms.add(
            new Command.Gemm(
                expert,
                local,
                matrix,
                tokens,
                matrix.rows(model),
                matrix.columns(model),
                matrix == Matrix.GATE ? List.of(loaded, arrived) : List.of(loaded),
                OptionalInt.of(semaphores.gemms())));
      }
      combines.add(
          new Command.Combine(
              expert,
              local,
              0,
              tokens,
              List.of(new Wait(semaphores.gemms(), gemms.size())),
              OptionalInt.of(semaphores.combined())));
    }
    return new ChipletProgram(
        semaphores, Map.of(Engine.DMA, loads, Engine.ARRAY, gemms, Engine.COMBINE, combines));
  }
}

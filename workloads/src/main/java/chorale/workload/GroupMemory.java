package chorale.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where things lie in a group's DRAM: the matrices that the Program loads, one behind the other in
 * the order of its stream; those of experts without tokens; then, for all experts in the order of
 * their numbers, each other {@link MemoryState} that the optimizer has. Each matrix begins at a
 * multiple of the burst.
 */
public final class GroupMemory {
  /** A matrix of one kind. */
  private record Item(MemoryState state, int expert, Matrix matrix) {}

  private final Map<Item, Long> addresses = new HashMap<>();
  private final Map<MemoryState, Long> bytes = new EnumMap<>(MemoryState.class);
  private final List<Integer> experts = new ArrayList<>();
  private final long end;

  private GroupMemory(Program program, int group) {
    var config = program.config();
    int each = config.pack().nop().chipletsPerGroup();
    var loads = new ArrayList<Command.Load>();
    for (int c = group * each; c < (group + 1) * each; c++) {
      for (int expert : program.placement().experts(c)) {
        experts.add(expert);
      }
      loads.addAll(program.moe().get(c).queue(Engine.DMA, Command.Load.class));
    }
    experts.sort(Comparator.naturalOrder());
    long at = 0;
    for (var load : loads) {
      addresses.put(new Item(MemoryState.WEIGHT, load.expert(), load.matrix()), load.address());
      at = Math.max(at, load.address() + stride(config, MemoryState.WEIGHT));
    }
    for (var state : config.model().optimizer().states()) {
      long begin = state == MemoryState.WEIGHT ? 0 : at;
      for (int expert : experts) {
        for (var matrix : Matrix.values()) {
          if (addresses.putIfAbsent(new Item(state, expert, matrix), at) == null) {
            at += stride(config, state);
          }
        }
      }
      bytes.put(state, at - begin);
    }
    end = at;
  }

  private static long stride(RunConfig config, MemoryState state) {
    long burst = config.pack().dram().burstBytes();
    return Math.ceilDiv(state.matrixBytes(config.model()), burst) * burst;
  }

  /** The memory of group {@code group} for {@code program}. */
  public static GroupMemory of(Program program, int group) {
    return new GroupMemory(program, group);
  }

  /** The group's experts, ascending. */
  public List<Integer> experts() {
    return List.copyOf(experts);
  }

  /** First byte of a matrix of one of the group's experts. */
  public long address(MemoryState state, int expert, Matrix matrix) {
    Long at = addresses.get(new Item(state, expert, matrix));
    if (at == null) {
      throw new IllegalArgumentException(
          "no %s of expert %d in this group's memory"
              .formatted(state.name().toLowerCase(Locale.ROOT), expert));
    }
    return at;
  }

  /** Bytes of one state, filled up to whole bursts. */
  public long bytes(MemoryState state) {
    return bytes.getOrDefault(state, 0L);
  }

  /** Bytes of all. */
  public long bytes() {
    return end;
  }

  /** Throws {@link BadInput} naming every group whose DRAM is too small. */
  static void check(Program program) {
    var config = program.config();
    long capacity = (long) config.pack().dram().capacityMib() << 20;
    var memories = new ArrayList<GroupMemory>();
    for (int g = 0; g < config.pack().nop().groups(); g++) {
      memories.add(of(program, g));
    }
    long most = memories.stream().mapToLong(GroupMemory::bytes).max().orElse(0);
    var problems = new ArrayList<BadInput.Problem>();
    for (int g = 0; g < memories.size(); g++) {
      var m = memories.get(g);
      if (m.end > capacity) {
        problems.add(
            config.problem(
                RunConfig.DRAM,
                ("the DRAM of group %d needs %d bytes (%d for weights, %d for gradients,"
                        + " %d for moments and master weights), has %d")
                    .formatted(
                        g,
                        m.end,
                        m.bytes(MemoryState.WEIGHT),
                        m.bytes(MemoryState.GRADIENT),
                        m.end - m.bytes(MemoryState.WEIGHT) - m.bytes(MemoryState.GRADIENT),
                        capacity),
                "set package.dram.capacity_mib to at least %d, or use more groups"
                    .formatted(Math.ceilDiv(most, 1L << 20))));
      }
    }
    if (!problems.isEmpty()) {
      throw new BadInput(problems);
    }
  }
}

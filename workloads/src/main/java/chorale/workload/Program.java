package chorale.workload;

import java.util.List;

/**
 * Everything the package does for one MoE layer forward: a queue of commands per engine.
 *
 * @param config the run
 * @param routing tokens to experts
 * @param placement experts to chiplets
 * @param moe one program per MoE chiplet, chiplet {@code g * chipletsPerGroup + i}
 * @param attention the program of the attention chiplet
 */
public record Program(
    RunConfig config,
    Routing routing,
    Placement placement,
    List<ChipletProgram> moe,
    ChipletProgram attention) {
  /** Copies the list. */
  public Program {
    moe = List.copyOf(moe);
  }
}

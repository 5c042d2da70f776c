package chorale.bench;

import picocli.CommandLine.Command;

/** {@code chorale study}: evidence that the tool is right. */
@Command(
    name = "study",
    description =
        "Hold the tool against other tools, its tests against planted faults, its hardware"
            + " against closed forms, other networks and memories, damage and cost, placements of"
            + " experts against each other, whole training steps against papers, and the order of"
            + " tokens against a model.",
    subcommands = {
      StudyArrays.class,
      StudyCost.class,
      StudyFaults.class,
      StudyFpga.class,
      StudyHecaton.class,
      StudyMemory.class,
      StudyMozart.class,
      StudyMutation.class,
      StudyNoc.class,
      StudyPlacement.class,
      StudyRandomModules.class,
      StudyUniep.class
    })
final class StudyCommand {
  private StudyCommand() {}
}

package chorale.bench;

import picocli.CommandLine.Command;

/** {@code chorale study}: evidence that the tool is right. */
@Command(
    name = "study",
    description =
        "Hold the tool against other tools, its tests against planted faults, its hardware"
            + " against closed forms, other networks and memories, damage and cost, placements of"
            + " experts against each other, and whole training steps against papers.",
    subcommands = {
      StudyArrays.class,
      StudyCost.class,
      StudyFaults.class,
      StudyHecaton.class,
      StudyMemory.class,
      StudyMozart.class,
      StudyMutation.class,
      StudyNoc.class,
      StudyPlacement.class,
      StudyRandomModules.class
    })
final class StudyCommand {
  private StudyCommand() {}
}

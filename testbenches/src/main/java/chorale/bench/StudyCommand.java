package chorale.bench;

import picocli.CommandLine.Command;

/** {@code chorale study}: evidence that the tool is right. */
@Command(
    name = "study",
    description =
        "Hold the tool against other tools, its tests against planted faults, and its hardware"
            + " against closed forms, other networks and memories, damage and cost.",
    subcommands = {
      StudyArrays.class,
      StudyCost.class,
      StudyFaults.class,
      StudyMemory.class,
      StudyMutation.class,
      StudyNoc.class,
      StudyRandomModules.class
    })
final class StudyCommand {
  private StudyCommand() {}
}

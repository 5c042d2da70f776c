package chorale.bench;

import chorale.sim.ToolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code chorale doctor}: the tools. The script that does it has to work where Java is what is
 * missing, so the launcher does not even come here.
 */
@Command(
    name = "doctor",
    description = "Check the tools with their versions, and say what to install.",
    footer = {
      "",
      "Exit code: 0 all that runs and tests need is there, 2 something is missing.",
      "Examples:",
      "  chorale doctor",
      "  chorale doctor --json | jq '.tools[] | select(.found | not) | .package'"
    })
final class DoctorCommand implements Callable<Integer> {
  @Mixin private JsonOption json;

  @Override
  public Integer call() throws IOException {
    var command = new ArrayList<>(List.of(Home.folder().resolve("build/doctor").toString()));
    if (json.wanted) {
      command.add("--json");
    }
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolException("doctor was interrupted", "start it again");
    }
  }
}

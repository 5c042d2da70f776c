package chorale.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chorale help run} is {@code chorale run --help}: people try both. */
@Command(name = "help", description = "Show what a command does, with its options and examples.")
final class HelpCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "a command, for instance run, or trace describe; all of them if it is left out")
  private List<String> command = new ArrayList<>();

  @Override
  public Integer call() {
    command.add("--help");
    return Main.execute(command.toArray(String[]::new));
  }
}

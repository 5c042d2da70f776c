package chorale.bench;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code chorale completion}: what a shell has to know to complete our commands and options. */
@Command(
    name = "completion",
    description = "Print what makes bash and zsh complete commands, options and files.",
    footer = {
      "",
      "Examples:",
      "  source <(chorale completion)                     for this shell",
      "  echo 'source <(chorale completion)' >> ~/.bashrc     for every shell from now on"
    })
final class CompletionCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    System.out.print(AutoComplete.bash("chorale", Main.whole()));
    return 0;
  }
}

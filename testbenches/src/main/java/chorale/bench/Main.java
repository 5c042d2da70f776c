package chorale.bench;

import chorale.bench.memory.RuleViolation;
import chorale.hdl.HdlException;
import chorale.sim.ToolException;
import chorale.workload.BadInput;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The command line. Exit codes: 0 all is well, 1 a bound is violated or a benchmark misses its
 * goal, 2 the input is bad or a tool is missing.
 */
@Command(
    name = "chorale",
    description = "RTL for chiplet packages that train Mixture-of-Experts models.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Versions.class,
    synopsisSubcommandLabel = "COMMAND",
    scope = CommandLine.ScopeType.INHERIT)
public final class Main {
  private static final int BAD_INPUT = 2;
  private static final int HELP_WIDTH = 100;

  /** All commands, in the order of the help. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          RunCommand.class,
          CompareCommand.class,
          BoundsCommand.class,
          SweepCommand.class,
          EmitCommand.class,
          NocCommand.class,
          ModelsCommand.class,
          TraceCommand.class,
          TuneCommand.class,
          BenchCommand.class,
          StudyCommand.class,
          ProveCommand.class,
          DoctorCommand.class,
          CompletionCommand.class,
          HelpCommand.class,
          RehearsalCommand.class);

  private Main() {}

  /** Prints the version of the build. */
  static final class Versions implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"chorale " + Version.TEXT};
    }
  }

  /** Runs the command line and ends the JVM with its exit code. */
  public static void main(String[] args) {
    var out = StandardOutput.watched();
    int exit = execute(args);
    System.exit(out.lost() ? BAD_INPUT : exit);
  }

  /** Runs the command line; returns its exit code. */
  static int execute(String... args) {
    Locale.setDefault(Locale.ROOT); // figures read the same everywhere
    System.setProperty("java.awt.headless", "true"); // pictures are files, never windows
    return commandLine(args)
        .setUsageHelpWidth(HELP_WIDTH)
        .setExecutionExceptionHandler((e, _, _) -> explain(e))
        .setParameterExceptionHandler((e, _) -> misused(e))
        .execute(args);
  }

  /** The message stays in sight: all options are what {@code --help} shows. */
  private static int misused(CommandLine.ParameterException e) {
    var command = e.getCommandLine();
    System.err.println(e.getMessage());
    if (CommandLine.UnmatchedArgumentException.printSuggestions(e, System.err)) {
      return BAD_INPUT;
    }
    if (e.getMessage().startsWith("Missing required subcommand")) {
      command.usage(System.err);
    } else {
      var help = command.getHelp();
      System.err.print("Usage: " + help.synopsis(help.synopsisHeadingLength()));
      System.err.printf("All options: %s --help%n", command.getCommandSpec().qualifiedName());
    }
    return BAD_INPUT;
  }

  /** The command line with the options of every command. */
  static CommandLine whole() {
    var main = new CommandLine(new Main());
    COMMANDS.forEach(c -> main.addSubcommand(new CommandLine(c)));
    return main;
  }

  /**
   * As much of the command line as {@code args} needs. To read the options of all commands takes
   * longer than most of them run: so that is done for the one that is meant, and of the others the
   * name and what they do is known, for the help.
   */
  private static CommandLine commandLine(String... args) {
    var main = new CommandLine(new Main());
    String first = args.length == 0 ? "" : args[0];
    for (Class<?> command : COMMANDS) {
      var told = command.getAnnotation(Command.class);
      if (told.name().equals(first)) {
        main.addSubcommand(new CommandLine(command));
      } else {
        var known = CommandSpec.create();
        known.usageMessage().description(told.description()).hidden(told.hidden());
        main.addSubcommand(told.name(), known);
      }
    }
    return main;
  }

  private static int explain(Exception e) {
    switch (e) {
      case BadInput bad -> System.err.println(bad.getMessage());
      case ToolException tool -> System.err.println("error: " + tool);
      case HdlException design -> System.err.println(design.getMessage());
      case IOException io -> System.err.println("error: " + describe(io));
      case RuleViolation violation -> {
        System.err.println("VIOLATED: " + violation.getMessage());
        return 1;
      }
      case RtlSimulation.Stuck stuck -> {
        System.err.println("VIOLATED: " + stuck.getMessage());
        return 1;
      }
      default -> {
        System.err.println("internal error, please report it with the configuration:");
        e.printStackTrace();
      }
    }
    return BAD_INPUT;
  }

  /** The file system's exceptions carry no more than a path. */
  private static String describe(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> e.getMessage() + ": no such file or folder";
      case AccessDeniedException _ -> e.getMessage() + ": permission denied";
      case FileSystemException f ->
          f.getFile()
              + (f.getReason() == null ? ": cannot be written or read" : ": " + f.getReason());
      default -> String.valueOf(e.getMessage());
    };
  }
}

package chorale.bench;

import picocli.CommandLine.Option;

/** The option of all commands whose result is of use to scripts. */
final class JsonOption {
  @Option(
      names = "--json",
      description = "print the result as one JSON object for scripts, and nothing else")
  boolean wanted;
}

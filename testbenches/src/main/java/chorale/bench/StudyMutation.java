package chorale.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code chorale study mutation}: how many small faults in the emitter and the checks their own
 * unit tests notice. {@code make study-mutation} lets PIT plant the faults, in the Maven profile
 * {@code mutation}; here its reports are added up.
 */
@Command(
    name = "mutation",
    description = "Add up PIT's reports: the faults in the emitter and the checks that tests see.")
final class StudyMutation implements Callable<Integer> {
  private static final double GOAL = 80;

  @Parameters(
      paramLabel = "REPORT",
      arity = "1..*",
      description = "mutations.csv of a module of the build")
  private List<Path> reports;

  @Option(
      names = "--figures",
      paramLabel = "FILE",
      defaultValue = "out/figures/study-mutation.csv",
      description = "file for the figures (default: ${DEFAULT-VALUE})")
  private Path figures;

  /** What became of the mutants of one class, with those that it contains. */
  private static final class Tally {
    private int mutants;
    private int survived;
    private int uncovered;

    void add(String fate) {
      mutants++;
      switch (fate) {
        case "SURVIVED" -> survived++;
        case "NO_COVERAGE" -> uncovered++;
        default -> {} // killed; an endless loop and an exhausted memory are noticed too
      }
    }

    double score() {
      return 100.0 * (mutants - survived - uncovered) / mutants;
    }
  }

  @Override
  public Integer call() throws IOException {
    var classes = new TreeMap<String, Tally>();
    var all = new Tally();
    for (Path report : reports) {
      try (var in = Files.newBufferedReader(report);
          var csv = CSVFormat.DEFAULT.parse(in)) {
        for (CSVRecord mutant : csv) { // file, class, mutator, method, line, fate, test
          String fate = mutant.get(5);
          all.add(fate);
          classes
              .computeIfAbsent(mutant.get(1).replaceFirst("\\$.*", ""), _ -> new Tally())
              .add(fate);
        }
      }
    }
    if (all.mutants == 0) {
      throw new IOException("no mutants in " + reports + ": did PIT run?");
    }
    var promised = new Figures();
    promised.atLeast("mutation_score", all.score(), "%", GOAL);
    promised.add("mutants", all.mutants, "");
    promised.add("survived", all.survived, "");
    promised.add("no_coverage", all.uncovered, "");
    promised.write(figures);
    System.out.print(promised.text());
    var worstFirst = new ArrayList<>(classes.keySet());
    worstFirst.sort(Comparator.comparingDouble(name -> classes.get(name).score()));
    for (String name : worstFirst) {
      Tally t = classes.get(name);
      System.out.printf(
          "  %-36s %5.1f %% of %3d, %2d survived, %2d not covered%n",
          name, t.score(), t.mutants, t.survived, t.uncovered);
    }
    return promised.hold() ? 0 : 1;
  }
}

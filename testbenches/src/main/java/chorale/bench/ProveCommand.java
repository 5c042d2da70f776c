package chorale.bench;

import chorale.bench.prove.Proof;
import chorale.bench.prove.ProofRun;
import chorale.bench.prove.ProofRun.Outcome;
import chorale.bench.prove.Prover.Verdict;
import chorale.bench.tools.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chorale prove}: what the hardware promises holds in all cycles, for all inputs. */
@Command(
    name = "prove",
    description =
        "Prove the promises of queues, credits and arbiters for all cycles; each proof must fail"
            + " on every fault that is planted in what it is about.")
final class ProveCommand implements Callable<Integer> {
  @Option(
      names = "--only",
      paramLabel = "NAME",
      description = "one proof alone; a wrong name shows all")
  private String only;

  @Option(names = "--no-mutants", description = "the proofs alone, without planted faults")
  private boolean withoutMutants;

  @Option(
      names = "--figures",
      paramLabel = "FILE",
      defaultValue = "out/figures/prove.csv",
      description = "file for the figures (default: ${DEFAULT-VALUE})")
  private Path figures;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "out/prove",
      description = "folder for proofs.csv and the tools' files (${DEFAULT-VALUE})")
  private Path work;

  @Override
  public Integer call() throws IOException {
    List<Proof> proofs =
        Proof.all().stream().filter(p -> only == null || p.name().equals(only)).toList();
    if (proofs.isEmpty()) {
      throw new IOException(
          "no proof %s: there are %s"
              .formatted(only, String.join(", ", Proof.all().stream().map(Proof::name).toList())));
    }
    long begin = System.nanoTime();
    List<Outcome> outcomes;
    try (var progress = Progress.onStandardError()) {
      outcomes = run(proofs, progress);
    }
    write(outcomes);

    List<Outcome> mutants = outcomes.stream().filter(Outcome::isMutant).toList();
    List<Outcome> own = outcomes.stream().filter(o -> !o.isMutant()).toList();
    var promised = new Figures();
    promised.add("proofs_total", own.size(), "");
    promised.exactly("proofs_failed", own.stream().filter(o -> !o.holds()).count(), "", 0);
    promised.add(
        "proofs_bounded", own.stream().filter(o -> o.verdict() == Verdict.BOUNDED).count(), "");
    promised.add("mutants_total", mutants.stream().filter(o -> !o.isEquivalent()).count(), "");
    promised.exactly("mutants_survived", mutants.stream().filter(Outcome::survived).count(), "", 0);
    promised.add("mutants_equivalent", mutants.stream().filter(Outcome::isEquivalent).count(), "");
    promised.atMost("seconds", Math.round((System.nanoTime() - begin) / 1e9), "s", 600);
    promised.write(figures);
    System.out.print(promised.text());
    for (Outcome o : outcomes) {
      if (o.isMutant() ? o.survived() : o.verdict() != Verdict.PROVED) {
        System.out.printf("  %s: %s %s%n", o.proof(), o.fault(), o.said());
      }
    }
    return promised.hold() ? 0 : 1;
  }

  private List<Outcome> run(List<Proof> proofs, Progress progress) throws IOException {
    List<Callable<Outcome>> jobs = ProofRun.of(proofs, !withoutMutants, work.resolve("scratch"));
    return progress.all(jobs, "proofs, most of them of faults", " proofs");
  }

  private void write(List<Outcome> outcomes) throws IOException {
    Files.createDirectories(work);
    Table.write(
        work.resolve("proofs.csv"),
        csv -> {
          csv.printRecord(
              "proof",
              "fault",
              "verdict",
              "failing_cycle",
              "equivalent",
              "checks_bounded",
              "seconds");
          for (Outcome o : outcomes) {
            int equivalent = o.isEquivalent() ? 1 : 0;
            int failing = o.verdict() == Verdict.REFUTED ? o.cycle() : -1;
            csv.printRecord(
                o.proof(),
                o.fault(),
                o.said(),
                failing,
                equivalent,
                o.bounded(),
                String.format(Locale.ROOT, "%.1f", o.seconds()));
          }
        });
  }
}

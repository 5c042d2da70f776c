package chorale.bench.prove;

import chorale.bench.prove.Mutants.Mutant;
import chorale.bench.prove.Prover.Answer;
import chorale.bench.prove.Prover.Verdict;
import chorale.hdl.Elaboration;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;

/** A proof, and the same proof with each fault planted in the modules that it is about. */
public final class ProofRun {
  /** Cycles in which a fault has to show itself where a proof is bounded. */
  private static final int SOON = 11;

  /** Most do within so many, in a small part of the time. */
  private static final int VERY_SOON = 9;

  private static final long SEED = 20; // of the faults that are drawn

  private ProofRun() {}

  /**
   * What came out of one run of the tools.
   *
   * @param proof its name
   * @param fault what is wrong in the design, or "" if nothing is
   * @param cycle in which a check fails, or for how many cycles some checks are proven, or -1
   * @param bounded how many of the checks are proven for {@code cycle} cycles only
   * @param isEquivalent whether the fault cannot be seen from outside, by another proof
   * @param seconds that it took, the tools' starts included
   */
  public record Outcome(
      String proof,
      String fault,
      Verdict verdict,
      int cycle,
      int bounded,
      boolean isEquivalent,
      double seconds) {
    Outcome(
        String proof, String fault, Verdict verdict, int cycle, int bounded, boolean isEquivalent) {
      this(proof, fault, verdict, cycle, bounded, isEquivalent, 0);
    }

    private Outcome took(double time) {
      return new Outcome(proof, fault, verdict, cycle, bounded, isEquivalent, time);
    }

    /** The verdict, with the depth of a bounded proof. */
    public String said() {
      return verdict == Verdict.BOUNDED ? "BOUNDED_" + cycle : verdict.toString();
    }

    /** Whether the design holds what it promises, as far as the proof looks. */
    public boolean holds() {
      return verdict == Verdict.PROVED || verdict == Verdict.BOUNDED;
    }

    /** Whether a fault was planted. */
    public boolean isMutant() {
      return !fault.isEmpty();
    }

    /** Whether the proof overlooks a fault that can be seen. */
    public boolean survived() {
      return isMutant() && verdict != Verdict.REFUTED && !isEquivalent;
    }
  }

  /** A circuit in which a module occurs, and the proof that is about it. */
  private record Use(Proof proof, Circuit circuit) {}

  /** The runs, each in a folder of its own below {@code scratch}: the proofs, then the faults. */
  public static List<Callable<Outcome>> of(List<Proof> proofs, boolean withMutants, Path scratch) {
    var runs = new ArrayList<Callable<Outcome>>();
    Map<ModuleIr, List<Use>> uses = new LinkedHashMap<>();
    boolean areDrawn = withMutants && proofs.stream().anyMatch(p -> p.every() > 1);
    Set<Place> elsewhere = areDrawn ? plantedInFull() : Set.of();
    for (Proof p : proofs) {
      Circuit circuit = Elaboration.of(p.top(), _ -> {});
      Path folder = scratch.resolve("proof-" + runs.size());
      runs.add(
          () -> {
            Files.createDirectories(folder);
            Answer a =
                p.together()
                    ? Prover.search(circuit, p.depth(), folder)
                    : Prover.prove(circuit, p.depth(), folder);
            return new Outcome(p.name(), "", a.verdict(), a.cycle(), a.bounded(), false);
          });
      for (String name : p.about()) {
        uses.computeIfAbsent(circuit.module(name), _ -> new ArrayList<>()).add(new Use(p, circuit));
      }
    }
    uses.forEach(
        (module, where) -> {
          int every = where.stream().mapToInt(u -> u.proof.every()).min().orElseThrow();
          var all = withMutants ? Mutants.of(module) : List.<Mutant>of();
          for (Mutant mutant : every == 1 ? all : drawn(all, every, elsewhere)) {
            Path folder = scratch.resolve("fault-" + runs.size());
            runs.add(() -> mutant(where, module, mutant, folder));
          }
        });
    return runs.stream().map(ProofRun::timed).toList();
  }

  private static Callable<Outcome> timed(Callable<Outcome> run) {
    return () -> {
      long begin = System.nanoTime();
      return run.call().took((System.nanoTime() - begin) / 1e9);
    };
  }

  /** Lines of which every fault is planted in a unit that is proven by itself, for all cycles. */
  private static Set<Place> plantedInFull() {
    var lines = new HashSet<Place>();
    for (Proof p : Proof.all()) {
      if (p.every() == 1 && p.depth() == Proof.UNBOUNDED) {
        Circuit circuit = Elaboration.of(p.top(), _ -> {});
        for (String name : p.about()) {
          Mutants.of(circuit.module(name)).forEach(m -> lines.add(m.at()));
        }
      }
    }
    return lines;
  }

  /** One in {@code every} of the faults in other lines, by lot. */
  static List<Mutant> drawn(List<Mutant> all, int every, Set<Place> elsewhere) {
    var left = new ArrayList<>(all);
    left.removeIf(m -> elsewhere.contains(m.at()));
    Collections.shuffle(left, new Random(SEED));
    return left.subList(0, (left.size() + every - 1) / every);
  }

  /** A fault has to be noticed by one of the proofs about its module. */
  private static Outcome mutant(List<Use> uses, ModuleIr module, Mutant mutant, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    for (Use use : uses) {
      Circuit faulty = with(use.circuit, module, mutant.module());
      Answer a =
          use.proof.depth() == Proof.UNBOUNDED
              ? Prover.prove(faulty, folder)
              : Prover.search(faulty, Math.min(VERY_SOON, use.proof.depth()), folder);
      if (a.verdict() == Verdict.REFUTED) {
        return new Outcome(use.proof.name(), mutant.what(), a.verdict(), a.cycle(), 0, false);
      }
    }
    String all = String.join(" ", uses.stream().map(u -> u.proof.name()).toList());
    if (isEquivalent(uses, module, mutant, folder)) {
      return new Outcome(all, mutant.what(), Verdict.PROVED, -1, 0, true);
    }
    for (Use use : uses) {
      if (use.proof.depth() != Proof.UNBOUNDED) {
        Circuit faulty = with(use.circuit, module, mutant.module());
        Answer a = Prover.search(faulty, Math.min(SOON, use.proof.depth()), folder);
        if (a.verdict() == Verdict.REFUTED) {
          return new Outcome(use.proof.name(), mutant.what(), a.verdict(), a.cycle(), 0, false);
        }
      }
    }
    return new Outcome(all, mutant.what(), Verdict.PROVED, -1, 0, false);
  }

  /**
   * Whether the module looks the same from outside with its fault: whatever its inputs do, or else
   * in the surroundings of each of its proofs, which do all that is allowed there.
   */
  private static boolean isEquivalent(List<Use> uses, ModuleIr module, Mutant mutant, Path folder)
      throws IOException {
    Path miter = Files.createDirectories(folder.resolve("miter"));
    Circuit whole = below(uses.getFirst().circuit, module);
    Circuit one = checks(whole, true);
    Circuit other = checks(with(whole, module, mutant.module()), false);
    if (Equality.anywhere(one, other, miter).verdict() == Verdict.PROVED) {
      return true;
    }
    ModuleIr faulty = Checks.of(mutant.module(), false);
    for (int k = 0; k < uses.size(); k++) {
      Use use = uses.get(k);
      if (use.proof.depth() != Proof.UNBOUNDED) {
        return false; // what it checks is not known for all cycles
      }
      Path within = Files.createDirectories(folder.resolve("within-" + k));
      Circuit sound = checks(use.circuit, true);
      ModuleIr right = sound.module(module.name());
      if (Equality.within(sound, right, faulty, within).verdict() != Verdict.PROVED) {
        return false;
      }
    }
    return true;
  }

  private static Circuit with(Circuit circuit, ModuleIr module, ModuleIr other) {
    return new Circuit(
        circuit.modules().stream().map(m -> m.equals(module) ? other : m).toList(),
        circuit.foreign());
  }

  /**
   * The circuit with its own checks taken for granted, since they have been proven where it is
   * used: an environment that breaks them need not see the same; or without checks.
   */
  private static Circuit checks(Circuit circuit, boolean granted) {
    return new Circuit(circuit.modules().stream().map(m -> Checks.of(m, granted)).toList());
  }

  /** {@code top} and what is before it, its children among them. */
  private static Circuit below(Circuit circuit, ModuleIr top) {
    return new Circuit(circuit.modules().subList(0, circuit.modules().indexOf(top) + 1));
  }
}

package chorale.bench.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.prove.Mutants.Mutant;
import chorale.bench.prove.ProofRun.Outcome;
import chorale.bench.prove.Prover.Answer;
import chorale.bench.prove.Prover.Verdict;
import chorale.hdl.Bool;
import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.Place;
import chorale.hdl.lib.Fifo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proofs, and what they are worth. {@code make prove} plants all faults; here are a few. */
final class ProveTest {
  @TempDir private Path folder;

  private static final Set<String> LONG =
      Set.of(
          "block_completion",
          "reduction_of_4_tags",
          "memory_queues",
          "rounds_of_3_at_the_root",
          "direction",
          "dram_rank_hbm2",
          "dram_bank_hbm2",
          "load_buffer_wide_words");

  /**
   * Those that take seconds: bounded ones and some more take longer, {@code make prove} has all.
   */
  static List<Proof> proofs() {
    return Proof.all().stream()
        .filter(p -> p.depth() == Proof.UNBOUNDED && !LONG.contains(p.name()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("proofs")
  void what_is_promised_holds_in_all_cycles(Proof proof) throws Exception {
    Outcome outcome = ProofRun.of(List.of(proof), false, folder).getFirst().call();
    assertEquals(Verdict.PROVED, outcome.verdict());
    assertFalse(outcome.isMutant());
    assertFalse(outcome.survived());
  }

  @Test
  void a_queue_without_its_store_is_refuted() throws Exception {
    var proof = Proof.all().stream().filter(p -> p.name().equals("fifo_4")).toList();
    int seen = 0;
    for (var run : ProofRun.of(proof, true, folder).subList(1, 8)) {
      Outcome outcome = run.call();
      assertTrue(outcome.isMutant());
      assertFalse(outcome.survived(), outcome.toString());
      seen += outcome.verdict() == Verdict.REFUTED ? 1 : 0;
    }
    assertTrue(seen >= 4);
  }

  @Test
  void a_fault_of_a_router_shows_itself_within_cycles() throws Exception {
    var router = Proof.all().stream().filter(p -> p.name().equals("router_4_packets")).toList();
    for (var run : ProofRun.of(router, true, folder).subList(1, 3)) {
      Outcome outcome = run.call();
      assertEquals(Verdict.REFUTED, outcome.verdict(), outcome.toString());
      assertTrue(outcome.cycle() < router.getFirst().depth());
    }
  }

  @Test
  void faults_are_drawn_alike_each_time_and_not_in_lines_that_are_proven_elsewhere() {
    Circuit queue = Elaboration.of(() -> new Fifo(null, 4, 3));
    List<Mutant> all = Mutants.of(queue.top());
    Place elsewhere = all.getLast().at();
    List<Mutant> drawn = ProofRun.drawn(all, 2, Set.of(elsewhere));
    long left = all.stream().filter(m -> !m.at().equals(elsewhere)).count();
    assertEquals((left + 1) / 2, drawn.size());
    assertTrue(drawn.stream().noneMatch(m -> m.at().equals(elsewhere)));
    assertEquals(drawn, ProofRun.drawn(Mutants.of(queue.top()), 2, Set.of(elsewhere)));
  }

  @Test
  void every_fault_is_another_module() {
    Circuit queue = Elaboration.of(() -> new Fifo(null, 4, 3));
    List<Mutant> mutants = Mutants.of(queue.top());
    var distinct = new HashSet<Object>(List.of(queue.top()));
    mutants.forEach(m -> distinct.add(m.module()));
    assertEquals(mutants.size() + 1, distinct.size());
    assertTrue(mutants.stream().anyMatch(m -> m.what().matches("Fifo.java:\\d+: no store to ram")));
  }

  /** Counts to 3 and back to 0; {@code spare} is read by nobody outside. */
  private static final class Counts extends Module {
    Counts(int limit, int spareStep) {
      super(null);
      Bool step = inBool().named("step");
      var count = reg(3).named("count");
      var spare = reg(3).named("spare");
      spare.set(spare.plus(spareStep));
      when(step, () -> count.set(count.eq(limit).mux(spare.and(spare.not()), count.plus(1))));
      out(3).named("value").set(count);
    }
  }

  @Test
  void modules_that_look_alike_from_outside_are_equivalent_and_others_not() throws IOException {
    Circuit three = Elaboration.of(() -> new Counts(3, 1), _ -> {});
    Circuit other = Elaboration.of(() -> new Counts(3, 2), _ -> {});
    Circuit four = Elaboration.of(() -> new Counts(4, 1), _ -> {});
    Path same = Files.createDirectories(folder.resolve("same"));
    assertEquals(new Answer(Verdict.PROVED, -1), Equality.anywhere(three, other, same));
    Path unlike = Files.createDirectories(folder.resolve("unlike"));
    assertEquals(Verdict.REFUTED, Equality.anywhere(three, four, unlike).verdict());
  }

  /** Counts while nobody forbids it, which the top of {@link Guarded} never does. */
  private static final class Forbidden extends Module {
    final Bool forbidden = inBool().named("forbidden");
    final UInt value = out(2).named("value");

    Forbidden(Module parent) {
      super(parent);
      var count = reg(2).named("count");
      when(forbidden, () -> count.set(0)).otherwise(() -> count.set(count.plus(1)));
      value.set(count);
    }
  }

  private static final class Guarded extends Module {
    Guarded() {
      super(null);
      var inner = new Forbidden(this);
      Bool forbidden = inBool().named("forbidden");
      assume(forbidden.not(), "nobody forbids it");
      inner.forbidden.set(forbidden);
      out(2).named("value").set(inner.value);
    }
  }

  @Test
  void a_fault_that_only_forbidden_inputs_would_show_is_invisible_where_they_are_forbidden()
      throws IOException {
    Circuit guarded = Elaboration.of(Guarded::new, _ -> {});
    var unit = guarded.module("Forbidden");
    var faults = Mutants.of(unit);
    int within = 0;
    int anywhere = 0;
    for (int k = 0; k < faults.size(); k++) {
      var faulty = faults.get(k).module();
      Path one = Files.createDirectories(folder.resolve("within-" + k));
      Path two = Files.createDirectories(folder.resolve("anywhere-" + k));
      var there = Equality.within(guarded, unit, faulty, one).verdict();
      var here = Equality.anywhere(new Circuit(List.of(unit)), new Circuit(List.of(faulty)), two);
      within += there == Verdict.PROVED ? 1 : 0;
      anywhere += here.verdict() == Verdict.PROVED ? 1 : 0;
    }
    assertEquals(2, within); // what it is set to when forbidden, and that it is
    assertEquals(0, anywhere);
    assertTrue(faults.size() > 5);
  }
}

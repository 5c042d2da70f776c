package chorale.bench.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import chorale.bench.random.YosysProof.Verdict;
import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Reset;
import chorale.rtl.Optimizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proof holds for what the passes leave, and for nothing that differs from the module. */
final class YosysProofTest {
  private static final long SEED = 20_261_121;

  @TempDir private Path folder;

  /** Two inputs, an output, and what the test builds between them. */
  private static final class Pair extends Module {
    final UInt a = in(4);
    final UInt b = in(4);
    final UInt y = out(4);

    Pair(Reset kind, BiConsumer<Module, Pair> body) {
      super(null, kind);
      body.accept(this, this);
    }
  }

  private static ModuleIr module(BiConsumer<Module, Pair> body) {
    return module(Reset.SYNC, body);
  }

  private static ModuleIr module(Reset kind, BiConsumer<Module, Pair> body) {
    return Elaboration.of(() -> new Pair(kind, body), _ -> {}).top();
  }

  private Verdict verdict(ModuleIr gold, ModuleIr gate) throws IOException {
    return YosysProof.of(gold, gate, folder);
  }

  private static BiConsumer<Module, Pair> register(long init, boolean plus) {
    return (m, p) -> {
      var r = m.reg(4, init).named("r");
      r.set(plus ? p.a.plus(p.b) : p.a.or(p.b));
      p.y.set(r);
    };
  }

  @Test
  void random_modules_and_what_the_passes_leave_are_equivalent() throws Exception {
    int proven = 0;
    for (long seed = SEED; proven < 2; seed++) {
      ModuleIr m = Subject.of(seed).module();
      ModuleIr optimised = Optimizer.run(new Circuit(List.of(m))).top();
      if (YosysProof.isCandidate(optimised)) {
        Verdict verdict = verdict(m, optimised);
        assertNotEquals(Verdict.UNPROVEN, verdict, "seed " + seed);
        proven += verdict == Verdict.PROVEN ? 1 : 0; // the others took too long
      }
    }
  }

  @Test
  void another_operator_before_a_register_is_found() throws Exception {
    assertEquals(Verdict.UNPROVEN, verdict(module(register(0, true)), module(register(0, false))));
  }

  @Test
  void another_reset_is_found() throws Exception {
    for (Reset kind : Reset.values()) {
      assertEquals(
          Verdict.UNPROVEN,
          verdict(module(kind, register(0, true)), module(kind, register(1, true))),
          kind.toString());
    }
  }

  @Test
  void another_word_in_a_memory_is_found() throws Exception {
    assertEquals(Verdict.PROVEN, verdict(module(memory(1, 7)), module(memory(1, 7))));
    assertEquals(Verdict.UNPROVEN, verdict(module(memory(1, 7)), module(memory(2, 7))));
    assertEquals(Verdict.UNPROVEN, verdict(module(memory(1, 7)), module(memory(1, 6))));
  }

  private static BiConsumer<Module, Pair> memory(long added, long known) {
    return (m, p) -> {
      var words = m.mem(4, 4).named("words");
      var table = m.mem(4, 4).named("table_of");
      table.contents(1, 2, 3, known);
      words.write(p.a.truncate(2), p.b.plus(added));
      p.y.set(words.read(p.b.truncate(2)).xor(table.read(p.a.truncate(2))));
    };
  }

  @Test
  void an_output_of_a_register_that_is_only_equal_behind_the_first_edge_is_found()
      throws Exception {
    assertEquals(Verdict.UNPROVEN, verdict(module(twins(true)), module(twins(false))));
  }

  private static BiConsumer<Module, Pair> twins(boolean first) {
    return (m, p) -> {
      var r = m.regWithoutReset(4).named("r");
      var s = m.regWithoutReset(4).named("s");
      r.set(p.a);
      s.set(p.a);
      p.y.set(first ? r : s);
    };
  }

  @Test
  void a_word_that_is_never_written_may_be_anything_but_is_the_same_on_both_sides()
      throws Exception {
    BiConsumer<Module, Pair> body =
        (m, p) -> {
          var words = m.mem(4, 4).named("words");
          m.when(p.a.xor(p.a).any(), () -> words.write(p.a.truncate(2), p.b));
          p.y.set(words.read(p.b.truncate(2)));
        };
    assertEquals(Verdict.PROVEN, verdict(module(body), module(body)));
  }

  @Test
  void what_nothing_drives_is_not_taken_for_0() throws Exception {
    assertEquals(Verdict.UNPROVEN, verdict(module(undriven(true)), module(undriven(false))));
  }

  private static BiConsumer<Module, Pair> undriven(boolean zero) {
    return (m, p) -> {
      var r = m.regWithoutReset(4).named("r");
      var never = m.regWithoutReset(4);
      r.set(p.a);
      p.y.set(r.and(zero ? UInt.lit(0, 4) : never));
    };
  }

  @Test
  void a_name_may_be_used_for_another_value() throws Exception {
    assertEquals(Verdict.PROVEN, verdict(module(named(true)), module(named(false))));
  }

  private static BiConsumer<Module, Pair> named(boolean first) {
    return (m, p) -> {
      var x = first ? p.a.plus(p.b) : p.a.xor(p.b);
      var z = first ? p.a.xor(p.b) : p.a.plus(p.b);
      p.y.set(x.named("x").and(z.named("z")));
    };
  }
}

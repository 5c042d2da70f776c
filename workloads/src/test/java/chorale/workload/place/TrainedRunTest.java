package chorale.workload.place;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.BadInput;
import chorale.workload.Placement;
import chorale.workload.Placement.Strategy;
import chorale.workload.ProgramBuilder;
import chorale.workload.RunConfig;
import chorale.workload.RunConfigReader;
import chorale.workload.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration whose placement learns from tokens, up to the Program. */
class TrainedRunTest {
  private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();

  @TempDir Path folder;

  private RunConfig config(String placement, String more, int tokens) throws IOException {
    var text =
        Files.readString(EXAMPLES.resolve("nop-tree-16.yaml"))
            .replace("placement: contiguous", "placement: " + placement + more)
            .replace("tokens: 2048", "tokens: " + tokens)
            .replace("file: traces/", "file: " + EXAMPLES.resolve("traces") + "/");
    return RunConfigReader.read(Files.writeString(folder.resolve("run.yaml"), text));
  }

  @Test
  void theRunTakesTheTokensBehindThoseThatThePlacementLearnsFrom() throws IOException {
    var config = config("contiguous", "\n  train_tokens: 1024", 1024);
    var all = TraceReader.read(config.trace().file(), 2, 2048, 6, 64);
    var run = TraceReader.read(config);
    var learned = TraceReader.readTraining(config);
    assertEquals(1024, run.tokens());
    assertEquals(1024, learned.tokens());
    for (int t = 0; t < 1024; t++) {
      assertEquals(all.expert(t, 3), learned.expert(t, 3));
      assertEquals(all.expert(1024 + t, 3), run.expert(t, 3));
    }
  }

  @Test
  void aProgramLivesOnThePlacementThatWasDecidedOn() throws IOException {
    var config = config("chorale", "\n  train_tokens: 1024", 1024);
    var decided = Placements.decide(config);
    assertEquals(Strategy.CHORALE, decided.mapping().placement().strategy());
    var placement = ((Placement.Decided) decided.mapping().placement()).placement();
    var program = ProgramBuilder.build(decided, TraceReader.read(decided));
    assertSame(placement, program.placement());
    var loads = LinkLoads.of(program.routing(), placement, new Tree(4, 4));
    var before = config("contiguous", "\n  train_tokens: 1024", 1024);
    var contiguous =
        ProgramBuilder.build(Placements.decide(before), TraceReader.read(before)).placement();
    var other = LinkLoads.of(program.routing(), contiguous, new Tree(4, 4));
    assertTrue(loads.binding() < other.binding());
  }

  @Test
  void aRandomPlacementLearnsNothingAndFollowsItsSeed() throws IOException {
    var one = Placements.decide(config("random", "\n  seed: 1", 2048));
    var same = Placements.decide(config("random", "\n  seed: 1", 2048));
    var other = Placements.decide(config("random", "\n  seed: 2", 2048));
    assertEquals(first(one), first(same));
    assertTrue(!first(one).equals(first(other)));
  }

  private static String first(RunConfig config) {
    var decided = (Placement.Decided) config.mapping().placement();
    return Arrays.toString(decided.placement().experts(0));
  }

  @Test
  void anUndecidedPlacementIsNotRunByMistake() throws IOException {
    var config = config("mozart", "\n  train_tokens: 1024", 1024);
    var routing = TraceReader.read(config);
    assertThrows(IllegalArgumentException.class, () -> ProgramBuilder.build(config, routing));
  }

  @Test
  void saysThatAPlacementHasNothingToLearnFrom() {
    var bad = assertThrows(BadInput.class, () -> config("mozart", "", 1024));
    var message = bad.getMessage();
    assertTrue(
        message.endsWith(
            "mapping.placement is 'mozart', which learns from tokens, but mapping.train_tokens is 0:"
                + " write how many tokens before those of the run it may see"),
        message);
    assertTrue(message.contains("run.yaml:39:14: "), message);
  }

  @Test
  void saysThatTheTraceIsTooShortForBoth() throws IOException {
    var config = config("mozart", "\n  train_tokens: 1025", 1024);
    var bad = assertThrows(BadInput.class, () -> TraceReader.read(config));
    assertTrue(
        bad.getMessage()
            .endsWith(
                "layer 2 has 2048 tokens, the run asks for 1024 behind the 1025 to learn from:"
                    + " lower trace.tokens or mapping.train_tokens"),
        bad.getMessage());
  }
}

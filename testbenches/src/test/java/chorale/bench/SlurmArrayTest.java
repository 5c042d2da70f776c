package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep as an array job, on a real Slurm of one node if one is installed. */
class SlurmArrayTest {
  @TempDir Path folder;

  @Test
  void anArrayJobThatIsKilledAndStartedAgainGivesTheBytesOfAnUndisturbedSweep() throws Exception {
    assumeTrue(SlurmNode.isInstalled(), "Slurm is not installed: slurmctld slurmd munge");
    var harness = SweepHarness.in(folder);
    assertEquals(1, harness.here("calm").exit());
    try (var slurm = SlurmNode.start(Path.of(folder.toString(), "slurm"))) {
      Process first = start(harness, slurm);
      harness.awaitResults("slurm-store", 12);
      slurm.said("scancel", "--signal=KILL", "--full", "--name=chorale");
      slurm.said("scancel", "--name=chorale");
      assertTrue(first.waitFor(120, TimeUnit.SECONDS));
      assertEquals(2, first.exitValue(), log());
      assertTrue(log().contains("start the sweep again: what is done stays"), log());
      assertFalse(Files.exists(harness.csv("slurm-store")), "half a result");
      long before = harness.results("slurm-store");
      assertTrue(before >= 12 && before < 80, "results " + before);
      Process second = start(harness, slurm);
      assertTrue(second.waitFor(300, TimeUnit.SECONDS), log());
      assertEquals(1, second.exitValue(), log()); // a fifth of the points is refused
      assertTrue(log().startsWith("100 points, %d to be computed".formatted(80 - before)), log());
    }
    assertArrayEquals(
        Files.readAllBytes(harness.csv("calm")), Files.readAllBytes(harness.csv("slurm-store")));
    try (var logs = Files.list(harness.csv("slurm-store").getParent())) {
      var names = logs.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
      // 25 points to a task.
      assertTrue(names.contains("sweep-4.csv") && !names.contains("sweep-5.csv"), names.toString());
    }
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("child.log"));
  }

  /** Starts the sweep; its tasks start this class path too, for there are no jars yet. */
  private Process start(SweepHarness harness, SlurmNode slurm) throws IOException {
    var command = SweepHarness.command();
    Path launcher = folder.resolve("launcher");
    String words = command.stream().map(w -> "'" + w + "'").collect(Collectors.joining(" "));
    Files.writeString(launcher, "#!/bin/sh\nexec " + words + " \"$@\"\n");
    assertTrue(launcher.toFile().setExecutable(true));
    command.add(1, "-Dchorale.launcher=" + launcher);
    command.addAll(
        harness.arguments("slurm-store", "--slurm", "--points-per-task", "25", "-j", "1"));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("child.log").toFile());
    builder.environment().put("SLURM_CONF", slurm.configuration().toString());
    return builder.start();
  }

  @Test
  void withoutSlurmTheMendIsNamed() throws Exception {
    var harness = SweepHarness.in(folder);
    var command = SweepHarness.command();
    command.addAll(harness.arguments("s", "--slurm"));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("child.log").toFile());
    builder.environment().put("PATH", folder.toString());
    assertEquals(2, builder.start().waitFor());
    assertTrue(log().contains("sbatch cannot be started"), log());
    assertTrue(log().contains("leave --slurm out, or install"), log());
  }
}

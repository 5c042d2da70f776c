package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Slurm of one node, on ports of its own and with its own authentication, that goes when it is
 * closed: no account of a machine's own Slurm is touched.
 */
final class SlurmNode implements AutoCloseable {
  private static final List<String> TOOLS =
      List.of("munged", "slurmctld", "slurmd", "sbatch", "scancel", "sinfo");

  private final Path folder;
  private final List<Process> running = new ArrayList<>();

  private SlurmNode(Path folder) {
    this.folder = folder;
  }

  /** Whether all of it is installed. */
  static boolean isInstalled() {
    var places = (System.getenv("PATH") + ":/usr/sbin").split(File.pathSeparator);
    return TOOLS.stream()
        .allMatch(t -> Stream.of(places).anyMatch(p -> Files.isExecutable(Path.of(p, t))));
  }

  /** Starts it in a folder, and waits until it takes jobs. */
  static SlurmNode start(Path folder) throws Exception {
    var node = new SlurmNode(Files.createDirectories(folder));
    try {
      node.start();
      return node;
    } catch (Exception | AssertionError e) {
      node.close();
      throw e;
    }
  }

  private void start() throws Exception {
    String host = InetAddress.getLocalHost().getHostName().replaceFirst("\\..*", "");
    Path socket = folder.resolve("munge.socket");
    Path key = Files.write(folder.resolve("munge.key"), new byte[1024]);
    key.toFile().setReadable(false, false);
    key.toFile().setReadable(true, true);
    Files.createDirectories(folder.resolve("state"));
    Files.createDirectories(folder.resolve("spool"));
    Files.writeString(
        configuration(),
        """
        ClusterName=one
        SlurmctldHost=%1$s(127.0.0.1)
        SlurmUser=%2$s
        SlurmdUser=%2$s
        AuthType=auth/munge
        AuthInfo=socket=%3$s/munge.socket
        CredType=cred/munge
        MpiDefault=none
        ProctrackType=proctrack/linuxproc
        TaskPlugin=task/none
        SwitchType=switch/none
        ReturnToService=2
        SlurmctldPidFile=%3$s/slurmctld.pid
        SlurmdPidFile=%3$s/slurmd.pid
        SlurmdSpoolDir=%3$s/spool
        StateSaveLocation=%3$s/state
        SlurmctldPort=%4$d
        SlurmdPort=%5$d
        SchedulerType=sched/backfill
        SchedulerParameters=batch_sched_delay=0,sched_min_interval=0
        SelectType=select/cons_tres
        SelectTypeParameters=CR_CPU
        AccountingStorageType=accounting_storage/none
        JobAcctGatherType=jobacct_gather/none
        KillWait=1
        NodeName=%1$s NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
        PartitionName=main Nodes=%1$s Default=YES MaxTime=INFINITE State=UP
        """
            .formatted(host, System.getProperty("user.name"), folder, freePort(), freePort()));
    daemon(
        "munged",
        "--foreground",
        "--force",
        "--socket=" + socket,
        "--key-file=" + key,
        "--pid-file=" + folder.resolve("munge.pid"),
        "--seed-file=" + folder.resolve("munge.seed"),
        "--log-file=" + folder.resolve("munge.log"));
    await("munge", () -> Files.exists(socket));
    daemon("slurmctld", "-D", "-c");
    daemon("slurmd", "-D");
    await("an idle node", () -> said("sinfo", "-h", "-o", "%T").contains("idle"));
  }

  /** The file that the environment of Slurm's commands has to name as {@code SLURM_CONF}. */
  Path configuration() {
    return folder.resolve("slurm.conf");
  }

  /** What a command of Slurm says. */
  String said(String... command) throws Exception {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SLURM_CONF", configuration().toString());
    Process p = builder.start();
    String text = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    p.waitFor();
    return text;
  }

  private void daemon(String name, String... options) throws IOException {
    Path sbin = Path.of("/usr/sbin", name);
    var command = new ArrayList<>(List.of(Files.exists(sbin) ? sbin.toString() : name));
    command.addAll(List.of(options));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve(name + ".out").toFile());
    builder.environment().put("SLURM_CONF", configuration().toString());
    running.add(builder.start());
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private void await(String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < deadline, "there is no " + what);
      for (Process p : running) {
        assertEquals(true, p.isAlive(), () -> "a daemon has ended: " + p.info());
      }
      Thread.sleep(100);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    for (Process p : running.reversed()) {
      p.destroy();
      try {
        if (!p.waitFor(10, TimeUnit.SECONDS)) {
          p.destroyForcibly();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        p.destroyForcibly();
      }
    }
  }
}

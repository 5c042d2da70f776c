package chorale.bench.hdl;

import chorale.hdl.Module;
import chorale.rtl.Verilog;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The front ends: Chorale, and the peers, built by Maven from their own projects. */
final class Peers {
  private static final String PEER_MAIN = "peer.Main";

  private final Processes processes;
  private final Path projects;
  private final Path out;

  /** {@code projects} has a folder with a {@code pom.xml} for each peer; results go to out. */
  Peers(Processes processes, Path projects, Path out) {
    this.processes = processes;
    this.projects = projects;
    this.out = out;
  }

  /** Our own front end, from where this program was loaded. */
  static FrontEnd chorale() {
    var places = new ArrayList<String>();
    for (Class<?> c : List.of(HdlDesigns.class, Module.class, Verilog.class)) {
      try {
        places.add(
            Path.of(c.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
      } catch (URISyntaxException e) {
        throw new IllegalStateException(e);
      }
    }
    String classPath = String.join(File.pathSeparator, places);
    return new FrontEnd("chorale", classPath, HdlDesigns.class.getName(), "clock");
  }

  FrontEnd chisel() throws IOException {
    return new FrontEnd("chisel", build("chisel", "src"), PEER_MAIN, "clock");
  }

  FrontEnd spinal() throws IOException {
    return new FrontEnd("spinal", build("spinal", "src"), PEER_MAIN, "clk");
  }

  /**
   * Compiles a peer with Maven, which fetches it at the first time; returns its class path.
   *
   * @param sources the folder of the Scala files, seen from the peer's project
   */
  String build(String peer, String sources) throws IOException {
    Path project = projects.resolve(peer);
    Path target = out.resolve(peer).toAbsolutePath();
    Path list = target.resolve("classpath.txt");
    Path root = project.resolve(sources).toRealPath(); // Chisel's locators begin here
    var maven =
        List.of(
            "mvn",
            "-q",
            "-B",
            "-ntp",
            "-Dpeer.out=" + target,
            "-Dpeer.src=" + root,
            "-Dchisel.project.root=" + root);
    processes.run(with(maven, "compile"), project);
    if (Files.notExists(list)
        || Files.getLastModifiedTime(list)
                .compareTo(Files.getLastModifiedTime(project.resolve("pom.xml")))
            < 0) {
      processes.run(
          with(maven, "dependency:build-classpath", "-Dmdep.outputFile=" + list), project);
    }
    return target.resolve("classes") + File.pathSeparator + Files.readString(list).trim();
  }

  private static List<String> with(List<String> command, String... more) {
    var all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return all;
  }
}

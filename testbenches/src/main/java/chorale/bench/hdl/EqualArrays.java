package chorale.bench.hdl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The same N x N array in Verilog from Chorale, Chisel and SpinalHDL, for other tools. */
public final class EqualArrays {
  /** The array's module at the top. */
  public static final String TOP = "Systolic";

  /** The module of its element. */
  public static final String ELEMENT = "Pe";

  /** Yosys 0.23 cannot read the variables that firtool declares within a process. */
  private static final String FIRTOOL = "--lowering-options=disallowLocalVariables";

  private EqualArrays() {}

  /** What a language makes of the array. */
  public record Version(String language, List<Path> files) {}

  /**
   * Builds the peers and writes the Verilog.
   *
   * @param sources the folder of the peers
   * @param out the folder for all that is made
   * @param edge N
   */
  public static List<Version> write(Path sources, Path out, int edge) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    var processes = new Processes(sources, out);
    var peers = new Peers(processes, sources.resolve("peers"), out);
    String design = "systolic-" + edge;
    var versions = new ArrayList<Version>();
    for (FrontEnd f : List.of(Peers.chorale(), peers.chisel(), peers.spinal())) {
      Path folder = out.resolve("for-yosys").resolve(f.name()).resolve(design);
      List<String> command = f.command(java, FrontEnd.Setting.QUICK, design, folder);
      if (f.name().equals("chisel")) {
        command.addAll(List.of("1", FIRTOOL));
      }
      processes.run(command, Path.of(""));
      versions.add(new Version(f.name(), FrontEnd.verilog(folder)));
    }
    return versions;
  }
}

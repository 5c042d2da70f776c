package chorale.bench.cost;

import chorale.bench.tools.Tool;
import chorale.hdl.Elaboration;
import chorale.rtl.SafeFiles;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A router placed and routed on a Lattice iCE40 HX8K (7,680 logic cells, 32 RAM blocks of 4 kbit)
 * by Yosys and nextpnr.
 *
 * @param router its name
 * @param logicCells without those of {@link Pins}
 * @param pinCells of {@link Pins}
 * @param ramBlocks of 4 kbit
 * @param megahertz that it could be clocked with
 */
public record Ice40(String router, int logicCells, int pinCells, int ramBlocks, double megahertz) {
  /** Logic cells of the device. */
  static final int DEVICE = 7680;

  private static final int TARGET_MHZ = 100;
  private static final int SEED = 1;
  private static final Pattern FREQUENCY =
      Pattern.compile("Max frequency for clock.*?: ([\\d.]+) MHz");

  /** What nextpnr says of a design: how much of the device it takes, and how fast it is. */
  record Report(int logicCells, int ramBlocks, double megahertz) {
    static Report parse(String text) {
      String last = null; // the one after routing
      for (MatchResult m : FREQUENCY.matcher(text).results().toList()) {
        last = m.group(1);
      }
      if (last == null) {
        throw new IllegalArgumentException("no frequency in the report of nextpnr:\n" + text);
      }
      return new Report(
          used(text, "ICESTORM_LC"), used(text, "ICESTORM_RAM"), Double.parseDouble(last));
    }

    private static int used(String text, String what) {
      var m = Pattern.compile(what + ":\\s*(\\d+)/").matcher(text);
      if (!m.find()) {
        throw new IllegalArgumentException("no %s in the report of nextpnr".formatted(what));
      }
      return Integer.parseInt(m.group(1));
    }
  }

  /** Places and routes; Yosys decides whether buffers lie in RAM blocks. */
  static Ice40 place(RouterDesign design, Path folder) throws IOException {
    var top = Elaboration.withTop(() -> new Pins(design));
    String files =
        Verilog.emit(top.circuit(), folder).stream()
            .map(f -> f.getFileName().toString())
            .collect(Collectors.joining(" "));
    String script =
        """
        read_verilog %s
        synth_ice40 -top Pins -json pins.json
        """
            .formatted(files);
    SafeFiles.writeText(folder.resolve("script.ys"), out -> out.write(script));
    Tool.run(folder, List.of("yosys", "-q", "script.ys")).orThrow("Yosys");
    var said =
        Tool.run(
            folder,
            List.of(
                "nextpnr-ice40",
                "--hx8k",
                "--package",
                "ct256",
                "--pcf-allow-unconstrained",
                "--freq",
                Integer.toString(TARGET_MHZ),
                "--timing-allow-fail",
                "--seed",
                Integer.toString(SEED),
                "--json",
                "pins.json"));
    var report = Report.parse(said.orThrow("nextpnr"));
    int pins = top.top().registers;
    return new Ice40(
        design.name(), report.logicCells - pins, pins, report.ramBlocks, report.megahertz);
  }
}
